"""WHAT is to be scheduled: times, resources, lessons, modes, rules, `Problem`, `Timetable`. Standard library only."""
