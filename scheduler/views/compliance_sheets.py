"""The sheets Naleving (every hard rule: measured, limit, verdict, origin) and Aandeel afstand (the share, R01)."""

from __future__ import annotations

from scheduler.problem.resources import PATH, PoolUse, resource_id
from scheduler.problem.rules import Span
from scheduler.school.building.context import Context
from scheduler.telling.lines import lines_of
from scheduler.telling.naming import period_counted, resource_name
from scheduler.views.compliance import Check, Verdict, various
from scheduler.views.origins import choice_of, default_of, exemptions, law_of, switched_off
from scheduler.views.overview import cap_shown, percent, share_basis
from scheduler.views.phrases import Phrases
from scheduler.views.report import Report
from scheduler.views.shares import Scope, Share
from scheduler.views.tables import BROKEN_FILL, KEPT_FILL, TableSheet

MOST_DETAILS = 5
FILLS = {Verdict.BROKEN: BROKEN_FILL, Verdict.KEPT: KEPT_FILL}


def write_compliance(report: Report, sheet: TableSheet) -> None:
    """One row per check, what breaks it below."""
    phrases = sheet.phrases
    sheet.heading(phrases.say("sheet_compliance"))
    if report.distance == "off":
        sheet.sentence(phrases.say("distance_off"))
    sheet.head(frozen=0)
    for check in report.checks:
        share = next((share for share in report.shares if share.code == check.at and check.entry == "H03"), None)
        sheet.row(_values(check, share, phrases, report.context), FILLS.get(check.verdict, ""))
        lines = lines_of(report.problem, check.violations, phrases.language)
        told = various(report.problem, lines, MOST_DETAILS)
        for line in told:
            sheet.detail(line.text)
        if len(lines) > len(told):
            sheet.detail(phrases.say("more", count=len(lines) - len(told)))


def _values(check: Check, share: Share | None, phrases: Phrases, context: Context | None) -> tuple[str, ...]:
    verdict = phrases.say(f"verdict_{check.verdict.value}")
    rule = check.entry, phrases.rule(check.entry)
    law, ours = law_of(check.entry, context), default_of(check.entry, phrases)
    classes = _classes(check, phrases) if check.cap is not None else None
    choice = choice_of(check.entry, context, phrases, classes)
    if check.verdict in (Verdict.OFF, Verdict.IDLE, Verdict.EXEMPT):
        whom = ", ".join(check.whom)
        if check.verdict is Verdict.OFF and context is not None:
            choice = switched_off(check.entry, context, phrases)
        if check.verdict is Verdict.EXEMPT and context is not None:
            choice = exemptions(check.entry, check.whom, context, phrases)
        return *rule, "", whom, "", "", verdict, law, ours, choice
    return (
        *rule,
        phrases.aspect(check.entry, check.aspect),
        _whom(check, phrases) if classes is None else ", ".join(classes),
        measured(check, phrases) if share is None else _share_measured(share, phrases),
        limit(check, phrases) if share is None else _share_limit(share, phrases),
        verdict,
        law,
        ours,
        choice,
    )


def _classes(check: Check, phrases: Phrases) -> tuple[str, ...]:
    """The classes of a check of shares, each once."""
    paths = (phrases.problem.resource[resource_id(PATH, who)] for who in check.whom)
    return tuple(dict.fromkeys(path.class_code for path in paths))


def _whom(check: Check, phrases: Phrases) -> str:
    if not check.whom or check.entry == "H01":
        return phrases.say("whom_school")
    return phrases.some([_name(who, phrases) for who in check.whom])


def _name(who: str, phrases: Phrases) -> str:
    """A code as it stands; seats at school and supervisors, which a planner gave no code, by what they are."""
    resource = phrases.problem.resource.get(who)
    if resource is None or resource.use is PoolUse.OWN:
        return who
    if resource.use is PoolUse.SEATS:
        return f"{phrases.say('col_seats')} {resource.campus}".strip()
    return resource_name(phrases.problem, who, phrases.language)


def measured(check: Check, phrases: Phrases) -> str:
    """The count nearest to the limit, and whose it is."""
    if check.measured is None:
        return ""
    if not check.bounded:
        return phrases.say("measured_broken", measured=check.measured)
    if not check.at:
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
    text = phrases.say("share_measured", part=part, whole=whole, basis=basis, percent=figure, who=share.code)
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


def write_shares(report: Report, sheet: TableSheet) -> None:
    """Stages first, then programmes, classes and paths."""
    phrases = sheet.phrases
    sheet.heading(phrases.say("share_title"))
    if report.shares:
        sheet.sentence(phrases.say("share_help", basis=share_basis(report.shares[0], phrases)))
    if report.distance == "off":
        sheet.sentence(phrases.say("distance_off"))
    sheet.head(frozen=2)
    order = (Scope.STAGE, Scope.PROGRAMME, Scope.CLASS, Scope.PATH)
    for share in sorted(report.shares, key=lambda share: order.index(share.scope)):
        sheet.row(_share_values(share, share_verdict(share, report), phrases), "" if share.kept else BROKEN_FILL)


def share_verdict(share: Share, report: Report) -> str:
    """A programme or stage is a figure, no rule asks anything of it. Without a cap the class is exempt, or H03 off."""
    if share.scope not in (Scope.PATH, Scope.CLASS):
        return "figure"
    if share.cap is not None:
        return (Verdict.KEPT if share.kept else Verdict.BROKEN).value
    path = report.problem.resource.get(resource_id(PATH, share.code))
    code = path.class_code if path is not None and share.scope is Scope.PATH else share.code
    exempt = (check for check in report.checks if check.entry == "H03" and check.verdict is Verdict.EXEMPT)
    return (Verdict.EXEMPT if any(code in check.whom for check in exempt) else Verdict.OFF).value


def _share_values(share: Share, verdict: str, phrases: Phrases) -> tuple[str | int, ...]:
    year = share.period is not Span.CYCLE
    return (
        phrases.say(f"scope_{share.scope.value}"),
        share.code,
        share.lessons,
        share.placed,
        share.distance,
        share.synchronous,
        share.asynchronous,
        percent(share.distance, share.lessons, phrases.language),
        percent(share.distance, share.placed, phrases.language),
        share.year_lessons if year else "",
        share.year_distance if year else "",
        percent(share.year_distance, share.year_lessons, phrases.language) if year else "",
        "" if share.cap is None else cap_shown(share.cap, phrases.language),
        "" if share.most is None else share.most,
        "" if share.slack is None else share.slack,
        phrases.say(f"verdict_{verdict}"),
    )


__all__ = ["limit", "measured", "share_verdict", "write_compliance", "write_shares"]
