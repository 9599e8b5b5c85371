"""Where the tables of a sheet are: grids under headings of time, lists, matrices, and what is left.

Who the labels are (classes, teachers, rooms) is decided later, from the whole file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scheduler.formats.roster.layout.grid_tables import (
    body_below,
    column_groups,
    find_legend,
    grid_table,
    list_or_pairs,
    time_blocks,
    without_titles,
)
from scheduler.formats.roster.layout.headings import TimeRow
from scheduler.formats.roster.layout.list_tables import list_by_content, list_header, list_table
from scheduler.formats.roster.layout.matrices import find_matrix, matrix_by_content
from scheduler.formats.roster.layout.vertical_tables import blocks_below, find_vertical, foot_of
from scheduler.formats.roster.records import Table
from scheduler.formats.roster.sheets.cells import Sheet
from scheduler.formats.roster.sheets.sheet_texts import filled_columns, titles_above
from scheduler.formats.roster.sheets.values import number_of

WHO = ("class", "teacher", "room", "subject")


def find_tables(sheet: Sheet) -> list[Table]:
    """All tables of one sheet, top to bottom, left to right."""
    if not sheet.height:
        return []
    return list(_area(sheet, 0, 0, sheet.height - 1, sheet.width - 1, 0))


def _area(sheet: Sheet, top: int, left: int, bottom: int, right: int, depth: int) -> Iterator[Table]:
    if top > bottom or left > right or depth > 6:
        return
    blocks = time_blocks(sheet, top, left, bottom, right)
    listing = list_header(sheet, top, left, bottom, right)
    content = list_by_content(sheet, top, left, bottom, right)
    if content is not None and (listing is None or blocks or listing >= content.top - 1):
        yield content
        return
    matrix = _matrix(sheet, listing, blocks, top, left, bottom, right)
    if matrix is not None:
        yield matrix
        return
    if listing is not None and (not blocks or listing < blocks[0][0].row):
        yield from list_table(sheet, listing, left, bottom, right)
        return
    if blocks:
        yield from _grids(sheet, blocks, top, left, bottom, right, depth)
        return
    foot = foot_of(sheet, top, left, bottom, right)
    if foot is not None:  # the sums or names below a table are a table of their own
        yield from _area(sheet, top, left, foot - 1, right, depth + 1)
        yield from _area(sheet, foot, left, bottom, right, depth + 1)
        return
    areas = blocks_below(sheet, top, left, bottom, right)
    least = 2 if len(areas) > 1 else 3  # a short day among others is a table as well
    found = [find_vertical(sheet, first, left, last, right, top, least) for first, last in areas]
    verticals = [table for table in found if table is not None]
    if len(verticals) < len(found):
        whole = find_vertical(sheet, top, left, bottom, right, top)
        verticals = [whole] if whole is not None else []
    if verticals:
        said: tuple[str, ...] = ()
        for table in verticals:  # a title above several blocks is said once
            yield replace(table, titles=(*table.titles, *(text for text in said if text not in table.titles)))
            said = table.titles or said
        return
    if any(filled_columns(sheet, row, left, right) for row in range(top, bottom + 1)):
        yield Table(sheet, "ignored", top, left, bottom, right, titles=titles_above(sheet, top, left, right, top + 3))


def _matrix(
    sheet: Sheet, listing: int | None, blocks: list[list[TimeRow]], top: int, left: int, bottom: int, right: int
) -> Table | None:
    """A matrix of loads; below its headings a row of hours may count up like periods, and nothing else is a time."""
    if not all(_counts(sheet, part) for block in blocks for part in block):
        return None
    found = find_matrix(sheet, top, left, bottom, right)
    if found is None and (listing is None or blocks):
        found = matrix_by_content(sheet, top, left, bottom, right)
    if found is None or (listing is not None and found.top - 1 > listing):
        return None
    return found if not blocks or (found.reading == "hours" and found.top <= blocks[0][0].row) else None


def _counts(sheet: Sheet, row: TimeRow) -> bool:
    """Whether a row of periods is nothing but numbers."""
    return row.kind == "periods" and all(number_of(sheet.at(row.row, c)) is not None for c in row.cells)


def _grids(
    sheet: Sheet, blocks: list[list[TimeRow]], top: int, left: int, bottom: int, right: int, depth: int
) -> Iterator[Table]:
    before = top
    filled = [n for n in range(len(blocks)) if n == 0 or body_below(sheet, blocks, n, left, bottom, right)]
    for number, block in enumerate(blocks):
        if number not in filled:
            continue
        first, last = block[0].row, block[-1].row
        stop = bottom
        if number + 1 < len(blocks):
            stop = blocks[number + 1][0].row - 1
            stop = without_titles(sheet, last + 1, stop, left, right, block)
        titles_from = before
        title_texts = titles_above(sheet, first, left, right, first, titles_from)
        groups = column_groups(block)
        legends = list(find_legend(sheet, last + 1, left, stop, right)) if number == filled[-1] else []
        edge = left
        rightmost = left
        for position, columns in enumerate(groups):
            limit = (min(groups[position + 1]) - 1) if position + 1 < len(groups) else right
            end = legends[0].axes[0].index - 1 if legends else stop
            if len(groups) > 1:  # each of the tables beside one another has a title of its own
                title_texts = titles_above(sheet, first, edge, limit, first, titles_from)
            table = grid_table(sheet, block, columns, edge, limit, end, title_texts, len(filled) > 1, len(groups) > 1)
            if table is not None:
                yield table
                rightmost = max(rightmost, table.right)
                edge = table.right + 1
        if number == 0 and first > top + 2:  # something may stand above the first heading: a legend, another table
            above = first - 1
            while above > top and filled_columns(sheet, above, left, right):
                above -= 1
            if above - top >= 2 and list_or_pairs(sheet, top, left, above, right):
                yield from _area(sheet, top, left, above, right, depth + 1)
        if rightmost + 1 <= right and number == filled[-1]:
            yield from _area(sheet, first, rightmost + 1, bottom, right, depth + 1)
        before = stop + 1
        yield from legends
