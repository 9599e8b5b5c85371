"""FET, the free timetabling program: its files as problems of our own, and timetables into files that it opens."""

from scheduler.formats.fet.constraint import POINTS
from scheduler.formats.fet.idle import IDLE
from scheduler.formats.fet.reading import FetFile, read_fet
from scheduler.formats.fet.solutions import locked_timetable, read_timetable, write_activities, write_fet
from scheduler.formats.files.heads import looks_like_fet

__all__ = [
    "IDLE",
    "POINTS",
    "FetFile",
    "locked_timetable",
    "looks_like_fet",
    "read_fet",
    "read_timetable",
    "write_activities",
    "write_fet",
]
