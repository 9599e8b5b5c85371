"""Whose timetable a grid is: classes, teachers or rooms, by rows, by columns or by the title.

Decided for the whole file together: headings, names of sheets, known names, looks and, last, what the cells hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scheduler.formats.roster.records import Axis, ImportOptions, Table
from scheduler.formats.roster.sheets.values import clock_of, span_in, text_of
from scheduler.formats.roster.words.labels import field_of, plain, week_of, words
from scheduler.formats.roster.words.patterns import classlike, personlike, split_classes
from scheduler.formats.roster.words.vocabulary import Vocabulary, known_share, looks_share

WHO = ("class", "teacher", "room")


@dataclass(frozen=True)
class Owner:
    """Who a table belongs to. `place` is "rows", "columns" or "title"; `title` the entity for the whole table."""

    kind: str
    place: str
    axis: Axis | None = None
    title: str = ""
    names: Axis | None = None  # a second column with full names
    subject: Axis | None = None  # a column with the subject of the row
    load: Axis | None = None  # a column with the hours of the row
    groups: Axis | None = None  # a second heading row with sub-groups
    sure: float = 0.9
    from_file: bool = False


def view_word(text: str) -> str:
    """The view a sheet name or title announces; the first word that says so wins."""
    padded = f" {plain(text)} "
    best: tuple[int, str] | None = None
    for kind in WHO:
        for word in words(f"{kind}_view"):
            position = padded.find(f" {word} ")
            if position < 0 and len(word) > 5:
                position = padded.find(f" {word}")
            if position >= 0 and (best is None or position < best[0]):
                best = (position, kind)
    return best[1] if best else ""


def label_kind(values: Counter[str], heading: str, vocabulary: Vocabulary) -> tuple[str, float]:
    """What a set of labels names, and how sure that is."""
    field = field_of(heading) if heading else None
    if field in WHO:
        return field, 0.95
    if field in (
        "hours",
        "total",
        "assignment",
        "remark",
        "subject",
        "pupils",
        "id",
        "duration",
        "department",
        "category",
    ):
        return {"hours": "load", "assignment": "load"}.get(field, field), 0.9
    if not values:
        return "", 0.0
    shares = {kind: known_share(vocabulary, kind, values) for kind in WHO}
    best = max(shares, key=lambda k: shares[k])
    if shares[best] >= 0.5:
        return best, 0.9
    if looks_share("teacher", values) >= 0.45:
        return "teacher", 0.85
    if looks_share("class", values) >= 0.5:
        return "class", 0.85
    weak = sum(n for v, n in values.items() if any(classlike(p) > 0 for p in split_classes(v))) / sum(values.values())
    if weak >= 0.6:
        return "class", 0.6
    if looks_share("room", values) >= 0.8:
        return "room", 0.6
    return "", 0.0


def body_texts(table: Table, limit: int = 4000) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in range(table.top, table.bottom + 1):
        line = table.sheet.rows[row] if row < table.sheet.height else ()
        labels = {axis.index for axis in table.axes if not axis.across}
        for c in range(max(table.left, max(labels, default=-1) + 1), min(table.right + 1, len(line))):
            if line[c] is not None:
                found[text_of(line[c])] += 1
        if len(found) > limit:
            break
    return found


def body_kind(table: Table, vocabulary: Vocabulary) -> str:
    """What most cells of the body name on their own."""
    texts = body_texts(table)
    total = sum(texts.values())
    if not total:
        return ""
    for kind in WHO:
        if known_share(vocabulary, kind, dict(texts)) >= 0.5:
            return kind
    if looks_share("class", dict(texts)) >= 0.5:
        return "class"
    first = Counter({re.split(r"[\s\n(]", text)[0]: n for text, n in texts.items()})
    if looks_share("class", first) >= 0.6:
        return "class"
    return ""


def _across(table: Table) -> list[Axis]:
    return [axis for axis in table.axes if axis.across and axis.kind == "entity" and axis.values]


def _down(table: Table) -> list[Axis]:
    return [axis for axis in table.axes if not axis.across and axis.kind == "entity"]


def _not_class(axis: Axis, inside: str) -> str:
    """Labels of doubtful kind: where the cells name classes, the labels are rooms or teachers."""
    if inside != "class":
        return "class"
    return "room" if looks_share("room", dict(Counter(map(str, axis.values.values())))) >= 0.8 else "teacher"


def _covers(axis: Axis, table: Table) -> bool:
    """Whether the labels stand for parts of the body and are no remark beside it."""
    if len(axis.values) >= 3 or not axis.values:
        return True
    rows = sorted(axis.values)
    last = table.bottom - rows[-1] + 1
    return last <= 0.6 * (table.bottom - table.top + 1) or table.bottom - table.top < 3


def owner_of(table: Table, vocabulary: Vocabulary, same_shape: int, options: ImportOptions) -> Owner:
    """Who the grid belongs to."""
    said = options.section("sheets").get(table.sheet.name)
    forced = said if said in WHO else ""
    word = view_word(table.sheet.name) or next((view_word(t) for t in table.titles[:2] if view_word(t)), "")
    down = [axis for axis in _down(table) if _covers(axis, table)]
    if down:
        judged = [
            (axis, *label_kind(Counter(map(str, axis.values.values())), axis.heading, vocabulary)) for axis in down
        ]
        owners = [(axis, kind, sure) for axis, kind, sure in judged if kind in WHO]
        long = [
            item for item in judged if item[1] not in ("load", "total", "remark", "id") and len(item[0].values) >= 2
        ]
        chosen = owners[0] if owners else (long[0] if long else None)
        if chosen is not None:
            axis, kind, sure = chosen
            if not kind or sure < 0.7:
                inside = body_kind(table, vocabulary)
                kind, sure = (word, 0.9) if word else (_not_class(axis, inside), 0.6)
            others = [item for item in judged if item[0] is not axis]
            names = next((a for a, k, _ in others if k in ("teacher", "") and a.index > axis.index and a.values), None)
            subject = next((a for a, k, _ in others if k == "subject"), None)
            hours = next((a for a, k, _ in others if k == "load"), None)
            return Owner(
                forced or kind,
                "rows",
                axis,
                load=hours,
                names=names if kind == "teacher" else None,
                subject=subject,
                sure=sure,
            )
    across = _across(table)
    if across:
        axis, groups = _class_row(across, vocabulary)
        kind, sure = label_kind(Counter(map(str, axis.values.values())), _corner_field(axis.heading), vocabulary)
        if kind not in WHO or sure < 0.7:
            inside = body_kind(table, vocabulary)
            guess = word or (_not_class(axis, inside) if inside == "class" else kind if kind in WHO else "class")
            kind, sure = guess, 0.7
        return Owner(forced or kind, "columns", axis, groups=groups, sure=sure)
    title, kind, sure, from_file = _title_owner(table, vocabulary, same_shape, options, word)
    return Owner(forced or kind, "title", title=title, sure=sure, from_file=from_file)


def _corner_field(heading: str) -> str:
    """A corner such as "Tiết/Lớp" names both axes; the second half is the columns'."""
    parts = [part for part in re.split(r"[/\\|]", heading) if part.strip()]
    return parts[-1] if len(parts) == 2 else ""


def _class_row(across: Sequence[Axis], vocabulary: Vocabulary) -> tuple[Axis, Axis | None]:
    """Which heading row names the owners, and which one below it the sub-groups."""
    if len(across) == 1:
        return across[0], None
    scores = []
    for axis in across:
        values = Counter(str(v) for v in axis.values.values())
        known = max(known_share(vocabulary, kind, values) for kind in WHO)
        looks = max(looks_share("class", values), looks_share("teacher", values))
        weak = sum(n for v, n in values.items() if classlike(v) > 0 or _weak_code(v)) / max(1, sum(values.values()))
        scores.append(2 * known + looks + 0.8 * weak + min(0.3, 0.02 * len(axis.values)))
    best = max(range(len(across)), key=lambda i: (scores[i], len(across[i].values)))
    below = [axis for axis in across if axis.index > across[best].index and len(axis.values) > len(across[best].values)]
    return across[best], below[-1] if below else None


def _weak_code(text: str) -> bool:
    return bool(re.fullmatch(r"\d[^\W\d_]{1,2}\d{1,2}[^\W\d_]?\d?", text.strip()))


def _title_owner(
    table: Table, vocabulary: Vocabulary, same_shape: int, options: ImportOptions, word: str
) -> tuple[str, str, float, bool]:
    if options.class_name:
        return options.class_name, "class", 1.0, False
    if options.teacher:
        return options.teacher, "teacher", 1.0, False
    for text in table.titles[:3]:  # "Lehrer: Müller", "Klas: 1A"
        head, colon, rest = text.partition(":")
        said = field_of(head)
        if colon and rest.strip() and said in WHO and len(rest) <= 60 and not re.search(r"[:|]", rest):
            bare = re.sub(r"\s+\([^()]{4,}\)$", "", rest.strip()) if said == "teacher" else rest.strip()
            return bare, said, 0.95, False
    name = table.name or table.sheet.name
    own = [text for text in table.titles[:3] if not week_of(text) and text != table.day_text]
    if table.stacked and own and len(own[0]) <= 25 and own[0] in table.titles[:2]:
        text = own[0]
        kind, sure = label_kind(Counter([text]), "", vocabulary)
        return _bare(text), word or kind or "class", max(sure, 0.8 if word else 0.5), False
    first = field_of(name.split()[0]) if len(name.split()) > 1 else None
    rest = _bare(name)
    if (
        first in WHO
        and rest != name
        and (len(rest.split()) == 1 or personlike(rest) >= 1 or vocabulary.find(first, rest))
    ):
        # "Klas 1A", "Leraar JANS"
        return _bare(name), first, 0.95, False
    for text in (name, *table.titles):
        for kind in WHO:
            if vocabulary.find(kind, text):
                return text, kind, 0.95, False
    for text in table.titles:
        stripped = _bare(text)
        if classlike(stripped) >= 1 or personlike(stripped) >= 1:
            return stripped, word or ("class" if classlike(stripped) else "teacher"), 0.9, False
    for text in table.titles:
        inside_title = _classes_in(text)
        if inside_title:
            return inside_title, "class", 0.7, False
    if same_shape > 1 and not _generic(name) and name != table.day_text:
        kind, sure = label_kind(Counter([name]), "", vocabulary)
        inside = body_kind(table, vocabulary) if not kind else ""
        return _bare(name), word or kind or ("teacher" if inside == "class" else "class"), max(0.7, sure), False
    if not _generic(name) and (classlike(name) > 0 or personlike(name) >= 1):
        return name.strip(), word or ("class" if classlike(name) else "teacher"), 0.8, False
    if not _generic(name) and any(c.isdigit() for c in name) and name != table.day_text and not week_of(name):
        return name.strip(), word or "class", 0.6, False
    for text in table.titles:
        if (
            1 < len(text) <= 12
            and len(text.split()) <= 2
            and text != table.day_text
            and clock_of(text) is None
            and not span_in(text)
        ):
            return text, word or "class", 0.5, False
    return Path(table.sheet.file).stem, word or "class", 0.3, True


def _bare(text: str) -> str:
    """A title without the word for its kind: "Klas 3A" -> "3A"."""
    tokens = text.split()
    while len(tokens) > 1 and field_of(tokens[0].strip(":")) in WHO and not (len(tokens) == 2 and tokens[1].isdigit()):
        tokens = tokens[1:]
    return " ".join(tokens).strip(" :-") if tokens else text


def _classes_in(text: str) -> str:
    """Codes of classes at the end of a title: "ONLINE CLASS TIME TABLE C6A & C6B"."""
    match = re.search(r"(?<![-\w])((?:\b[^\W_]{1,8}\b)(?:\s*[&,+/]\s*\b[^\W_]{1,8}\b)*)\s*$", text)
    if match and all(classlike(piece) > 0 and any(c.isdigit() for c in piece) for piece in split_classes(match[1])):
        return match[1]
    return ""


def _generic(name: str) -> bool:
    """Names a program gives: Sheet1, Feuil1, Foglio1, Tabelle2, Blad1, Table 1."""
    return bool(
        re.fullmatch(
            r"(?:sheet|feuil|foglio|tabelle|blad|table|hoja|planilha|лист|worksheet|page|horario)\s*\d*", plain(name)
        )
    )
