"""Where the tables of a sheet are and what their axes mean.

Headings of time cut a sheet into grids; headings of fields open lists; what is left may be a matrix of loads. Who the
labels are (classes, teachers, rooms) is decided later, from the whole file.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from scheduler.formats.roster import headings
from scheduler.formats.roster.cells import Sheet
from scheduler.formats.roster.headings import TimeRow, label_column, time_row
from scheduler.formats.roster.labels import days_of, exact_field, field_of, is_break, is_word, plain, words
from scheduler.formats.roster.patterns import classlike
from scheduler.formats.roster.records import Axis, Table
from scheduler.formats.roster.values import clock_of, date_of, number_of, period_of, span_of, text_of

WHO = ("class", "teacher", "room", "subject")
_LIST_KEYS = frozenset({"class", "teacher", "subject", "room"})
_TIME_FIELDS = frozenset({"day", "period", "time", "start", "end", "date", "week"})


def find_tables(sheet: Sheet) -> list[Table]:
    """All tables of one sheet, top to bottom, left to right."""
    if not sheet.height:
        return []
    return list(_area(sheet, 0, 0, sheet.height - 1, sheet.width - 1, 0))


def _filled(sheet: Sheet, row: int, left: int, right: int) -> list[int]:
    line = sheet.rows[row] if row < sheet.height else ()
    return [c for c in range(left, min(right + 1, len(line))) if line[c] is not None]


def _area(sheet: Sheet, top: int, left: int, bottom: int, right: int, depth: int) -> Iterator[Table]:
    if top > bottom or left > right or depth > 6:
        return
    blocks = _time_blocks(sheet, top, left, bottom, right)
    listing = _list_header(sheet, top, left, bottom, right)
    if not blocks:
        matrix = _matrix(sheet, top, left, bottom, right)
        if matrix is not None and (listing is None or matrix.top - 1 <= listing):
            yield matrix
            return
    if listing is not None and (not blocks or listing < blocks[0][0].row):
        yield from _list_table(sheet, listing, left, bottom, right)
        return
    if blocks:
        yield from _grids(sheet, blocks, top, left, bottom, right, depth)
        return
    vertical = _vertical(sheet, top, left, bottom, right)
    if vertical is not None:
        yield vertical
        return
    if any(_filled(sheet, row, left, right) for row in range(top, bottom + 1)):
        yield Table(sheet, "ignored", top, left, bottom, right, titles=_titles(sheet, top, left, right, top + 3))


# ---- lists


def _list_header(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> int | None:
    """The first row whose cells are mostly names of fields, at least one of them about who or what."""
    for row in range(top, min(bottom, top + 15)):
        columns = _filled(sheet, row, left, right)
        fields = {}
        for c in columns:
            value = sheet.at(row, c)
            if isinstance(value, str) and not value.startswith("="):
                field = _foreign(value) or field_of(value)
                if field:
                    fields[c] = field
        distinct = set(fields.values())
        if len(distinct) < 2 or len(fields) < 0.35 * len(columns):
            continue
        if time_row(sheet, row, left, right) is not None:
            continue
        if not distinct & (_LIST_KEYS | {"name", "assignments"}):
            continue
        below = _filled(sheet, row + 1, left, right) or _filled(sheet, row + 2, left, right)
        if not below:
            continue
        if len(distinct & _LIST_KEYS) == 1 and not distinct - _LIST_KEYS and len(columns) > 4 * len(fields):
            continue
        # a corner such as "Lehrer | Mo | Di" or "subject | 6A | 6B" is a grid or a matrix, not a list
        others = [c for c in columns if c not in fields]
        if len(others) >= 3 and sum(classlike(text_of(sheet.at(row, c))) > 0 for c in others) >= 0.7 * len(others):
            continue
        if _numbers_only_key(sheet, row, columns, fields, bottom):
            continue
        return row
    for row in range(top, min(bottom, top + 3)):  # relational tables: "id | nombre", or one column "numero"
        columns = _filled(sheet, row, left, right)
        heads = [plain(text_of(sheet.at(row, c))) for c in columns]
        if columns and (heads[0] == "id" or any(_foreign(head.replace(" ", "_")) for head in heads)):
            return row
    return None


def _numbers_only_key(sheet: Sheet, row: int, columns: list[int], fields: dict[int, str], bottom: int) -> bool:
    """Statistics per teacher ("Lehrer | Hohlstd. | Max Folge") are no list of lessons."""
    keys = set(fields.values()) & _LIST_KEYS
    if keys and keys != {"teacher"}:
        return False
    if "assignments" in fields.values() or "name" in fields.values() or "code" in fields.values():
        return False
    body = range(row + 1, min(bottom + 1, row + 30))
    numeric = [
        c
        for c in columns
        if all(number_of(sheet.at(r, c)) is not None or sheet.at(r, c) in (None, "–", "-") for r in body)
    ]
    return len(numeric) >= 0.6 * len(columns)


def _foreign(heading: str) -> str | None:
    """The base of a foreign key: "grupo_id" -> its field."""
    parts = heading.strip().lower().split("_")
    if len(parts) >= 2 and parts[-1] == "id":
        return "key:" + "_".join(parts[:-1])
    return None


def _list_table(sheet: Sheet, header: int, left: int, bottom: int, right: int) -> Iterator[Table]:
    axes = []
    for c in range(left, right + 1):
        value = sheet.at(header, c)
        if value is None:
            if any(sheet.at(r, c) is not None for r in range(header + 1, min(bottom + 1, header + 40))):
                axes.append(Axis("note", False, c, {}, ""))
            continue
        heading = text_of(value)
        axes.append(Axis(_foreign(heading) or field_of(heading) or "note", False, c, {}, heading))
    yield Table(
        sheet, "list", header + 1, left, bottom, right, tuple(axes), _titles(sheet, header, left, right, header)
    )


# ---- grids under headings of time


def _time_blocks(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> list[list[TimeRow]]:
    rows = [found for row in range(top, bottom + 1) if (found := time_row(sheet, row, left, right)) is not None]
    blocks: list[list[TimeRow]] = []
    for found in rows:
        if blocks:
            last = blocks[-1][-1]
            kinds = {part.kind for part in blocks[-1]}
            new = found.kind not in kinds and not (found.kind == "days" and kinds & {"dayperiods"})
            inner = not ("days" in kinds and found.kind == "dayperiods")
            overlap = len(set(found.cells) & set(last.cells)) > 0 or found.kind in (
                "periods",
                "clocks",
                "dates",
                "weeks",
            )
            near = found.row - last.row <= 2 and not any(
                len(_filled(sheet, r, left, right)) > 2 for r in range(last.row + 1, found.row)
            )
            if new and inner and overlap and near:
                blocks[-1].append(found)
                continue
        blocks.append([found])
    # numbers that count up inside a body are no heading once there is a better one above
    strong = [block for block in blocks if any(part.kind in ("days", "dayperiods", "clocks") for part in block)]
    if strong:
        first = strong[0][0].row
        kept = []
        for block in blocks:
            kinds = {part.kind for part in block}
            if kinds <= {"periods", "dates", "weeks"} and block[0].row > first:
                continue
            if (
                kinds == {"clocks"}
                and block[0].row > first
                and any(p.kind in ("days", "dayperiods") for b in strong for p in b)
            ):
                continue
            kept.append(block)
        blocks = kept
    elif len(blocks) > 1:
        # plain period rows: the first counts, later ones only if they repeat it exactly (stacked tables)
        blocks = [b for b in blocks if b is blocks[0] or b[0].cells == blocks[0][0].cells]
    blocks = [b for b in blocks if {part.kind for part in b} != {"weeks"}]
    if blocks and all({part.kind for part in b} == {"dates"} for b in blocks):
        blocks = [b for b in blocks if len(b[0].cells) >= 4][:1]
    return blocks


def _body_below(sheet: Sheet, blocks: list[list[TimeRow]], number: int, left: int, bottom: int, right: int) -> bool:
    """A ruler repeated at the foot of a table opens no table."""
    stop = blocks[number + 1][0].row - 1 if number + 1 < len(blocks) else bottom
    return any(_filled(sheet, row, left, right) for row in range(blocks[number][-1].row + 1, stop + 1))


def _grids(
    sheet: Sheet, blocks: list[list[TimeRow]], top: int, left: int, bottom: int, right: int, depth: int
) -> Iterator[Table]:
    before = top
    filled = [n for n in range(len(blocks)) if n == 0 or _body_below(sheet, blocks, n, left, bottom, right)]
    for number, block in enumerate(blocks):
        if number not in filled:
            continue
        first, last = block[0].row, block[-1].row
        stop = bottom
        if number + 1 < len(blocks):
            stop = blocks[number + 1][0].row - 1
            stop = _without_titles(sheet, last + 1, stop, left, right, block)
        titles_from = before
        title_texts = _titles(sheet, first, left, right, first, titles_from)
        groups = _column_groups(block)
        legends = list(_legend(sheet, last + 1, left, stop, right)) if number == filled[-1] else []
        edge = left
        rightmost = left
        for position, columns in enumerate(groups):
            limit = (min(groups[position + 1]) - 1) if position + 1 < len(groups) else right
            end = legends[0].axes[0].index - 1 if legends else stop
            table = _grid(sheet, block, columns, edge, limit, end, title_texts, len(filled) > 1, len(groups) > 1)
            if table is not None:
                yield table
                rightmost = max(rightmost, table.right)
                edge = table.right + 1
        if number == 0 and first > top + 2:  # something may stand above the first heading: a legend, another table
            above = first - 1
            while above > top and _filled(sheet, above, left, right):
                above -= 1
            if above - top >= 2 and _list_or_pairs(sheet, top, left, above, right):
                yield from _area(sheet, top, left, above, right, depth + 1)
        if rightmost + 1 <= right and number == filled[-1]:
            yield from _area(sheet, first, rightmost + 1, bottom, right, depth + 1)
        before = stop + 1
        yield from legends


def _list_or_pairs(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> bool:
    wide = [len(_filled(sheet, row, left, right)) for row in range(top, bottom + 1)]
    return sum(1 for n in wide if n >= 2) >= 3


def _legend(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> Iterator[Table]:
    """A table of codes below the grid after an empty row, e.g. code, course, teacher per class."""
    rows = [row for row in range(top, bottom + 1) if not _filled(sheet, row, left, right)]
    for row in rows:
        columns = _filled(sheet, row + 1, left, right)
        below = [len(_filled(sheet, r, left, right)) for r in range(row + 2, min(bottom, row + 6) + 1)]
        if (
            columns
            and below
            and min(below) >= 3
            and sheet.at(row + 1, left) is None
            and sheet.at(row + 2, left) is not None
        ):
            heads = {c: text_of(sheet.at(row + 1, c)) for c in columns}
            if all(classlike(text) for text in heads.values()):
                axes = [Axis("class", True, row + 1, dict(heads)), Axis("subject", False, left, {})]
                yield Table(sheet, "legend", row + 2, left, bottom, right, tuple(axes))
                return


def _without_titles(sheet: Sheet, start: int, stop: int, left: int, right: int, block: list[TimeRow]) -> int:
    """The last body row above the titles of the next table."""
    first_time = min(block[-1].cells)
    row = stop
    seen_text = False
    while row > start:
        columns = _filled(sheet, row, left, right)
        if not columns:
            if seen_text:
                return row - 1
            row -= 1
            continue
        label = sheet.at(row, left)
        timely = (
            period_of(label) is not None
            or (isinstance(label, str) and bool(days_of(label)))
            or clock_of(label) is not None
        )
        if len(columns) > 3 or (timely and len(columns) <= 1 and min(columns) < first_time):
            return row
        if timely:
            return row
        seen_text = True
        row -= 1
    return stop


def _column_groups(block: list[TimeRow]) -> list[list[int]]:
    """Columns of the tables that stand side by side under one heading row: days that begin again."""
    outer = block[0]
    columns = sorted({c for part in block for c in part.cells})
    if outer.kind != "days" or any(part.kind in ("periods", "clocks") for part in block[1:]):
        return [columns]
    groups: list[list[int]] = []
    previous = 99
    for c in sorted(outer.cells):
        day = outer.cells[c]
        assert isinstance(day, int)
        if day < previous and (not groups or day <= min(outer.cells[g] for g in groups[-1])):  # type: ignore[type-var]
            groups.append([])
        groups[-1].append(c)
        previous = day
    if len(groups) > 1 and min(len(group) for group in groups) >= 3:
        # a gap with labels of its own must lie between them
        return groups
    return [columns]


def _extent(sheet: Sheet, row: int, cells: dict[int, object], limit: int) -> dict[int, object]:
    """Each heading also covers the empty columns to its right, up to the next text or its merged range."""
    starts = sorted(cells)
    result: dict[int, object] = {}
    widths: list[int] = []
    for position, c in enumerate(starts):
        following = starts[position + 1] if position + 1 < len(starts) else None
        merged = sheet.span(row, c)
        stop = (following - 1) if following is not None else limit
        for other in range(c + 1, stop + 1):
            if sheet.at(row, other) is not None:
                stop = other - 1
                break
        if following is None:
            usual = Counter(widths).most_common(1)[0][0] if widths else 1
            stop = min(stop, max(merged[3], c + usual - 1))
        stop = max(stop, min(merged[3], limit))
        widths.append(stop - c + 1)
        for covered in range(c, stop + 1):
            result[covered] = cells[c]
    return result


def _grid(
    sheet: Sheet,
    block: list[TimeRow],
    columns: list[int],
    left: int,
    limit: int,
    stop: int,
    titles: tuple[str, ...],
    stacked: bool,
    beside: bool,
) -> Table | None:
    parts = {part.kind: part for part in block}
    axes: list[Axis] = []
    body_columns: set[int] = set()
    inner = parts.get("periods") or parts.get("clocks")
    if "days" in parts:
        part = parts["days"]
        cells = {c: v for c, v in part.cells.items() if not beside or c in columns}
        days = _extent(sheet, part.row, cells, limit)
        if inner is not None:
            known = set(parts["periods"].cells if "periods" in parts else ()) | set(
                parts["clocks"].cells if "clocks" in parts else ()
            )
            last = max(known)
            days = {c: v for c, v in days.items() if c in known} | {
                c: cells[max(k for k in cells if k <= c)] for c in known if any(k <= c for k in cells) and c <= last
            }
        axes.append(Axis("day", True, part.row, days))
        body_columns = set(days)
        if inner is None and "weeks" not in parts:
            numbered = {}
            starts = sorted(cells)
            wide = any(c not in cells for c in days)
            if wide:
                for c in sorted(days):
                    origin = max(k for k in starts if k <= c)
                    numbered[c] = c - origin + 1
                if max(numbered.values()) <= 14:
                    axes.append(Axis("period", True, part.row, numbered, confidence=0.7))
    if "weeks" in parts:
        axes.append(Axis("week", True, parts["weeks"].row, dict(parts["weeks"].cells)))
    if "dates" in parts and "days" not in parts:
        part = parts["dates"]
        axes.append(Axis("date", True, part.row, dict(part.cells)))
        body_columns |= set(part.cells)
    elif "dates" in parts:
        axes.append(Axis("date", True, parts["dates"].row, dict(parts["dates"].cells)))
    if "dayperiods" in parts:
        part = parts["dayperiods"]
        axes.append(Axis("dayperiod", True, part.row, dict(part.cells)))
        body_columns |= set(part.cells)
    if "periods" in parts:
        axes.append(Axis("period", True, parts["periods"].row, dict(parts["periods"].cells)))
        if "days" not in parts:
            body_columns |= set(parts["periods"].cells)
    if "clocks" in parts:
        part = parts["clocks"]
        cells = dict(part.cells)
        if "periods" not in parts:
            cells = {c: v for c, v in _extent(sheet, part.row, cells, limit).items()} if _ticks(sheet, part) else cells
        axes.append(Axis("clock", True, part.row, cells))
        numbers = headings.numbers_beside(sheet, {c: sheet.at(part.row, c) for c in part.cells})
        if numbers and "periods" not in parts:
            axes.append(Axis("period", True, part.row, numbers))
        if "days" not in parts:
            body_columns |= set(cells)
    if not body_columns:
        return None
    first, last_column = min(body_columns), max(body_columns)
    top = block[-1].row + 1
    bottom = stop
    while bottom >= top and not _filled(sheet, bottom, left, last_column):
        bottom -= 1
    if bottom < top:
        bottom = top - 1
    header_rows = [part.row for part in block]
    labels = _labels(sheet, left, first - 1, top, bottom, header_rows)
    axes += labels
    axes = [
        _centred(axis, sheet, top, bottom, first, last_column) if axis.kind == "day" and not axis.across else axis
        for axis in axes
    ]
    if not any(axis.kind == "day" for axis in axes) and bottom >= top:
        banners = headings.day_banners(sheet, top, bottom, left, last_column)
        if banners:
            axes.append(Axis("day", False, left, headings.fill_down(banners, top, bottom), confidence=0.9))
    return Table(sheet, "grid", top, left, bottom, last_column, tuple(axes), titles, stacked=stacked)


def _centred(axis: Axis, sheet: Sheet, top: int, bottom: int, left: int, right: int) -> Axis:
    """Days whose label stands in the middle of their rows: shift the bands so that they cut the fewest merged cells."""
    labels = [r for r in sorted(axis.values) if isinstance(v := sheet.at(r, axis.index), str) and days_of(v)]
    steps = {b - a for a, b in itertools.pairwise(labels)}
    if len(steps) != 1 or min(steps) < 3:
        return axis
    step = steps.pop()
    tall = [m for m in sheet.merges if top <= m[0] <= bottom and left <= m[1] <= right and m[2] > m[0]]
    if not tall:
        return axis

    def cut(offset: int) -> int:
        edges = [r - offset for r in labels]
        return sum(any(m[0] < edge <= m[2] for edge in edges) for m in tall)

    best = min(range(step), key=lambda offset: (cut(offset), offset))
    if best == 0:
        return axis
    found = {r - best: axis.values[r] for r in labels}
    values = headings.fill_down(found, min(found), min(bottom, labels[-1] - best + step - 1))
    return replace(axis, values=values)


def _ticks(sheet: Sheet, part: TimeRow) -> bool:
    """Clock headings of a ruler: a tick a quarter of an hour, each over merged columns."""
    wide = sum(1 for c in part.cells if sheet.span(part.row, c)[3] > c)
    return wide >= 0.6 * len(part.cells)


def _labels(sheet: Sheet, left: int, right: int, top: int, bottom: int, header_rows: list[int]) -> list[Axis]:
    """The columns of labels to the left of a body, with their headings."""
    result: list[Axis] = []
    for c in range(right, left - 1, -1):
        axis = label_column(sheet, c, top, bottom) if bottom >= top else None
        heading = next((text_of(sheet.at(r, c)) for r in reversed(header_rows) if sheet.at(r, c) is not None), "")
        if not heading and header_rows:
            heading = text_of(sheet.at(header_rows[0] - 1, c)) if header_rows[0] else ""
            heading = heading if field_of(heading) and len(heading) < 30 else ""
        if axis is None:
            if heading and (not result or field_of(heading)):
                result.append(Axis("entity", False, c, {}, heading))
            continue
        if axis.kind == "entity" and (field_of(heading) == "period" or not heading):
            numbers = {r: n for r in axis.values if (n := period_of(sheet.at(r, c))) is not None}
            order = [numbers[r] for r in sorted(numbers)]
            if (
                len(numbers) == len(axis.values)
                and order == list(range(order[0], order[0] + len(order)))
                and order[0] <= 1
            ):
                axis = Axis("period", False, c, dict(numbers))  # two periods are too few to be told without a heading
        result.append(replace(axis, heading=heading))
        if axis.kind == "clock":
            numbers = headings.numbers_beside(sheet, {r: sheet.at(r, c) for r in axis.values})
            if numbers:
                result.append(Axis("period", False, c, numbers, heading))
    return list(reversed(result))


# ---- tables whose days or periods run down


def _vertical(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> Table | None:
    best: list[Axis] = []
    for c in range(left, min(right, left + 7) + 1):
        axis = label_column(sheet, c, top, bottom)
        if axis is None:
            continue
        if axis.kind == "entity" and any(a.kind == "day" for a in best):
            axis = _few_periods(sheet, axis, next(a for a in best if a.kind == "day")) or axis
        if axis.kind in ("day", "period", "clock", "week", "date"):
            if axis.kind == "period" and any(a.kind == "period" for a in best):
                break
            best.append(axis)
        elif any(a.kind in ("day", "period", "clock") for a in best) and _is_body(axis, best):
            break
        else:
            trimmed = _late_column(sheet, c, top, bottom)
            if trimmed is not None:
                best.append(trimmed)
            else:
                best.append(axis)
    while best and best[-1].kind == "entity":
        best.pop()
    kinds = {axis.kind for axis in best}
    if not kinds & {"period", "clock", "day"}:
        return None
    timed = [axis for axis in best if axis.kind in ("period", "clock", "day", "week", "date")]
    last_label = max(axis.index for axis in timed)
    first_row = (
        min(min(axis.values) for axis in timed if axis.kind in ("period", "clock"))
        if kinds & {"period", "clock"}
        else min(min(axis.values) for axis in timed)
    )
    if len({r for axis in timed for r in axis.values}) < 3:
        return None
    heads = [r for r in range(max(top, first_row - 5), first_row) if _filled(sheet, r, last_label + 1, right)]
    named = [r for r in heads if not _is_title(sheet, r, last_label + 1, right)]
    heads = named or heads[-1:]
    if not heads:
        return None
    banners = headings.day_banners(sheet, heads[0], bottom, left, right)
    heads = [r for r in heads if r not in banners]
    if not heads:
        return None
    body_right = max((c for r in heads for c in _filled(sheet, r, last_label + 1, right)), default=last_label)
    body_right = max(
        body_right,
        max((c for r in range(first_row, bottom + 1) for c in _filled(sheet, r, last_label + 1, right)), default=0),
    )
    axes: list[Axis] = []
    period = next((axis for axis in timed if axis.kind in ("period", "clock")), None)
    for axis in best:
        if axis.kind == "entity" and period is not None:
            spelled = headings.spelled_axis(sheet, axis.index, first_row, bottom, period)
            axis = spelled or axis
        heading = next(
            (text_of(sheet.at(r, axis.index)) for r in reversed(heads) if sheet.at(r, axis.index) is not None), ""
        )
        axis = replace(axis, values={r: v for r, v in axis.values.items() if r >= first_row})
        if axis.values:
            axes.append(replace(axis, heading=heading))
            numbers = (
                headings.numbers_beside(sheet, {r: sheet.at(r, axis.index) for r in axis.values})
                if axis.kind == "clock"
                else {}
            )
            if numbers:
                axes.append(Axis("period", False, axis.index, numbers, heading))
    if banners and not any(axis.kind == "day" for axis in axes):
        axes.append(Axis("day", False, left, headings.fill_down(banners, first_row - 1, bottom)))
    for row in heads:
        cells = {c: text_of(sheet.at(row, c)) for c in _filled(sheet, row, last_label + 1, right)}
        axes.append(Axis("entity", True, row, cells, text_of(sheet.at(row, last_label))))
    titles = _titles(sheet, heads[0], left, right, heads[0])
    return Table(sheet, "grid", first_row, left, bottom, body_right, tuple(axes), titles)


def _few_periods(sheet: Sheet, axis: Axis, day: Axis) -> Axis | None:
    """Numbers that count up inside each day, however few."""
    numbers = {r: n for r in axis.values if (n := period_of(sheet.at(r, axis.index))) is not None and n <= 16}
    if len(numbers) < 2 or len(numbers) < len(axis.values):
        return None
    rows = sorted(numbers)
    rising = all(numbers[b] > numbers[a] or day.values.get(a) != day.values.get(b) for a, b in itertools.pairwise(rows))
    return replace(axis, kind="period", values=dict(numbers)) if rising and numbers[rows[0]] <= 2 else None


def _is_body(axis: Axis, timed: list[Axis]) -> bool:
    first = min((min(a.values) for a in timed if a.kind in ("day", "period", "clock")), default=0)
    texts = [text for row, text in axis.values.items() if isinstance(text, str) and len(text) > 1 and row >= first]
    return len(texts) >= 3


def _late_column(sheet: Sheet, column: int, top: int, bottom: int) -> Axis | None:
    """A column of times under a heading of its own: skip the rows above the first time and judge again."""
    for row in range(top, min(bottom, top + 10)):
        value = sheet.at(row, column)
        if value is None:
            continue
        if (
            period_of(value) is not None
            or clock_of(value) is not None
            or span_of(value)
            or (isinstance(value, str) and days_of(value))
        ):
            axis = label_column(sheet, column, row, bottom)
            return axis if axis is not None and axis.kind != "entity" else None
    return None


def _is_title(sheet: Sheet, row: int, left: int, right: int) -> bool:
    columns = _filled(sheet, row, left, right)
    if len(columns) != 1:
        return False
    span = sheet.span(row, columns[0])
    return span[3] - span[1] >= 0.6 * (right - left) or len(text_of(sheet.at(row, columns[0]))) > 25


# ---- matrices of loads


def _matrix(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> Table | None:
    for row in range(top, min(bottom, top + 6)):
        columns = _filled(sheet, row, left, right)
        if len(columns) < 3:
            continue
        heading = text_of(sheet.at(row, columns[0]))
        kind = field_of(heading)
        together = [c for c, b in zip(columns[1:], columns, strict=False) if c - b == 1]
        edge = next(
            (c for c, b in zip(columns[1:], columns, strict=False) if c - b > 1 and len(together) >= 3), right + 1
        )
        columns = [c for c in columns if c < edge]
        heads = {c: text_of(sheet.at(row, c)) for c in columns[1:] if not is_word_total(text_of(sheet.at(row, c)))}
        heads = {c: text for c, text in heads.items() if text and number_of(text) is None}
        if len(heads) < 2:
            continue
        coded = sum(classlike(text) > 0 for text in heads.values())
        body = [(r, c) for r in range(row + 1, bottom + 1) for c in heads if sheet.at(r, c) is not None]
        if not body:
            continue
        numeric = sum(number_of(sheet.at(r, c)) is not None or plain(text_of(sheet.at(r, c))) == "" for r, c in body)
        strange = [field_of(text) for text in heads.values() if not classlike(text)]
        if any(field in _LIST_KEYS | _TIME_FIELDS | {"hours"} for field in strange):
            continue
        if kind == "subject" or (kind == "teacher" and coded >= 0.5 * len(heads)):
            if coded >= 0.6 * len(heads):
                heads = {c: text for c, text in heads.items() if classlike(text) > 0}
            rows = {
                r: text_of(sheet.at(r, columns[0]))
                for r in range(row + 1, bottom + 1)
                if sheet.at(r, columns[0]) is not None
            }
            axes = (Axis(kind, False, columns[0], rows, heading), Axis("class", True, row, heads))
            reading = "hours" if numeric >= 0.7 * len(body) else "teachers"
            if kind == "teacher" and reading == "teachers":
                continue
            return Table(
                sheet,
                "matrix",
                row + 1,
                columns[0],
                bottom,
                max(heads),
                axes,
                _titles(sheet, row, left, right, row),
                reading,
            )
    return None


def is_word_total(text: str) -> bool:
    """A heading or label of sums."""
    return exact_field(text) == "total" or any(
        plain(text).startswith(word) for word in ("total", "totaal", "summe", "gesamt", "итого", "totale")
    )


# ---- titles


def _titles(sheet: Sheet, row: int, left: int, right: int, end: int, start: int | None = None) -> tuple[str, ...]:
    """Texts above a table, nearest first, stopping at the previous table."""
    found: list[str] = []
    first = max(0, end - 8) if start is None else max(start, end - 8)
    for r in range(end - 1, first - 1, -1):
        columns = _filled(sheet, r, 0 if left < 3 else left, right)
        if len(columns) > 4:
            break
        found += [text_of(sheet.at(r, c)) for c in columns if date_of(sheet.at(r, c)) is None]
    return tuple(text for text in found if text)


def not_a_roster(name: str) -> bool:
    return is_word("not_a_roster", name) or any(word in plain(name).split() for word in words("not_a_roster"))


__all__ = ["WHO", "find_tables", "is_break", "is_word_total", "not_a_roster"]
