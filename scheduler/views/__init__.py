"""SHOWING a timetable: the result workbook, Excel, pages and calendars per class, teacher and room, reports.

Import from here: `make_report`, `SolveFacts`, `overview`, `write_result`, `add_result_sheets`, `export`.
"""

from scheduler.views.export import FORMATS, ONLY, export
from scheduler.views.overview import overview
from scheduler.views.report import Report, SolveFacts, make_report
from scheduler.views.result_sheets import add_result_sheets
from scheduler.views.result_workbook import write_result

__all__ = [
    "FORMATS",
    "ONLY",
    "Report",
    "SolveFacts",
    "add_result_sheets",
    "export",
    "make_report",
    "overview",
    "write_result",
]
