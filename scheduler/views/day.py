"""The notices of one day: a page for the board in the hall, a page per class and teacher concerned, and a sheet.

What changes, and its words, come from `telling.day`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote

from scheduler.problem.problem import Problem
from scheduler.problem.resources import TEACHER
from scheduler.problem.text import say
from scheduler.school.building.context import context_of
from scheduler.telling.day import CATALOGUE, Line, date_name
from scheduler.views.names import FileNames
from scheduler.views.pages import index_of, template
from scheduler.views.phrases import Phrases
from scheduler.views.printing import book_in
from scheduler.views.tables import Column, TableSheet
from scheduler.views.timetable_sheet import Formats

COLUMNS = ("class", "period", "lesson", "teacher", "becomes")
WIDTHS = {"class": 16.0, "period": 9.0, "lesson": 16.0, "teacher": 16.0, "becomes": 50.0, "why": 60.0}
BOARD = "board.html"
SHEET = "day.xlsx"


def write_day(
    folder: Path,
    problem: Problem,
    day: date,
    lines: Sequence[Line],
    sentences: Iterable[str],
    language: str,
    version: str = "",
) -> Iterator[Path]:
    """Writes all notices of a day into a folder; raises `Faults` where one cannot be written.

    `version` is that of the timetable that the day changes.
    """
    phrases = Phrases(problem, language)
    folder.mkdir(parents=True, exist_ok=True)
    name = date_name(day, language)
    board = folder / BOARD
    _write(
        board,
        _page(problem, say(language, CATALOGUE, "board", date=name), COLUMNS, _by_class(problem, lines), language),
    )
    yield board
    groups = [(say(language, CATALOGUE, "group_board"), [(BOARD, name)])]
    for kind, members in (("class", _classes(problem, lines)), ("teacher", _teachers(problem, lines))):
        names, links = FileNames(), []
        for code, own in members:
            path = folder / say(language, CATALOGUE, f"folder_{kind}") / names.make(code, ".html")
            path.parent.mkdir(parents=True, exist_ok=True)
            title = say(language, CATALOGUE, f"page_{kind}", name=code, date=name)
            columns = tuple(column for column in COLUMNS if column != kind or kind == "teacher")
            _write(path, _page(problem, title, columns, own, language))
            links.append((quote(path.relative_to(folder).as_posix()), f"{code} ({len(own)})"))
            yield path
        if links:
            groups.append((say(language, CATALOGUE, f"group_{kind}"), links))
    _write(folder / "index.html", index_of(problem, phrases, groups))
    yield folder / "index.html"
    made = say(language, CATALOGUE, "made", date=name, version=version)
    _write_sheet(folder / SHEET, problem, name, lines, sentences, phrases, made)
    yield folder / SHEET


def _write(path: Path, text: str) -> None:
    from scheduler.formats.files.writing import written_whole

    with written_whole(path, overwrite=True) as temporary:
        temporary.write_text(text, encoding="utf-8")


def _page(problem: Problem, title: str, columns: Sequence[str], lines: Iterable[Line], language: str) -> str:
    return template("day.html").render(
        language=language,
        school=problem.name,
        title=title,
        head=[say(language, CATALOGUE, f"col_{key}") for key in columns],
        rows=[[_cell(line, key) for key in columns] for line in lines],
        rest=say(language, CATALOGUE, "page_rest"),
    )


def _cell(line: Line, key: str) -> str:
    if key == "class":
        return ", ".join(line.classes)
    texts = {
        "period": line.periods, "lesson": line.subject, "teacher": line.teacher, "becomes": line.becomes,
        "why": line.why,
    }  # fmt: skip
    return texts[key]


def _of_class(problem: Problem, line: Line) -> tuple[str, ...]:
    context = context_of(problem)
    return tuple(record.code for record in context.classes_of(line.classes)) if context else line.classes


def _by_class(problem: Problem, lines: Sequence[Line]) -> list[Line]:
    """For the board: by class, then by the clock; what concerns no class last."""
    return sorted(lines, key=lambda line: (not line.classes, _of_class(problem, line), line.first))


def _classes(problem: Problem, lines: Sequence[Line]) -> Iterator[tuple[str, list[Line]]]:
    context = context_of(problem)
    for code in context.classes if context else ():
        own = [line for line in lines if code in _of_class(problem, line)]
        if own:
            yield code, own


def _teachers(problem: Problem, lines: Sequence[Line]) -> Iterator[tuple[str, list[Line]]]:
    for teacher in problem.resources_of(TEACHER):
        own = [line for line in lines if teacher.code in line.concerned]
        if own:
            yield teacher.code, own


def _write_sheet(
    path: Path,
    problem: Problem,
    name: str,
    lines: Sequence[Line],
    sentences: Iterable[str],
    phrases: Phrases,
    made: str,
) -> None:
    from scheduler.formats.files.writing import written_whole

    language = phrases.language
    columns = [Column(key, width, title=say(language, CATALOGUE, f"col_{key}")) for key, width in WIDTHS.items()]
    with written_whole(path, overwrite=True) as temporary, book_in(temporary) as workbook:
        sheet = TableSheet(workbook, Formats(workbook, made), phrases, say(language, CATALOGUE, "sheet"), columns)
        sheet.heading(say(language, CATALOGUE, "board", date=name))
        for sentence in sentences:
            sheet.sentence(sentence)
        sheet.head(frozen=1)
        for line in _by_class(problem, lines):
            sheet.row([_cell(line, key) for key in WIDTHS])
