"""SHOWING a timetable: Excel per class, teacher and room, iCalendar, reports. Imports `problem` and `evaluation`."""
