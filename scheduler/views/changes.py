"""What changed, to look at and to hand out: the sheet Wijzigingen, and a page for every class, teacher and room.

What differs was found by `evaluation.difference`; the words are those of `telling.changes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from scheduler.evaluation.difference import Change, Difference, For
from scheduler.problem.resources import PATH, ROOM, TEACHER
from scheduler.problem.text import say
from scheduler.telling.changes import Told, concerned, counted, lessons_of_one_only, told
from scheduler.views.names import FileNames
from scheduler.views.pages import index_of, template
from scheduler.views.phrases import Phrases
from scheduler.views.printing import book_in
from scheduler.views.tables import Column, TableSheet
from scheduler.views.timetable_sheet import Formats

WIDTHS = {"lesson": 34.0, "what": 18.0, "before": 44.0, "after": 44.0}


def changes_columns(language: str) -> tuple[Column, ...]:
    return tuple(Column(key, width, title=say(language, "changes", f"col_{key}")) for key, width in WIDTHS.items())


def write_changes(sheet: TableSheet, difference: Difference, because: Sequence[str] = ()) -> None:
    """All changes by lesson, then once more for everybody who is concerned; `because`: sentences for above them."""
    language = sheet.phrases.language
    sheet.heading(say(language, "changes", "title"))
    for text in (*because, *sentences(difference, language)):
        sheet.sentence(text)
    if not difference.changes:
        return
    sheet.heading(say(language, "changes", "all"), 12)
    sheet.head(frozen=1)
    _rows(sheet, difference, difference.changes)
    for kind in For:
        for code, changes in difference.of(kind).items():
            sheet.heading(say(language, "changes", f"head_{kind}", code=code, count=len(changes)), 12)
            _rows(sheet, difference, changes)


def sentences(difference: Difference, language: str) -> Iterator[str]:
    """The counts, lessons that only one of the two has, and how many are concerned."""
    yield counted(difference, language)
    yield from lessons_of_one_only(difference, language)
    yield from filter(None, (concerned(difference, kind, language) for kind in For))


def _rows(sheet: TableSheet, difference: Difference, changes: Iterable[Change]) -> None:
    for change in changes:
        one = told(difference, change, sheet.phrases.language)
        sheet.row((one.lesson, one.what, one.before, one.after))


def write_changes_workbook(path: Path, difference: Difference, language: str, made: str) -> None:
    """A workbook with nothing but the sheet Wijzigingen; raises `Faults` where it cannot be written.

    `made` says of which two timetables it is.
    """
    from scheduler.formats.files.writing import written_whole

    phrases = Phrases(difference.new, language)
    with written_whole(path, overwrite=True) as temporary, book_in(temporary) as workbook:
        title = say(language, "changes", "sheet")
        sheet = TableSheet(workbook, Formats(workbook, made), phrases, title, changes_columns(language))
        write_changes(sheet, difference)


def write_change_pages(folder: Path, difference: Difference, language: str) -> Iterator[Path]:
    """A page to hand out for everybody who is concerned, in a folder per kind, and a page of links to them."""
    from scheduler.formats.files.writing import written_whole

    phrases = Phrases(difference.new, language)
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    for kind in For:
        names, links = FileNames(), []
        for code, changes in difference.of(kind).items():
            path = folder / phrases.say(f"folder_{kind}") / names.make(code, ".html")
            path.parent.mkdir(parents=True, exist_ok=True)
            with written_whole(path, overwrite=True) as temporary:
                temporary.write_text(change_page(difference, kind, code, changes, language), encoding="utf-8")
            links.append((quote(path.relative_to(folder).as_posix()), f"{code} ({len(changes)})"))
            yield path
        if links:
            groups.append((say(language, "changes", f"group_{kind}"), links))
    index = folder / "index.html"
    folder.mkdir(parents=True, exist_ok=True)
    with written_whole(index, overwrite=True) as temporary:
        temporary.write_text(index_of(difference.new, phrases, groups), encoding="utf-8")
    yield index


def change_page(difference: Difference, kind: For, code: str, changes: Sequence[Change], language: str) -> str:
    """What one class, teacher or room must know, on one page; whatever a planner wrote is escaped."""
    rows: list[Told] = [told(difference, change, language) for change in changes]
    return template("changes.html").render(
        language=language,
        school=difference.new.name,
        title=say(language, "changes", f"page_{kind}", name=_name(difference, kind, code)),
        head=[say(language, "changes", f"col_{key}") for key in WIDTHS],
        rows=rows,
        rest=say(language, "changes", "page_rest"),
    )


def _name(difference: Difference, kind: For, code: str) -> str:
    """Code and name, as the newer of the two problems knows them."""
    resources = {For.CLASS: PATH, For.TEACHER: TEACHER, For.ROOM: ROOM}[kind]
    for one in (*difference.new.resources_of(resources), *difference.old.resources_of(resources)):
        if code == (one.class_code or one.code) and one.name not in ("", code):
            return f"{code} – {one.name}"
    return code
