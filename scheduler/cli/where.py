"""`scheduler where` and `scheduler move`: where a lesson can go and what stands in the way; and putting it there."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.files import check_output, check_suffix, default_output, read_school, term_option
from scheduler.cli.helping import Verb
from scheduler.cli.verdict import verdict

if TYPE_CHECKING:
    from scheduler.evaluation.possible_moves import Chain, Effect, Moves, Spot
    from scheduler.formats.cases import SchoolCase
    from scheduler.problem.problem import Problem
    from scheduler.problem.timetable import Placement, Timetable

MOST_FREE = 5
"""So many free times are told under the week."""
MOST_MEANT = 8
"""Of lessons that a few words may mean, so many are named."""


@click.command("where", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("lesson")
@click.option("--part", type=click.IntRange(min=1))
@click.option("--html", "page", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True)
@term_option
@verb
def where(desk: Desk, file: Path, lesson: str, part: int | None, page: Path | None, everything: bool) -> int:
    """Every time of the week for a block of LESSON: free and what it costs, or what stands in the way."""
    from scheduler.evaluation.stability import apart_from_stability
    from scheduler.solver.moving.moves import moves

    begun = monotonic()
    case = read_school(desk, file)
    check_output(desk, file, page, overwrite=False)
    timetable = _timetable(case)
    problem = apart_from_stability(case.problem)
    name = _lesson(desk, problem, lesson)
    answer = moves(problem, timetable, name, _part(desk, problem, timetable, name, part))
    duration = _duration(answer)
    _print(desk, problem, timetable, answer, duration, everything)
    if page is not None:
        _write_page(desk, problem, answer, duration, page)
    desk.notices(case.row_notices)
    fields = {"status": "answered", "seconds": round(monotonic() - begun, 2), **_as_fields(problem, answer, desk)}
    desk.result({**fields, "file": None if page is None else str(page), "notices": desk.told(case.row_notices)})
    return codes.DONE


@click.command("move", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("lesson")
@click.argument("to", nargs=-1, required=True)
@click.option("--part", type=click.IntRange(min=1))
@click.option("-o", "--output", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True)
@term_option
@verb
def move(
    desk: Desk, file: Path, lesson: str, to: tuple[str, ...], part: int | None, output: Path | None, overwrite: bool
) -> int:
    """Put a block of LESSON at the day and period TO, with the lessons that make room for it, in a new workbook."""
    from scheduler.evaluation import evaluate
    from scheduler.evaluation.stability import apart_from_stability
    from scheduler.solver.moving.moves import moves
    from scheduler.telling import moves as words

    case = read_school(desk, file)
    place = output or default_output(case, desk.language)
    check_suffix(desk, case, place)
    check_output(desk, file, place, overwrite)
    if place.exists() and not overwrite:
        raise click.UsageError(desk.text("exists", file=place))
    timetable = _timetable(case)
    problem = apart_from_stability(case.problem)
    name = _lesson(desk, problem, lesson)
    number = _part(desk, problem, timetable, name, part)
    start = _start(desk, problem, name, number, " ".join(to))
    answer = moves(problem, timetable, name, number, to=start)
    spot = answer.at(start)
    chosen = spot if spot is not None and spot.free else next(iter(answer.chains), None)
    if spot is None or chosen is None:
        return _not_moved(desk, problem, answer, spot)
    after = _moved(problem, timetable, chosen.steps)
    before, judged = evaluate(problem, timetable), evaluate(problem, after)
    _write(desk, case, after, place, words.steps(problem, chosen.steps, desk.language))
    _tell_moved(desk, problem, chosen, before.cost, judged.cost, place)
    fields = verdict(judged, status="moved" if judged.valid else "broken")
    told = {"before": {"hard": before.hard, "soft": before.soft}, "steps": _steps(problem, chosen.steps, desk)}
    desk.result({**fields, **told, "effect": _effect(chosen.effect), "file": str(place)})
    return codes.DONE if judged.valid else codes.BROKEN


# -- what is asked --


def _timetable(case: SchoolCase) -> Timetable:
    from scheduler.formats.files.faults import Fault, Faults

    if case.timetable is None:
        raise Faults([Fault(case.path.name, case.path.name, "no_timetable", {}, "cli")], case.notices)
    return case.timetable


def _lesson(desk: Desk, problem: Problem, text: str) -> str:
    """The id of a lesson, whatever the case of letters; "lat 5A" where only one lesson is of that subject and class."""
    from difflib import get_close_matches

    from scheduler.telling.naming import lesson_name

    known = {one.id.casefold(): one.id for one in problem.lessons}
    found = known.get(text.casefold())
    if found is None:
        words = _words(text)
        names = {one: f"{one} {lesson_name(problem, one, desk.language)}" for one in known.values()}
        meant = [one for one, name in names.items() if words and words <= _words(name)]
        if len(meant) == 1:
            return meant[0]
        near = meant[:MOST_MEANT] or [known[one] for one in get_close_matches(text.casefold(), known, n=3)]
        key = "unknown_lesson_near" if near else "unknown_lesson"
        raise click.UsageError(desk.text(key, lesson=text, near=", ".join(near)))
    return found


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold()))


def _part(desk: Desk, problem: Problem, timetable: Timetable, lesson: str, asked: int | None) -> int:
    """The block asked for; else the first that has no time, else the first."""
    parts = problem.lesson[lesson].parts
    if asked is not None and asked > len(parts):
        raise click.UsageError(desk.text("no_such_part", part=asked, count=len(parts)))
    placed = [one.part for one in timetable.of_lesson(lesson) if one.start is not None]
    missing = problem.unplaced(timetable).get(lesson, 0)
    pending = [one.number for one in parts if one.number not in placed and one.shortest <= missing]
    if asked is None:
        return next(iter((*pending, *placed)), 1)
    if asked not in placed and asked not in pending:  # its lesson is placed in fewer, longer blocks
        raise click.UsageError(desk.text("part_not_used", part=asked))
    return asked


_WHEN = re.compile(r"(?:week\s+)?(?:(?P<week>[ab])\b\W*)?(?P<day>[a-z]+)\W*(?P<period>\d{1,2})", re.IGNORECASE)


def _start(desk: Desk, problem: Problem, lesson: str, part: int, text: str) -> int:
    """The time that "di 3", "Tuesday 3" or "B di 3" means for this block."""
    from scheduler.formats.workbook.columns import meaning
    from scheduler.problem.times import WEEK_NAMES

    found = _WHEN.fullmatch(text.strip())
    day = meaning("day", found["day"]) if found else None
    if found is None or day is None:
        raise click.UsageError(desk.text("no_such_moment", text=text))
    one = problem.lesson[lesson]
    weeks = {pattern[0] for pattern in one.parts[part - 1].weeks}
    asked = {WEEK_NAMES.index(found["week"].upper())} if found["week"] else weeks
    for index in problem.grid_times.get(one.grid, ()):
        time = problem.times[index]
        if (time.day, time.period) == (int(day), int(found["period"])) and time.week in asked & weeks and time.open:
            return index
    raise click.UsageError(desk.text("no_such_time", text=text, lesson=lesson))


def _moved(problem: Problem, timetable: Timetable, steps: tuple[Placement, ...]) -> Timetable:
    new = {(step.lesson, step.part): step for step in steps}
    kept = [new.pop((one.lesson, one.part), one) for one in timetable.placements]
    order = {lesson.id: number for number, lesson in enumerate(problem.lessons)}
    placements = sorted((*kept, *new.values()), key=lambda one: (order[one.lesson], one.part))
    return replace(timetable, placements=tuple(placements))


# -- what is told --


def _duration(answer: Moves) -> int:
    return next((spot.steps[0].duration for spot in answer.spots if spot.steps), 1)


def _print(desk: Desk, problem: Problem, timetable: Timetable, answer: Moves, duration: int, everything: bool) -> None:
    from scheduler.problem.text import say
    from scheduler.telling import moves as words
    from scheduler.telling.naming import lesson_name
    from scheduler.views.week_of_spots import heading

    if desk.as_json:
        return
    language = desk.language
    desk.line(say(language, "moves", "title", lesson=lesson_name(problem, answer.lesson, language)))
    for line in (*heading(problem, answer, duration, language), *_other_parts(desk, problem, timetable, answer)):
        desk.line(line)
    _print_weeks(desk, problem, answer)
    free = sorted((one for one in answer.spots if one.free and not one.now), key=lambda one: one.effect.soft)
    desk.line(say(language, "moves", "best_free" if free else "no_free"))
    for spot in free if everything else free[:MOST_FREE]:
        desk.line(f"  {words.spot(problem, spot, duration, language)}")
    desk.line(say(language, "moves", "chains" if answer.chains else "no_chains"))
    for number, chain in enumerate(answer.chains, start=1):
        desk.line(f"  {number}. {words.chain(problem, chain, language)}")
    blocked = [one for one in answer.spots if not one.free]
    if blocked and everything:
        desk.line(say(language, "moves", "blocked"))
        for spot in blocked:
            desk.line(f"  {words.spot(problem, spot, duration, language)}")


def _other_parts(desk: Desk, problem: Problem, timetable: Timetable, answer: Moves) -> list[str]:
    from scheduler.problem.text import say
    from scheduler.telling.moves import when

    placed = {one.part: one for one in timetable.of_lesson(answer.lesson) if one.start is not None}
    told = []
    for part in problem.lesson[answer.lesson].parts:
        if part.number != answer.part:
            at = placed.get(part.number)
            key = "other_part_nowhere" if at is None else "other_part"
            values = {} if at is None else {"when": when(problem, at, desk.language)}
            told.append(say(desk.language, "moves", key, part=part.number, **values))
    return [say(desk.language, "moves", "other_parts", parts=", ".join(told))] if told else []


def _print_weeks(desk: Desk, problem: Problem, answer: Moves) -> None:
    from rich.table import Table
    from rich.text import Text

    from scheduler.problem.text import say
    from scheduler.views.week_of_spots import weeks_of

    colours = {"now": "bold blue", "free": "bold green", "blocked": "red", "none": "dim"}
    for week in weeks_of(problem, answer, desk.language):
        table = Table(box=None, padding=(0, 2, 0, 0), title=week.name or None, title_justify="left")
        table.add_column(say(desk.language, "moves", "period"), justify="right")
        for day in week.days:
            table.add_column(day, overflow="fold")
        for label, _, cells in week.rows:
            table.add_row(label, *(Text(cell.text, style=colours[cell.look]) for cell in cells))
        desk.line()
        desk.console().print(table)
    desk.line(say(desk.language, "moves", "legend"))
    desk.line()


def _write_page(desk: Desk, problem: Problem, answer: Moves, duration: int, page: Path) -> None:
    from scheduler.formats.files.writing import written_whole
    from scheduler.views.week_of_spots import page as page_of

    with written_whole(page, overwrite=True) as temporary:
        temporary.write_text(page_of(problem, answer, duration, desk.language), encoding="utf-8")
    desk.say("where_page", file=page)


def _write(desk: Desk, case: SchoolCase, after: Timetable, place: Path, told: str) -> None:
    from scheduler.formats.workbook.versions import with_version
    from scheduler.library.writing import report_of
    from scheduler.views.result_workbook import write_result

    report = report_of(case, after, desk.language)
    extras = with_version(case.extras, "scheduler move", case.path.name, told, desk.language, datetime.now())
    desk.notices(write_result(place, report, desk.language, overwrite=True, extras=extras))


def _tell_moved(
    desk: Desk,
    problem: Problem,
    chosen: Spot | Chain,
    before: tuple[int, int],
    after: tuple[int, int],
    place: Path,
) -> None:
    from scheduler.telling import moves as words

    for step in reversed(chosen.steps):
        desk.line(words.step(problem, step, desk.language))
    desk.say("moved_costs", hard=before[0], soft=before[1], new_hard=after[0], new_soft=after[1])
    desk.line(words.effect(chosen.effect, desk.language))
    desk.say("solved_file", file=place)


def _not_moved(desk: Desk, problem: Problem, answer: Moves, spot: Spot | None) -> int:
    from scheduler.telling import moves as words

    desk.say("not_moved")
    if spot is not None:
        desk.line(f"  {words.spot(problem, spot, _duration(answer), desk.language)}")
    told = None if spot is None else _spot(problem, spot, desk)
    desk.result({"status": "blocked", "spot": told, "file": None})
    return codes.NOTHING


# -- as JSON --


def _as_fields(problem: Problem, answer: Moves, desk: Desk) -> dict[str, Any]:
    return {
        "lesson": answer.lesson,
        "part": answer.part,
        "now": None if answer.now is None or answer.now.start is None else _moment(problem, answer.now.start),
        "together": [{"lesson": lesson, "part": part} for lesson, part in answer.together],
        "spots": [_spot(problem, spot, desk) for spot in answer.spots],
        "chains": [
            {**_moment(problem, one.start), **_effect(one.effect), "steps": _steps(problem, one.steps, desk)}
            for one in answer.chains
        ],
    }


def _spot(problem: Problem, spot: Spot, desk: Desk) -> dict[str, Any]:
    from scheduler.telling import moves as words

    blockers = [
        {
            "kind": one.kind.value,
            "lesson": one.lesson or None,
            "resources": list(one.resources),
            "rule": problem.rule[one.rule].entry if one.rule else None,
            "others": list(one.others),
            "text": words.blocker(problem, one, desk.language),
        }
        for one in spot.blockers
    ]
    state = {"free": spot.free, "now": spot.now}
    steps = _steps(problem, spot.steps, desk)
    return {**_moment(problem, spot.start), **state, **_effect(spot.effect), "steps": steps, "blockers": blockers}


def _moment(problem: Problem, start: int) -> dict[str, Any]:
    time = problem.times[start]
    return {"time": time.id, "week": time.week, "day": time.day, "period": time.period}


def _effect(effect: Effect) -> dict[str, Any]:
    rules = {entry: {"hard": hard, "soft": soft} for entry, hard, soft in effect.by_entry}
    return {"hard": effect.hard, "soft": effect.soft, "rules": rules, "still_broken": list(effect.still)}


def _steps(problem: Problem, steps: tuple[Placement, ...], desk: Desk) -> list[dict[str, Any]]:
    from scheduler.telling import moves as words

    return [
        {
            "lesson": step.lesson,
            "part": step.part,
            **({} if step.start is None else _moment(problem, step.start)),
            "holds": [problem.resource[resource].code for _, resource in step.choices],
            "text": words.step(problem, step, desk.language),
        }
        for step in steps
    ]
