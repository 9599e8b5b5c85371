"""The sheet Naleving, to hand out: every hard rule in words with what was measured, the limit and the verdict.

First what the law asks, then what the school asks; under each rule what breaks it, what the school chose, and where the
rule comes from.
"""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.problem.resources import PATH, TEACHER, PoolUse, resource_id
from scheduler.school.building import school_of
from scheduler.school.building.context import Context
from scheduler.school.catalogue import catalogue
from scheduler.telling.lines import lines_of
from scheduler.telling.naming import listed, period_counted, resource_name
from scheduler.views.compliance import Check, Verdict, various
from scheduler.views.origins import choice_of, default_of, exemptions, law_of, switched_off
from scheduler.views.overview import cap_shown, percent, share_basis
from scheduler.views.phrases import Phrases
from scheduler.views.report import Report
from scheduler.views.shares import Share
from scheduler.views.tables import BROKEN_FILL, KEPT_FILL, TableSheet

MOST_DETAILS = 5
MOST_NAMED = 8
"""So many classes, people or things are named in a cell; of more is told how many they are."""
FILLS = {Verdict.BROKEN: BROKEN_FILL, Verdict.KEPT: KEPT_FILL}


def write_compliance(report: Report, sheet: TableSheet) -> None:
    """A heading for what the law asks and one for what the school does, a row per check."""
    phrases = sheet.phrases
    sheet.heading(phrases.say("sheet_compliance"))
    if report.distance == "off":
        sheet.sentence(phrases.say("distance_off"))
    sheet.head(frozen=0)
    by_entry: dict[str, list[Check]] = {}
    for check in report.checks:
        by_entry.setdefault(check.entry, []).append(check)
    asked = {entry: law_of(entry, report.context, phrases.language) for entry in by_entry}
    for key, entries in (
        ("compliance_law", [entry for entry, law in asked.items() if law]),
        ("compliance_school", [entry for entry, law in asked.items() if not law]),
    ):
        if entries:
            sheet.heading(phrases.say(key), 12)
        for entry in entries:
            _entry(report, sheet, by_entry[entry])
    if asked.keys() & catalogue().keys():
        sheet.sentence(phrases.say("compliance_more"))


def _entry(report: Report, sheet: TableSheet, checks: Sequence[Check]) -> None:
    """All checks of one rule, and then where it comes from."""
    phrases, entry = sheet.phrases, checks[0].entry
    told_before = ""
    for number, check in enumerate(checks):
        share = next((share for share in report.shares if share.code == check.at and entry == "H03"), None)
        sentence = "" if number else phrases.rule(entry)
        sheet.row((sentence, *_values(check, share, phrases), entry), FILLS.get(check.verdict, ""))
        lines = lines_of(report.problem, check.violations, phrases.language)
        told = various(report.problem, lines, MOST_DETAILS)
        for line in told:
            sheet.detail(line.text)
        if len(lines) > len(told):
            sheet.detail(phrases.say("more", count=len(lines) - len(told)))
        choice = _choice(check, report.context, phrases)
        if choice not in ("", told_before):
            sheet.detail(phrases.say("origin_choice", choice=choice))
        told_before = choice or told_before
    if all(check.verdict in (Verdict.OFF, Verdict.IDLE) for check in checks):
        return
    law, ours = law_of(entry, report.context, phrases.language), default_of(entry, phrases)
    pieces = [phrases.say("origin_law", law=law)] if law else []
    if ours:
        pieces.append(phrases.say("origin_ours", ours=ours))
    if pieces:
        sheet.detail(" ".join(pieces))


def _choice(check: Check, context: Context | None, phrases: Phrases) -> str:
    """What the school chose that this check is about."""
    if context is not None and check.verdict is Verdict.OFF:
        return switched_off(check.entry, context, phrases)
    if context is not None and check.verdict is Verdict.EXEMPT:
        return exemptions(check.entry, check.whom, context, phrases)
    classes = None if check.cap is None else _classes(check.whom, phrases)
    return choice_of(check.entry, context, phrases, classes)


def _values(check: Check, share: Share | None, phrases: Phrases) -> tuple[str, ...]:
    verdict = phrases.say(f"verdict_{check.verdict.value}")
    if check.verdict in (Verdict.OFF, Verdict.IDLE, Verdict.EXEMPT):
        return "", _some(check.whom, "classes", phrases) if check.whom else "", "", "", verdict
    return (
        phrases.aspect(check.entry, check.aspect),
        _whom(check, phrases),
        measured(check, phrases) if share is None else _share_measured(share, phrases),
        limit(check, phrases) if share is None else _share_limit(share, phrases),
        verdict,
    )


def _classes(whom: Sequence[str], phrases: Phrases) -> tuple[str, ...]:
    """The classes of points about pupils or a subject of theirs, each once."""
    found = (phrases.pupils_in(who) for who in whom)
    paths = (phrases.problem.resource[resource_id(PATH, code)] for code in found if code)
    return tuple(dict.fromkeys(path.class_code for path in paths))


def _whom(check: Check, phrases: Phrases) -> str:
    """The classes, teachers, lessons or pools that a check is about: by name where they are few, else how many."""
    if not check.whom or check.entry == "H01":
        return phrases.say("whom_school")
    problem = phrases.problem
    if all(who in problem.lesson for who in check.whom) and len(check.whom) > 1:
        return phrases.say("whom_lessons", count=len(check.whom))
    known = {path.class_code for path in problem.resources_of(PATH)}
    found: dict[str, list[str]] = {"classes": [], "teachers": [], "others": []}
    for who in check.whom:
        if who in known or phrases.pupils_in(who):
            found["classes"] += _classes([who], phrases) or (who,)
        else:
            teacher = resource_id(TEACHER, who) in problem.resource
            found["teachers" if teacher else "others"].append(who)
    told = [_some(tuple(dict.fromkeys(found[kind])), kind, phrases) for kind in ("classes", "teachers") if found[kind]]
    if found["others"]:
        told.append(phrases.some([_name(who, phrases) for who in found["others"]]))
    return ", ".join(told)


def _some(codes: Sequence[str], kind: str, phrases: Phrases) -> str:
    """Codes of classes or teachers, or how many they are; "alle 30 klassen" where nobody is missing."""
    problem = phrases.problem
    every = {one.class_code for one in problem.resources_of(PATH)}
    if kind == "teachers":
        every = {one.code for one in problem.resources_of(TEACHER)}
    if len(codes) > 1 and every <= set(codes):
        return phrases.say(f"whom_all_{kind}", count=len(codes))
    if len(codes) <= MOST_NAMED:
        return ", ".join(codes)
    stages = _whole_stages(codes, phrases) if kind == "classes" else ()
    if stages:
        return phrases.say("whom_stages", count=len(codes), stages=listed(stages, phrases.language))
    return phrases.say(f"whom_{kind}", count=len(codes))


def _whole_stages(codes: Sequence[str], phrases: Phrases) -> tuple[str, ...]:
    """The stages of which these are all the classes; () where they are a part of one."""
    school = school_of(phrases.problem)
    found = {one.code: one.stage for one in school.classes} if school else {}
    stages = dict.fromkeys(found.get(code, "") for code in codes)
    whole = {code for code, stage in found.items() if stage in stages}
    return tuple(stages) if "" not in stages and whole == set(codes) else ()


def _name(who: str, phrases: Phrases) -> str:
    """A code as people read it; seats at school and supervisors, which a planner gave no code, by what they are."""
    resource = phrases.problem.resource.get(who)
    if resource is None or resource.use is PoolUse.OWN:
        return phrases.counted(who)
    if resource.use is PoolUse.SEATS:
        return f"{phrases.say('col_seats')} {resource.campus}".strip()
    return resource_name(phrases.problem, who, phrases.language)


def measured(check: Check, phrases: Phrases) -> str:
    """The count nearest to the limit, and whose it is."""
    if check.measured is None:
        return ""
    if not check.bounded:
        return phrases.say("measured_broken", measured=check.measured)
    if not check.at or not (check.measured or check.least):
        return str(check.measured)
    if check.counts is not None:
        per = period_counted(phrases.problem, check.counts, phrases.language)
        return phrases.say("measured_per", measured=check.measured, per=per, who=_name(check.at, phrases))
    return phrases.say("measured_at", measured=check.measured, who=_name(check.at, phrases))


def _share_measured(share: Share, phrases: Phrases) -> str:
    """The share nearest to its cap: "132 van 1056 per schooljaar = 12,5 % (3BOb 3BOb-RCR)"."""
    part, whole = share.tested
    figure = percent(part, whole, phrases.language)
    basis = share_basis(share, phrases)
    text = phrases.say(
        "share_measured", part=part, whole=whole, basis=basis, percent=figure, who=phrases.pupils(share.code)
    )
    if share.given == whole:
        return text
    given = percent(part, share.given, phrases.language)
    return text + phrases.say("share_given", placed=share.given, percent=given)


def _share_limit(share: Share, phrases: Phrases) -> str:
    cap = "" if share.cap is None else cap_shown(share.cap, phrases.language)
    return phrases.say("share_limit", most=share.most, cap=cap)


def limit(check: Check, phrases: Phrases) -> str:
    if not check.bounded:
        return phrases.say("limit_none")
    if check.most is None:
        return phrases.say("limit_least", least=check.least)
    if check.least and check.least == check.most:
        return phrases.say("limit_exactly", most=check.most)
    if check.least:
        return phrases.say("limit_between", least=check.least, most=check.most)
    return phrases.say("limit_most", most=check.most)


__all__ = ["limit", "measured", "write_compliance"]
