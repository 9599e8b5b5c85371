"""FET, the free timetabling program: its files as problems of our own, and timetables into files that it opens."""

from scheduler.formats.fet.reading import FetFile, looks_like_fet, read_fet
from scheduler.formats.fet.solutions import read_timetable, timetable_of, write_activities, write_fet

__all__ = ["FetFile", "looks_like_fet", "read_fet", "read_timetable", "timetable_of", "write_activities", "write_fet"]
