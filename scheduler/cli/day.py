"""`scheduler day`: one date with people or rooms away, what becomes of each lost lesson, notices and the record."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.files import check_new_workbook, read_school, same_file, timetable_in
from scheduler.cli.helping import Verb

if TYPE_CHECKING:
    from scheduler.formats.cases import SchoolCase
    from scheduler.library.day import DayPlan, Other
    from scheduler.school.daily.losses import Unknown
    from scheduler.school.daily.picture import NoSchoolDay
    from scheduler.telling.day import Line

FEW = 15
"""So many lessons are told unless all are asked for."""
GONE = ("absent", "home", "closed", "away")


@click.command("day", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("date")
@click.option("--absent", multiple=True)
@click.option("--home", multiple=True)
@click.option("--closed", multiple=True)
@click.option("--away", multiple=True)
@click.option("--present", multiple=True)
@click.option("-o", "--output", type=click.Path(path_type=Path))
@click.option("--to", "folder", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True)
@click.option("--all", "everything", is_flag=True)
@verb
def day(
    desk: Desk,
    file: Path,
    date: str,
    output: Path | None,
    folder: Path | None,
    overwrite: bool,
    everything: bool,
    **gone: tuple[str, ...],
) -> int:
    """Propose what becomes of each lesson that FILE's timetable loses on DATE, and write it down."""
    from scheduler.library.day import plan_of
    from scheduler.problem.text import say
    from scheduler.school.daily.losses import Unknown
    from scheduler.school.daily.picture import NoSchoolDay
    from scheduler.telling.day import reasons

    case = read_school(desk, file)
    when = _date(desk, date)
    case = read_school(desk, file, when) if case.parts else case
    _check_places(desk, case, output, folder, overwrite)
    if not any(gone[kind] for kind in GONE):
        raise click.UsageError(say(desk.language, "day", "nobody_away"))
    timetable_in(case)
    began = monotonic()
    try:
        plan = plan_of(
            case,
            when,
            **gone,
            reason=reasons(
                {kind: [text for one in gone[kind] for text in one.split(",")] for kind in GONE}, desk.language
            ),
            swapped=say(desk.language, "day", "swapped", other="{other}"),
        )
    except NoSchoolDay as wrong:
        raise click.UsageError(_no_school(case, wrong, desk.language)) from None
    except Unknown as wrong:
        raise click.UsageError(_unknown(wrong, desk.language)) from None
    seconds = monotonic() - began
    lines, sentences = _lines(plan, desk.language), _sentences(plan, desk.language)
    _print(desk, plan, lines, sentences, everything)
    files = _write(desk, case, plan, lines, sentences, output, folder)
    desk.notices((*case.notices, *case.row_notices))
    desk.result({**_fields(plan, lines, sentences, desk.language), "seconds": round(seconds, 2), "files": files})
    return codes.DONE


# -- what is asked --


def _date(desk: Desk, text: str) -> date:
    from scheduler.formats.workbook.dates import date_of
    from scheduler.formats.workbook.raw_cells import Unreadable
    from scheduler.problem.text import say

    try:
        return date_of(text)
    except Unreadable:
        raise click.UsageError(say(desk.language, "day", "bad_date", text=text)) from None


def _check_places(desk: Desk, case: SchoolCase, output: Path | None, folder: Path | None, overwrite: bool) -> None:
    check_new_workbook(desk, (case.path,), output, overwrite, case)
    if folder is not None and same_file(case.path, folder):
        raise click.UsageError(desk.text("is_input", file=folder))


def _no_school(case: SchoolCase, wrong: NoSchoolDay, language: str) -> str:
    from scheduler.telling.day import no_school

    days = {period.day for period in case.school.periods if period.open}
    return no_school(case.school, wrong.day, wrong.following, wrong.day.weekday() in days, language)


def _unknown(wrong: Unknown, language: str) -> str:
    from scheduler.formats.files.faults import near_name
    from scheduler.problem.text import say

    near = near_name(wrong.text, wrong.known)
    told = say(language, "day", "near", near=near) if near else ""
    values = {} if wrong.key == "unknown_part" else {"near": told}
    return say(language, "day", wrong.key, name=wrong.text, **values)


# -- what is told --


def _lines(plan: DayPlan, language: str) -> tuple[Line, ...]:
    from scheduler.telling.day import lines

    whys = {key: "; ".join(_other(one, language) for one in others) for key, others in plan.others.items()}
    scene = plan.made.scene
    return lines(scene.problem, plan.decisions, scene.dropped, plan.openings, whys, language, plan.changed_duties)


def _other(one: Other, language: str) -> str:
    from scheduler.telling.day import other_way

    return other_way(one.kind, one.more, one.reason, one.decision.teachers if one.decision else (), language)


def _sentences(plan: DayPlan, language: str) -> list[str]:
    """The head, the counts, what it costs, and what to mind."""
    from scheduler.problem.text import say
    from scheduler.school.catalogue import catalogue
    from scheduler.school.daily.ways import KINDS
    from scheduler.telling.day import counted, date_name
    from scheduler.telling.naming import week_name

    scene = plan.made.scene
    problem = scene.problem
    name, count = date_name(plan.date, language), len(plan.decisions)
    values = {"date": name, "count": count}
    if not count:
        told = [say(language, "day", "nothing_lost", date=name)]
    elif problem.times.weeks > 1:
        told = [say(language, "day", "head", week=week_name(scene.day.week), **values)]
    else:
        told = [say(language, "day", "head_plain", **values)]
    found = Counter(one.kind for one in plan.decisions)
    if found:
        told.append(counted({kind: found[kind] for kind in KINDS if found[kind]}, language))
        told.append(say(language, "day", "proved" if plan.proved else "not_proved", cost=plan.cost))
    if any(one.swap and one.swap.day.date != plan.date for one in plan.decisions):
        told.append(say(language, "day", "swap_ahead"))
    if scene.dropped:
        told.append(say(language, "day", "dropped", count=len(scene.dropped)))
    for one, people in scene.without:
        who = ", ".join(problem.resource[person].code for person in people)
        told.append(say(language, "day", "without", meeting=one.lesson.name, people=who))
    told += _of_duties(plan, language)
    told += _use(plan, language)
    for entry in plan.worse:
        told.append(say(language, "day", "worse", rule=entry, sentence=catalogue()[entry].sentence[language]))
    return told


def _of_duties(plan: DayPlan, language: str) -> list[str]:
    """How many duties change hands, and for which there is nobody."""
    from scheduler.problem.text import say
    from scheduler.telling.day import duty_clock

    left_out = sum(one.left_out for one in plan.duties)
    counts = {"duties_changed": len(plan.changed_duties) - left_out, "duties_left_out": left_out}
    told = [say(language, "day", key, count=count) for key, count in counts.items() if count]
    for one in plan.duties:
        if one.lacking:
            values = {"duty": one.turn.duty.name, "when": duty_clock(one), "count": one.lacking}
            told.append(say(language, "day", "duty_short", **values))
    return told


def _use(plan: DayPlan, language: str) -> list[str]:
    """The seats, devices and streams of the day where they are most in use."""
    from scheduler.evaluation.occupancy import Occupancy
    from scheduler.problem.text import say
    from scheduler.views.agenda import make_agendas
    from scheduler.views.usage import make_usage

    agendas = make_agendas(plan.day, plan.timetable)
    moments = [
        one
        for one in make_usage(plan.day, Occupancy(plan.day, plan.timetable), agendas)
        if one.day == plan.date.weekday()
    ]
    told = []
    for moment in moments:
        short = sum(use.short for use in moment.seats)
        if short:
            told.append(say(language, "day", "short", period=moment.period, count=short))
    for key, of_one in (("use_seats", lambda one: one.seats), ("use_pool", lambda one: one.pools)):
        most: dict[str, tuple[int, int, int]] = {}
        for moment in moments:
            for use in of_one(moment):
                if use.used > most.get(use.name, (0, 0, 0))[0]:
                    most[use.name] = use.used, use.of, moment.period
        for name, (used, of, period) in most.items():
            shown = f" ({name})" if key == "use_seats" and name else name
            told.append(say(language, "day", key, name=shown, used=used, of=of, period=period))
    return told


def _print(desk: Desk, plan: DayPlan, lines: tuple[Line, ...], sentences: list[str], everything: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    from scheduler.problem.text import say

    if desk.as_json:
        return
    for text in sentences:
        desk.line(text)
    if not lines:
        return
    keys = ("period", "class", "lesson", "teacher", "becomes", *(("why",) if everything else ()))
    table = Table(box=None, padding=(0, 2, 0, 0))
    for key in keys:
        table.add_column(say(desk.language, "day", f"col_{key}"), overflow="fold")
    for line in lines if everything else lines[:FEW]:
        cells = [line.periods, ", ".join(line.classes), line.subject, line.teacher, line.becomes]
        table.add_row(*map(Text, [*cells, *([line.why] if everything else [])]))
    desk.line()
    desk.console().print(table)
    if not everything and len(lines) > FEW:
        desk.line(say(desk.language, "day", "more", count=len(lines) - FEW))


def _write(
    desk: Desk,
    case: SchoolCase,
    plan: DayPlan,
    lines: tuple[Line, ...],
    sentences: list[str],
    output: Path | None,
    folder: Path | None,
) -> list[str]:
    from scheduler.problem.text import say
    from scheduler.views.day import write_day
    from scheduler.views.version import version_of

    files = []
    changed = bool(plan.decisions or plan.made.scene.dropped or plan.changed_duties)
    if folder or output or changed:
        desk.line()
    if folder is not None:
        problem = plan.made.scene.problem
        version = version_of(case.problem, timetable_in(case))
        pages = list(write_day(folder, problem, plan.date, lines, sentences, desk.language, version))
        files += pages
        desk.line(say(desk.language, "day", "files", count=len(pages) - 1, folder=folder))
    if output is not None:
        _write_record(desk, case, plan, sentences, output)
        files.append(output)
        desk.line(say(desk.language, "day", "file", file=output))
    if not files and changed:
        desk.line(say(desk.language, "day", "proposal_only"))
    return [str(file) for file in files]


def _write_record(desk: Desk, case: SchoolCase, plan: DayPlan, sentences: list[str], output: Path) -> None:
    """The workbook with the sheet Gerealiseerd filled in; its timetable and rules stay as they are."""
    from scheduler.formats.reading import other_timetables
    from scheduler.formats.workbook.versions import with_version
    from scheduler.library.day import with_realised
    from scheduler.library.duties import planned_duties
    from scheduler.views import make_report
    from scheduler.views.result_workbook import write_result

    assert case.timetable is not None
    problem = with_realised(case.problem, plan.rows).in_language(desk.language)
    duties = planned_duties(problem, case.timetable, case.extras.duties)
    report = make_report(problem, case.timetable, others=other_timetables(case), duties=duties)
    extras = with_version(case.extras, "scheduler day", case.path.name, sentences[0], desk.language, datetime.now())
    broken = write_result(
        output, report, desk.language, overwrite=True, extras=extras, rows=case.school.roster, roster_stays=True
    )
    desk.notices(broken)


def _fields(plan: DayPlan, lines: tuple[Line, ...], sentences: list[str], language: str) -> dict[str, Any]:
    from scheduler.telling.day import becomes, periods_of
    from scheduler.telling.naming import clock

    problem = plan.made.scene.problem
    lost = [
        {
            "lesson": one.lost.lesson.id,
            "classes": list(one.lost.lesson.attendees),
            "subject": one.lost.lesson.subject,
            "periods": periods_of(problem, one.lost),
            "planned": [problem.resource[who].code for who in one.lost.planned if who in problem.resource],
            "becomes": one.kind,
            "teachers": list(one.teachers),
            "room": one.room,
            "mode": one.option.mode.value if one.teachers or one.kind == "study_open" else None,
            "text": becomes(problem, one, language),
            "others": [
                {
                    "kind": other.kind,
                    "more": other.more,
                    "reason": other.reason or None,
                    "text": _other(other, language),
                }
                for other in plan.others.get(one.lost.key, ())
            ],
        }
        for one in plan.decisions
    ]  # fmt: skip
    return {
        "status": "proved" if plan.proved else "found",
        "date": plan.date.isoformat(),
        "week": plan.made.scene.day.week,
        "cost": plan.cost,
        "lost": lost,
        "dropped": [one.lesson.id for one in plan.made.scene.dropped],
        "openings": [
            {"room": one.room, "period": problem.times[one.time].period, "who": one.who or None}
            for one in plan.openings
        ],
        "duties": [
            {"duty": one.turn.duty.name, "start": clock(one.turn.start), "end": clock(one.turn.end),
             "place": one.turn.duty.place, "campus": one.turn.duty.campus, "planned": list(one.planned),
             "who": list(one.who), "lacking": one.lacking, "left_out": one.left_out}
            for one in plan.duties
        ],
        "worse": dict(plan.worse),
        "sentences": sentences,
        "realised": [
            {"date": row.day.isoformat(), "lesson": row.lesson, "became": row.became.value, "period": row.period,
             "duration": row.duration, "mode": row.mode.value if row.mode else None, "teachers": list(row.teachers),
             "room": row.room, "reason": row.reason}
            for row in plan.own_rows
        ],
    }  # fmt: skip
