"""Where each rule of the sheet Naleving comes from: the law, our own default, and what this school chose.

The three are told apart, each with a source that a reader can open: an article or circular, `scheduler rules`, a cell
of the workbook.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from scheduler.formats.workbook.columns import shown
from scheduler.problem.modes import Origin
from scheduler.school import rule_words
from scheduler.school.building.context import Context
from scheduler.school.catalogue import catalogue, entry_id, names_of, scope_of
from scheduler.school.records import Level, RuleRow, SchoolClass
from scheduler.views.phrases import Phrases


def law_of(entry: str, context: Context | None) -> str:
    """The article or circular; the policy's own source for its numbers."""
    policy = {"H03": context.policy.share_source, "H06": context.policy.week_source} if context else {}
    known = catalogue().get(entry)
    return policy.get(entry, known.law) if known else ""


def default_of(entry: str, phrases: Phrases) -> str:
    """Our defaults for what the law leaves open, with where they come from."""
    known = catalogue().get(entry)
    if known is None:
        return ""
    language = phrases.language
    numbers = [f"{one.name} = {rule_words.default_of(one, language)}" for one in known.parameters if one.default]
    if not numbers and known.law:
        return ""
    where = phrases.say("origin_card", rule=entry)
    return "; ".join([*numbers, rule_words.source_of(known, language), where])


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
    for subject in context.stated.subjects:
        if entry == "H04" and subject.distance_max_pct is not None:
            yield _told(
                f"{subject.code}: {float(subject.distance_max_pct):g} %", "", subject.origin, "distance_max_pct"
            )


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
    setting = " ".join(filter(None, (level, weight, row.value or "")))
    who = shown("everyone", "all", phrases.language) if row.who == "all" else row.who
    return _told(f"{who}: {setting}", row.source, row.origin, "rule")


def _told(text: str, source: str, origin: Origin | None, column: str) -> str:
    where = ", ".join(filter(None, (source, origin.cell(column) if origin else "")))
    return f"{text} ({where})" if where else text
