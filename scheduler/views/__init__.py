"""SHOWING a timetable: Excel per class, teacher and room, iCalendar, reports. Imports `problem` and `evaluation`.

Import from here: `make_report`, `SolveFacts`, `overview`, `add_result_sheets`.
"""

from scheduler.views.overview import overview
from scheduler.views.report import Report, SolveFacts, make_report
from scheduler.views.result_sheets import add_result_sheets

__all__ = ["Report", "SolveFacts", "add_result_sheets", "make_report", "overview"]
