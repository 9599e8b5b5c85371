"""A pack as pages to print: every page a box of exactly one sheet of paper with a head and a foot, in any browser.

How high a row will be is reckoned from its letters, on the safe side; a table goes on at the top of the next page under
its head. A week takes a page, in the largest print that surely fits, never below 7 point.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any

from scheduler.telling.naming import week_name
from scheduler.views.agenda import Kind
from scheduler.views.layout import Layout, lay_out
from scheduler.views.packs.document import Block, Document, Heading, Part, Sentence, Table, Week
from scheduler.views.packs.widths import widths_of
from scheduler.views.pages import rows_of_week, template
from scheduler.views.phrases import MARKED, Phrases
from scheduler.views.printing import A3, A4, Paper
from scheduler.views.timetable_sheet import FILLS

MARGIN = 12
HEAD, FOOT = 14, 8
"""Millimetres that the head and the foot of a page take."""
LINE, PADDING = 3.9, 1.05
"""Millimetres of a line of 8.5 point and of what a row adds."""
LETTER = 1.62
"""Millimetres that a letter of 8.5 point surely does not pass on average."""
TITLE, HEADING, AFTER_TABLE = 10.0, 8.5, 1.5
BOLD_LETTER = 0.21
"""Millimetres per point that a bold letter surely does not pass on average."""
TITLE_LETTER, TITLE_LINE = 3.4, 8.0
"""Millimetres that a letter and a line of the title of a week surely do not pass."""
HEAD_LINES = 1.9
"""Lines of the head of a row: its number, and its clock in smaller print."""
PRINT = {A4: (10, 9, 8, 7), A3: (14, 13, 12, 11, 10, 9, 8, 7)}
"""Points in which a week may be printed, the largest first."""


@dataclass
class _Page:
    """One page as the template wants it; `left` is how many of its `room` millimetres are free."""

    landscape: bool
    room: float
    left: float
    blocks: list[dict[str, Any]] = field(default_factory=list)

    def takes(self, other: _Page) -> bool:
        """Whether all that stands on another page has place below what is here."""
        return self.landscape == other.landscape and other.room - other.left <= self.left

    def take(self, other: _Page) -> None:
        self.blocks += other.blocks
        self.left -= other.room - other.left


def page_html(document: Document, phrases: Phrases, paper: Paper = A4) -> str:
    """The whole pack as one self-contained page of HTML."""
    pages: list[_Page] = []
    for part in document.parts:
        own = list(_pages(part, phrases, paper))
        if part.joins and pages and len(own) == 1 and pages[-1].takes(own[0]):
            pages[-1].take(own[0])
        else:
            pages += own
    logo = ""
    if document.logo is not None:
        logo = f"data:image/{document.logo.kind};base64,{b64encode(document.logo.content).decode('ascii')}"
    return template("pack.html").render(
        language=phrases.language,
        title=document.title,
        school=document.school,
        made=document.made,
        logo=logo,
        fills=FILLS,
        paper=paper,
        pages=pages,
    )


def _pages(part: Part, phrases: Phrases, paper: Paper) -> Iterator[_Page]:
    wide, high = (paper.long, paper.short) if part.landscape else (paper.short, paper.long)
    wide -= 2 * MARGIN
    room = high - 2 * MARGIN - HEAD - FOOT
    page = _Page(part.landscape, room, room)
    if not any(isinstance(block, Week) for block in part.blocks):
        _put(page, {"kind": "title", "text": part.title}, TITLE)
    for number, block in enumerate(part.blocks):
        following = part.blocks[number + 1] if number + 1 < len(part.blocks) else None
        for content, height in _pieces(block, wide, phrases, paper):
            needed = height + (_first_height(following, wide) if isinstance(block, Heading) else 0)
            if needed > page.left and page.blocks:
                yield page
                page = _Page(part.landscape, room, room)
            if content["kind"] != "row":
                _put(page, content, height)
                continue
            if not page.blocks or page.blocks[-1].get("table") is not block:
                assert isinstance(block, Table)
                columns = widths_of(block, wide)
                heads = _row_height([one.title for one in block.columns], columns)
                _put(page, _opened(block, columns), heads + AFTER_TABLE)
            page.blocks[-1]["rows"].append(content)
            page.left -= height
    yield page


def _put(page: _Page, content: dict[str, Any], height: float) -> None:
    page.blocks.append(content)
    page.left -= height


def _opened(block: Table, columns: Sequence[float]) -> dict[str, Any]:
    pairs = zip(block.columns, columns, strict=True)
    heads = [(column.title, round(100 * width / sum(columns), 2), column.short) for column, width in pairs]
    return {"kind": "table", "table": block, "heads": heads, "rows": []}


def _pieces(block: Block, wide: float, phrases: Phrases, paper: Paper) -> Iterator[tuple[dict[str, Any], float]]:
    """What can stand on a page by itself, with its height in millimetres."""
    if isinstance(block, Heading):
        yield {"kind": "heading", "text": block.text}, HEADING
    elif isinstance(block, Sentence):
        lines = _lines_of(block.text, wide)
        yield {"kind": "sentence", "text": block.text, "alarm": block.alarm}, lines * LINE + PADDING
    elif isinstance(block, Table):
        columns = widths_of(block, wide)
        shorts = [column.short for column in block.columns]
        for row in block.rows:
            content = {"kind": "row", "values": list(zip(row.values, shorts, strict=True)), "look": row.look}
            yield content, _row_height(row.values, columns)
    else:
        yield _week(block, phrases, paper), 0.0


def _first_height(block: Block | None, wide: float) -> float:
    """What a heading must have below it on the same page."""
    if isinstance(block, Table) and block.rows:
        columns = widths_of(block, wide)
        return _row_height([one.title for one in block.columns], columns) + _row_height(block.rows[0].values, columns)
    return _lines_of(block.text, wide) * LINE if isinstance(block, Sentence) else 0.0


def _row_height(values: Sequence[object], columns: Sequence[float]) -> float:
    pairs = zip(values, columns, strict=True)
    return LINE * max(_lines_of(str(value), width - 2.0) for value, width in pairs) + PADDING


def _lines_of(text: str, wide: float) -> int:
    """Lines that a text takes in so many millimetres, broken between words."""
    most = max(1, int(wide / LETTER))
    return sum(max(1, len(wrap(piece, most))) for piece in text.split("\n"))


def _week(block: Week, phrases: Phrases, paper: Paper) -> dict[str, Any]:
    layout = lay_out(phrases.problem, block.agenda)
    rows = rows_of_week(layout, block.agenda, phrases)
    days = [(phrases.day(day), layout.weeks if day in layout.split else 1, day in layout.split) for day in layout.days]
    columns = 1 + sum(count for _, count, _ in days)
    lines = (*_legend(block, layout, phrases), *block.lines)
    title = phrases.heading(block.agenda)
    noted = sum(_lines_of(line, paper.long - 2 * MARGIN) for line in lines)
    titled = len(wrap(title, int((paper.long - 2 * MARGIN) / TITLE_LETTER))) - 1
    size, least = _print_of(paper, layout, rows, columns, 4.2 * noted + TITLE_LINE * titled)
    return {
        "kind": "week",
        "title": title,
        "head": phrases.say("period"),
        "days": days,
        "weeks": [week_name(week) for week in range(layout.weeks)],
        "split": bool(layout.split),
        "columns": columns,
        "rows": rows,
        "size": size,
        "least": least,
        "lines": lines,
    }


def _legend(block: Week, layout: Layout, phrases: Phrases) -> Iterator[str]:
    """What the marks mean, and whose the codes of teachers are."""
    agenda = block.agenda
    ways = {entry.way for entry in agenda.entries}
    marks = [f"{phrases.mark(way)} = {phrases.say(f'mode_{way}')}" for way in MARKED if way in ways]
    if layout.split:
        marks.append(phrases.say("legend_weeks"))
    if marks:
        yield "   ".join(marks)
    if agenda.kind is Kind.CLASS and (names := phrases.teachers_of(agenda)):
        yield names


def _print_of(
    paper: Paper, layout: Layout, rows: Sequence[dict[str, Any]], columns: int, beside: float
) -> tuple[int, float]:
    """Points of the print, and the least height of a row in millimetres: as large as surely fits on the page.

    `beside` are the millimetres of what stands above and below the week.
    """
    room = paper.short - 2 * MARGIN - HEAD - FOOT - 22 - beside
    tallest = 16.0 * paper.short / A4.short
    for size in PRINT[paper]:
        line, letter = size * 0.43, size * 0.195
        wide = (paper.long - 2 * MARGIN - 24) / max(1, columns - 1)
        needs, between = [], 0.0
        for row in rows:
            cells = row.get("cells", [])
            tall = [
                sum(_wrapped(f"{strong} {rest}", wide * cell["columns"], letter) for strong, rest in cell["lines"])
                / cell["rows"]
                for cell in cells
            ]
            if "cells" in row:
                needs.append(max([HEAD_LINES if layout.clocked else 1.0, *tall]) * line + 1.6)
            else:
                between += line + 1.6
        needed = sum(needs) + between
        if (needed <= room and _words_fit(rows, wide, size)) or size == PRINT[paper][-1]:
            return size, round(min(tallest, least_height(needs, room - between)) - 0.05, 1) if needed <= room else 0.0
    raise AssertionError("the smallest print is always taken")


def least_height(needs: Sequence[float], room: float) -> float:
    """The largest height that every row can have at least, each with what it needs, so that all fit in the room."""
    ordered = sorted(needs)
    for count in range(len(ordered), 0, -1):
        height = (room - sum(ordered[count:])) / count
        if height >= ordered[count - 1]:
            return height
    return 0.0


def _words_fit(rows: Sequence[dict[str, Any]], wide: float, size: int) -> bool:
    """Whether no word, bold as subjects are, is wider than its cell."""
    return all(
        len(word) * size * BOLD_LETTER <= wide * cell["columns"] - 2
        for row in rows
        for cell in row.get("cells", ())
        for line in cell["lines"]
        for word in " ".join(line).split()
    )


def _wrapped(text: str, wide: float, letter: float) -> int:
    return max(1, len(wrap(text.strip(), max(4, int((wide - 2) / letter)))))
