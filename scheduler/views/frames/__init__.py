"""A timetable as tables for people who compute: plain rows in `rows`, pandas around them in `tables`."""
