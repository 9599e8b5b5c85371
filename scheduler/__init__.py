"""A timetable and blended-schedule optimiser for Flemish secondary schools.

`problem` says what must be scheduled, `evaluation` judges, `solver` finds, `formats` exchanges, `views` shows.
"""

__version__ = "0.1.0"
