"""The sheet Aandeel afstand: a line per class on pages to hand out, below them every group of pupils, to filter.

A class stands for its group that comes nearest to its cap. Groups of a class are printed only where their figures are
not those of the class.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.problem.resources import PATH, resource_id
from scheduler.problem.rules import Span
from scheduler.telling.naming import listed
from scheduler.views.compliance import Verdict
from scheduler.views.overview import cap_shown, percent, share_basis
from scheduler.views.phrases import Phrases
from scheduler.views.report import Report
from scheduler.views.shares import Scope, Share
from scheduler.views.tables import BROKEN_FILL, TableSheet

PAGES = 2
"""On which the classes are printed, where they can be read then."""
ADDED = (Scope.STAGE, Scope.PROGRAMME)
FEW = 2
"""Of so many groups with the same figures, each is named."""
Values = tuple[str | int, ...]


def write_shares(report: Report, sheet: TableSheet) -> None:
    """Classes, each with its groups that differ, then programmes and stages; below them all groups."""
    phrases = sheet.phrases
    sheet.heading(phrases.say("share_title"))
    if report.shares:
        sheet.sentence(phrases.say("share_help", basis=share_basis(report.shares[0], phrases)))
    if report.distance == "off":
        sheet.sentence(phrases.say("distance_off"))
    sheet.head(frozen=2)
    paths = [share for share in report.shares if share.scope is Scope.PATH]
    for share in report.shares:
        if share.scope is Scope.CLASS:
            _row(sheet, report, share, share.code)
            own = [one for one in paths if _class_of(one, report) == share.code]
            for names, group in _differing(share, own, phrases):
                _row(sheet, report, group, names)
    for scope in ADDED:
        for share in report.shares:
            if share.scope is scope:
                _row(sheet, report, share, share.code)
    if paths:
        sheet.sentence(phrases.say("share_list_below"))
    sheet.print_only(len(sheet.columns), pages=PAGES)
    if paths:
        sheet.new_page()
        sheet.heading(phrases.say("share_all"), 12)
        first = sheet.next
        for share in paths:
            _row(sheet, report, share, phrases.pupils(share.code))
        sheet.filtered(first - 1, sheet.next - 1)


def share_verdict(share: Share, report: Report) -> str:
    """A programme or stage is a figure, no rule asks anything of it. Without a cap the class is exempt, or H03 off."""
    if share.scope in ADDED:
        return "figure"
    if share.cap is not None:
        return (Verdict.KEPT if share.kept else Verdict.BROKEN).value
    code = _class_of(share, report)
    exempt = (check for check in report.checks if check.entry == "H03" and check.verdict is Verdict.EXEMPT)
    return (Verdict.EXEMPT if any(code in check.whom for check in exempt) else Verdict.OFF).value


def _class_of(share: Share, report: Report) -> str:
    path = report.problem.resource.get(resource_id(PATH, share.code)) if share.scope is Scope.PATH else None
    return path.class_code if path is not None else share.code


def _differing(whole: Share, paths: Sequence[Share], phrases: Phrases) -> Iterator[tuple[str, Share]]:
    """The groups of a class whose figures are not those of the class, those that are alike together, by name."""
    alike: dict[Values, list[Share]] = {}
    for one in paths:
        if (figures := _figures(one, phrases)) != _figures(whole, phrases):
            alike.setdefault(figures, []).append(one)
    for some in alike.values():
        names = [phrases.pupils(one.code) for one in some]
        if len(names) > FEW:
            yield phrases.say("share_groups", count=len(names), first=names[0]), some[0]
        else:
            yield listed(names, phrases.language), some[0]


def _row(sheet: TableSheet, report: Report, share: Share, name: str) -> None:
    phrases = sheet.phrases
    verdict = phrases.say(f"verdict_{share_verdict(share, report)}")
    scope = phrases.say(f"scope_{share.scope.value}")
    sheet.row((scope, name, *_figures(share, phrases), verdict), "" if share.kept else BROKEN_FILL)


def _figures(share: Share, phrases: Phrases) -> Values:
    year = share.period is not Span.CYCLE
    return (
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
    )


__all__ = ["share_verdict", "write_shares"]
