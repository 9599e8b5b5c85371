"""The hours of classes by subject on a page: a row per class, a column per subject; the list takes twenty pages."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scheduler.problem.text import say
from scheduler.views.loads.counting import Figure, Table

LIST = "class_subjects"
"""The table of which a matrix is made; it is there to filter and is not printed."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """`subjects` are the heads behind that of the class; a cell is a number, a text, or None where nothing is."""

    subjects: tuple[str, ...]
    rows: tuple[tuple[Figure, ...], ...]


def matrix_of(table: Table, language: str) -> Matrix:
    """What a row of the list says in a cell: "4", "3/4" where not all is planned, "4 (1)" with one at distance."""
    subjects = tuple(dict.fromkeys(str(row[1]) for row in table.rows))
    cells: dict[str, dict[str, Figure]] = {}
    for code, subject, *figures in table.rows:
        cells.setdefault(str(code), {})[str(subject)] = _cell(figures, language)
    return Matrix(subjects, tuple((code, *(own.get(one) for one in subjects)) for code, own in cells.items()))


def told_of(language: str) -> str:
    """How a cell is read."""
    return say(language, "loads", "explained_matrix")


def _cell(figures: list[Figure], language: str) -> Figure:
    asked, planned, missing, away = (Fraction(one or 0) for one in figures)
    if not missing and not away:
        return planned
    text = f"{figure_shown(planned, language)}/{figure_shown(asked, language)}" if missing else ""
    text = text or figure_shown(planned, language)
    return f"{text} ({figure_shown(away, language)})" if away else text


def figure_shown(figure: Figure, language: str) -> str:
    """A figure as people read it: at most two decimals, with the comma of the language."""
    if figure is None or isinstance(figure, str):
        return figure or ""
    text = f"{float(figure):.2f}".rstrip("0").rstrip(".")
    return text.replace(".", "," if language == "nl" else ".")
