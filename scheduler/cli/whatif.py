"""`scheduler whatif`: what a change, a rule, a wish, a pin or an absence costs, tried from the present timetable."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import codes
from scheduler.cli.compare import _fields
from scheduler.cli.desk import Desk, verb
from scheduler.cli.files import read_school, term_option, timetable_in
from scheduler.cli.helping import Verb
from scheduler.cli.interrupt import Interrupt
from scheduler.cli.terms import each_term, speaks_of_each, without_timetable

if TYPE_CHECKING:
    from scheduler.formats.cases import SchoolCase
    from scheduler.problem.problem import Problem
    from scheduler.problem.timetable import Timetable
    from scheduler.school.records import School
    from scheduler.solver.pricing import Priced

MOST = 12
"""So many prices are worked out unless more are asked for."""


@click.command("whatif", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("changes", nargs=-1)
@click.option("--price", "prices", is_flag=True)
@click.option("--most", type=click.IntRange(1, 1000), default=MOST, show_default=True)
@click.option("--work", type=click.IntRange(1, 10_000), default=4, show_default=True)
@click.option("--workers", type=click.IntRange(1, 256))
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@term_option
@verb
def whatif(
    desk: Desk,
    file: Path,
    changes: tuple[str, ...],
    prices: bool,
    most: int,
    work: int,
    workers: int | None,
    seed: int,
) -> int:
    """What each of the CHANGES would do to the timetable of FILE; with --price what rules, wishes and pins cost."""
    from scheduler.problem.text import say

    case = read_school(desk, file)
    if not changes and not prices:
        raise click.UsageError(say(desk.language, "figures", "grammar"))
    asking = Asking(changes, most if prices else 0, work, workers or os.cpu_count() or 1, seed)
    if not speaks_of_each(case):
        return _tell(desk, case, asking)
    timetable_in(case)  # that of the first term that has one
    return each_term(desk, case, lambda inner, term: _tell_of_term(inner, file, term, asking))


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked, and how much may be counted for it. `prices`: so many of what the school has are priced."""

    changes: tuple[str, ...]
    prices: int
    work: int
    workers: int
    seed: int


def _tell_of_term(desk: Desk, file: Path, term: str, asking: Asking) -> int:
    case = read_school(desk, file, term)
    if case.timetable is None:
        return without_timetable(desk, file, term)
    return _tell(desk, case, asking)


def _tell(desk: Desk, case: SchoolCase, asking: Asking) -> int:
    from scheduler.problem.text import say
    from scheduler.solver.pricing import price
    from scheduler.solver.stopping import Stop

    sentences = [*asking.changes]
    if asking.prices:
        known = list(_prices(desk, case))
        sentences += known[: asking.prices]
        if len(known) > asking.prices:
            desk.line(say(desk.language, "figures", "whatif_some", some=asking.prices, all=len(known)))
    timetable = timetable_in(case)
    tried = _changed(desk, case, timetable, sentences)
    with Interrupt(lambda: desk.aside("stopping_answer"), lambda: None) as interrupt:
        found = price(
            case.problem,
            timetable,
            tried,
            stop=Stop(work=asking.work, flag=interrupt.asked),
            seed=asking.seed,
            workers=asking.workers,
            on_event=lambda number: _trying(desk, number, sentences),
        )
    _print(desk, sentences, found, asking.work)
    desk.notices(case.row_notices)
    desk.result(_as_fields(sentences, found, asking.work, asking.seed))
    return codes.DONE


# -- what is asked --


def _changed(desk: Desk, case: SchoolCase, timetable: Timetable, sentences: list[str]) -> list[Problem]:
    """The problem as each sentence would have it; wrong usage, told of all at once, where some are not clear."""
    from scheduler.formats.workbook.questions import Unclear
    from scheduler.problem.text import say

    found: list[Problem] = []
    told: list[str] = []
    for sentence in sentences:
        try:
            found.append(_as_asked(case, timetable, sentence))
        except Unclear as wrong:
            told.append(wrong.text(desk.language))
    if told:
        raise click.UsageError("\n".join([*told, say(desk.language, "figures", "grammar")]))
    return found


def _as_asked(case: SchoolCase, timetable: Timetable, sentence: str) -> Problem:
    """The problem as the sentence would have it. Raises `Unclear`."""
    from scheduler.formats.reading import problem_of
    from scheduler.formats.workbook.questions import Unclear, asked

    problem = problem_of(asked(case.school, sentence).school, case.path)
    try:
        problem.check(timetable)
    except ValueError:
        raise Unclear(sentence, "other_lessons") from None
    return problem


def _prices(desk: Desk, case: SchoolCase) -> Iterator[str]:
    """A sentence for each rule that costs something now, each wish, pin and absence; of each sort in turn."""
    from itertools import zip_longest

    from scheduler.evaluation import evaluate
    from scheduler.evaluation.stability import apart_from_stability
    from scheduler.problem.text import say
    from scheduler.school.records import Level

    def told(key: str, **values: object) -> str:
        return say(desk.language, "figures", key, **values)

    school: School = case.school
    judged = evaluate(apart_from_stability(case.problem), timetable_in(case))
    costly = sorted(judged.by_entry.items(), key=lambda item: -item[1].soft)
    rules = [told("price_rule", rule=entry) for entry, cost in costly if cost.soft]
    people = [row for row in school.availability if row.kind in ("teacher", "class", "room")]
    wishes = [told("price_wish", who=row.code) for row in people if row.level not in (Level.MUST, Level.OFF)]
    absences = [told("price_absence", who=row.code) for row in people if row.level is Level.MUST]
    pinned = [pin.lesson for pin in school.pins] + [row.lesson for row in school.roster if row.pinned]
    pins = [told("price_pin", lesson=lesson) for lesson in pinned]
    sorts = [list(dict.fromkeys(sort)) for sort in (rules, wishes, absences, pins)]
    yield from (one for turn in zip_longest(*sorts) for one in turn if one is not None)


# -- what is told --


def _trying(desk: Desk, number: int, sentences: list[str]) -> None:
    from scheduler.problem.text import say

    what = sentences[number - 1] if number else say(desk.language, "figures", "whatif_nothing")
    values = {"number": number + 1, "count": len(sentences) + 1, "what": what}
    click.echo(say(desk.language, "figures", "whatif_trying", **values), err=True)


def _print(desk: Desk, sentences: list[str], found: tuple[Priced, ...], work: int) -> None:
    from rich.table import Table
    from rich.text import Text

    from scheduler.problem.text import say

    if desk.as_json or not found:
        return
    language, now = desk.language, found[0].before
    figures = {"hard": now.hard, "soft": now.soft, "gaps": now.teacher_gaps, "days": now.teacher_days}
    desk.line(say(language, "figures", "whatif_now", **figures, late=now.last_periods))
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(say(language, "figures", "whatif_change"), overflow="fold")
    for key in ("price", "moved", "hard", "soft", "gaps", "days", "late"):
        table.add_column(say(language, "figures", f"whatif_{key}"), justify="right")
    names = [say(language, "figures", "whatif_nothing"), *sentences]
    for name, one in zip(names, found, strict=False):
        cost = say(language, "figures", "whatif_cannot") if _failed(one) else f"{_price(one, found[0]):+d}"
        table.add_row(*map(Text, (name, "" if one is found[0] else cost, str(one.moved), *_changes(one))))
    desk.console().print(table)
    desk.line(say(language, "figures", "whatif_legend", work=work))


def _changes(one: Priced) -> Iterator[str]:
    """Each figure after, and by how much it differs from now, judged by the same rules."""
    for name in ("hard", "soft", "teacher_gaps", "teacher_days", "last_periods"):
        now, then = getattr(one.before, name), getattr(one.after, name)
        yield f"{then} ({then - now:+d})" if then != now else str(then)


def _failed(one: Priced) -> bool:
    return bool(one.after.hard or one.after.unplaced)


def _price(one: Priced, nothing: Priced) -> int:
    """Points that the other rules cost more than where nothing is changed and as long is searched."""
    return nothing.gain - one.gain


def _as_fields(sentences: list[str], found: tuple[Priced, ...], work: int, seed: int) -> dict[str, Any]:
    answers = [
        {
            "change": sentence,
            "price": None if one is found[0] or _failed(one) else _price(one, found[0]),
            "moved": one.moved,
            "before": _fields(one.before),
            "after": _fields(one.after),
        }
        for sentence, one in zip(["", *sentences], found, strict=False)
    ]
    return {"status": "answered", "work": work, "seed": seed, "answers": answers}
