"""The tables of `frames` as files: CSV for every program, Parquet with its types where pyarrow is installed."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from scheduler.formats.files.text import guarded
from scheduler.formats.files.writing import written_whole
from scheduler.views.frames.tables import TYPES, frames_of
from scheduler.views.report import Report

FOLDER = "frames"


def can_write_parquet() -> bool:
    return find_spec("pyarrow") is not None


def write_frames(report: Report, folder: Path, suffix: str, language: str) -> Iterator[Path]:
    """Writes a file per table, called like it, into a folder `frames`; `suffix` is ".csv" or ".parquet".

    In CSV a text that a spreadsheet would run is guarded. Raises ImportError for Parquet without pyarrow.
    """
    found = frames_of(report.evaluation, report.view, language)
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    for name, table in found.items():
        path = folder / FOLDER / f"{name}{suffix}"
        with written_whole(path, overwrite=True) as temporary:
            if suffix == ".parquet":
                table.to_parquet(temporary, index=False, engine="pyarrow")
            else:
                texts = [column for column, kind in TYPES[name].items() if kind == "string"]
                table.assign(**{column: table[column].map(guarded) for column in texts}).to_csv(temporary, index=False)
        yield path
