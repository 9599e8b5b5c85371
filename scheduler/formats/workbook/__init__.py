"""The school workbook (WORKBOOK contract): one Excel file or CSV folder to a `School` and back.

Import from here: `read_school`, `read_workbook`, `read_timetable`, `write_school`, `write_template`,
`add_school_sheets`, `mark_output_sheet`, `write_csv_folder`.
"""

from scheduler.formats.workbook.reading import NO_CHANGES, Extras, Reading, read_school, read_timetable, read_workbook
from scheduler.formats.workbook.writing import (
    add_school_sheets,
    mark_output_sheet,
    write_csv_folder,
    write_school,
    write_template,
)

__all__ = [
    "NO_CHANGES",
    "Extras",
    "Reading",
    "add_school_sheets",
    "mark_output_sheet",
    "read_school",
    "read_timetable",
    "read_workbook",
    "write_csv_folder",
    "write_school",
    "write_template",
]
