"""Where each rule of the sheet Naleving comes from: the law, our own default, and what this school chose.

The three are told apart, each with a source that a reader can open: an article or circular, `scheduler rules`, a cell
of the workbook.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction

from scheduler.formats.workbook.columns import shown
from scheduler.problem.modes import Origin
from scheduler.school import rule_words
from scheduler.school.building.context import Context
from scheduler.school.catalogue import (
    Parameter,
    RuleRowError,
    catalogue,
    entry_id,
    names_of,
    parse_value,
    scope_of,
)
from scheduler.school.records import Level, RuleRow, SchoolClass, Subject
from scheduler.views.phrases import Phrases


def law_of(entry: str, context: Context | None, language: str) -> str:
    """The article or circular; the policy's own source for its numbers."""
    policy = {"H03": context.policy.share_source, "H06": context.policy.week_source} if context else {}
    known = catalogue().get(entry)
    return policy.get(entry, known.laws)[language] if known else ""


def default_of(entry: str, phrases: Phrases) -> str:
    """Our defaults for what the law leaves open, in words, with where they come from; "" where nothing is left open."""
    known = catalogue().get(entry)
    if known is None:
        return ""
    language = phrases.language
    numbers = [_default(one, language) for one in known.parameters if one.default]
    if numbers:
        return f"{'; '.join(numbers)} ({rule_words.source_of(known, language)})"
    return "" if known.law else known.sources[language]


def _default(parameter: Parameter, language: str) -> str:
    return _meant(parameter, rule_words.default_of(parameter, language), language)


def _meant(parameter: Parameter, value: str, language: str) -> str:
    """ "hoogste aandeel afstand per vak: 50 %"; what a sentence says of an empty cell is left out."""
    meaning = parameter.sentence[language].partition(";")[0]
    unit = {"nl": " %", "en": "%"}[language] if parameter.unit == "%" else ""
    return f"{meaning}: {value}{unit}"


def _value(row: RuleRow, language: str) -> str:
    """What the value of a row sets, in words; as it stands where the rule has no such parameter."""
    entry = catalogue().get(entry_id(row.rule) or "")
    try:
        values = parse_value(entry, row) if entry else {}
    except RuleRowError:
        return row.value or ""
    by_name = {one.name: one for one in entry.parameters} if entry else {}
    return "; ".join(_meant(by_name[name], value, language) for name, value in values.items()) or row.value or ""


def choice_of(entry: str, context: Context | None, phrases: Phrases, classes: Collection[str] | None = None) -> str:
    """Rows of Regels, own caps and exemptions, each with its reason or source and its cell.

    `classes`: only what is about these.
    """
    return "; ".join(_choices(entry, context, phrases, classes)) if context else ""


def _choices(entry: str, context: Context, phrases: Phrases, classes: Collection[str] | None) -> Iterator[str]:
    about = [one for one in context.stated.classes if classes is None or one.code in classes]
    for row in context.stated.rules:
        if entry_id(row.rule) == entry and (classes is None or any(_speaks_of(row, one) for one in about)):
            yield _row(row, phrases)
    if classes is None and (told := exemptions(entry, context.classes, context, phrases)):
        yield told
    for one in about:
        if entry == "H03" and one.distance_max_pct is not None:
            cap = f"{one.code}: {float(one.distance_max_pct):g} %"
            yield _told(cap, "", one.origin, "distance_max_pct")
    if entry == "H04":
        yield from _subject_caps(context)


def _subject_caps(context: Context) -> Iterator[str]:
    """Caps of subjects, those with the same cap together: "NED, FRA: 50 % (Vakken!D3, D4)"."""
    capped: dict[Fraction, list[Subject]] = {}
    for subject in context.stated.subjects:
        if subject.distance_max_pct is not None:
            capped.setdefault(subject.distance_max_pct, []).append(subject)
    for cap, subjects in capped.items():
        cells = [one.origin.cell("distance_max_pct") for one in subjects if one.origin]
        sheet = cells[0].partition("!")[0] if cells else ""
        where = ", ".join([*cells[:1], *(cell.removeprefix(f"{sheet}!") for cell in cells[1:])])
        told = f"{', '.join(one.code for one in subjects)}: {float(cap):g} %"
        yield f"{told} ({where})" if where else told


def _speaks_of(row: RuleRow, one: SchoolClass) -> bool:
    own, shared = names_of(one.code, one.name, stage=one.stage, group=(one.finality, one.programme, one.campus))
    return scope_of(row.who).rank(own, shared) is not None


def exemptions(entry: str, codes: Collection[str], context: Context, phrases: Phrases) -> str:
    """Each exempt class with its reason: "3A vrijgesteld: proeftuin (Klassen!N2)"."""
    classes = (one for one in context.stated.classes if one.code in codes)
    return "; ".join(
        _exemption(one, reason, phrases) for one in classes for rule, reason in one.exempt if entry_id(rule) == entry
    )


def _exemption(one: SchoolClass, reason: str, phrases: Phrases) -> str:
    text = phrases.say("origin_exempt", code=one.code, reason=reason or phrases.say("origin_no_reason"))
    return _told(text, "", one.origin, "exempt")


def switched_off(entry: str, context: Context, phrases: Phrases) -> str:
    """The rows of Regels that switch a rule off for some."""
    rows = [row for row in context.stated.rules if entry_id(row.rule) == entry and row.level is Level.OFF]
    return "; ".join(_row(row, phrases) for row in rows)


def _row(row: RuleRow, phrases: Phrases) -> str:
    level = shown("level", row.level.value, phrases.language) if row.level is not None else ""
    weight = phrases.say("origin_weight", points=row.weight) if row.weight is not None else ""
    setting = " ".join(filter(None, (level, weight, _value(row, phrases.language))))
    who = shown("everyone", "all", phrases.language) if row.who == "all" else row.who
    return _told(f"{who}: {setting}", row.source, row.origin, "rule")


def _told(text: str, source: str, origin: Origin | None, column: str) -> str:
    where = ", ".join(filter(None, (source, origin.cell(column) if origin else "")))
    return f"{text} ({where})" if where else text
