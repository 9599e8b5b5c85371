"""Untis files: GPU text and XML, read and written."""

from scheduler.formats.untis.document import read_xml
from scheduler.formats.untis.gpu import may_be_master, read_gpu
from scheduler.formats.untis.writing import unsaid, write_gpu001, write_gpu002, write_neutral_csv

__all__ = ["may_be_master", "read_gpu", "read_xml", "unsaid", "write_gpu001", "write_gpu002", "write_neutral_csv"]
