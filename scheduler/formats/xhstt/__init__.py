"""XHSTT, the benchmark format of high school timetabling: archives of instances and solutions (version 2014)."""

from scheduler.formats.files.heads import looks_like_xhstt
from scheduler.formats.xhstt.archive import Archive, Solution, instance_ids, read_archive, write_archive

__all__ = ["Archive", "Solution", "instance_ids", "looks_like_xhstt", "read_archive", "write_archive"]
