"""The search as its callers see it: stopping, checkpoints, determinism, proofs by counting, partial timetables."""

from __future__ import annotations

import json
import threading
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.evaluation import evaluate
from scheduler.problem import rules as r
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.solver.best import checkpoint
from scheduler.solver.enforcing import OutOfTime
from scheduler.solver.lns.loop import improve
from scheduler.solver.proofs.precheck import precheck
from scheduler.solver.search import solve
from scheduler.solver.stopping import Stop
from tests.builders import contact, days_of, demand, lesson, path, pool, problem, put, synchronous, week
from tests.solver.small import search_context
from tests.strategies import ALL_KINDS, cases

CLOCK = Stop(seconds=20)


def crowd(classes: int = 3, lessons: int = 8, days: int = 2, periods: int = 6, teachers: int = 3, **more):
    """Some classes with lessons of shared teachers, clashes hard, and teachers' gaps soft."""
    times = week(days, periods)
    made = [
        lesson(f"{one}-{number}", who=[f"path:{one}", f"teacher:T{(number + one) % teachers}"])
        for one in range(classes)
        for number in range(lessons)
    ]
    ids = tuple(one.id for one in made)
    people = tuple(dict.fromkeys(one for lesson in made for demand in lesson.demands for one in demand.candidates))
    rules = [
        r.Placed(id="placed", entry="H02", lessons=ids),
        r.NoClash(id="clash", entry="H01", resources=people),
        r.LimitIdle(
            id="gaps", entry="S03", hard=False, resources=people, groups=days_of(times), shape=r.Shape.QUADRATIC
        ),
    ]
    return problem(times, made, *rules, **more)


def test_a_school_that_fits_is_placed_whole_and_its_numbers_are_the_evaluators():
    school = crowd()
    result = solve(school, stop=CLOCK, workers=1)
    assert result.timetable is not None
    judged = evaluate(school, result.timetable)
    assert judged.valid
    assert (result.hard, result.soft) == (judged.hard, judged.soft)
    assert result.first_complete_seconds is not None


def test_counted_work_with_one_worker_and_a_seed_gives_the_same_timetable_twice():
    school = crowd(classes=4, lessons=10)
    one, two = (solve(school, stop=Stop(work=0.05), seed=7, workers=1) for _ in range(2))
    assert one.timetable is not None
    assert one.timetable == two.timetable


def test_a_flag_set_from_another_thread_stops_the_search_and_keeps_the_best():
    flag = threading.Event()

    def watch(event):
        if event.soft is not None:
            flag.set()

    school = crowd(classes=6, lessons=11, teachers=7)
    result = solve(school, stop=Stop(seconds=120, flag=flag), workers=1, on_event=watch)
    assert result.status in ("feasible", "optimal")
    assert result.timetable is not None


def test_ctrl_c_keeps_the_best_so_far():
    def interrupt(event):
        if event.soft is not None:
            raise KeyboardInterrupt

    result = solve(crowd(), stop=CLOCK, workers=1, on_event=_once(interrupt))
    assert result.timetable is not None


def _once(function):
    """Calls the function until it raised for the first time."""
    raised = []

    def call(event):
        if not raised:
            try:
                function(event)
            except KeyboardInterrupt:
                raised.append(True)
                raise

    return call


# -- checkpoints --


def test_a_checkpoint_is_written_and_a_later_search_starts_from_it(tmp_path):
    file = tmp_path / "checkpoint.json"
    school = crowd()
    first = solve(school, stop=CLOCK, workers=1, checkpoint=file)
    assert checkpoint.read(file, checkpoint.fingerprint(school), school) == Timetable(first.timetable.placements)
    events = []
    solve(school, stop=Stop(seconds=5), workers=1, checkpoint=file, on_event=events.append)
    assert ("construct", "hint") in [(event.phase, event.what) for event in events]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '{"format": 1}', '{"format": 1, "fingerprint": "x", "placements": []}']
)
def test_a_damaged_or_foreign_checkpoint_is_passed_over_with_a_notice(tmp_path, caplog, content):
    file = tmp_path / "checkpoint.json"
    file.write_text(content)
    school = crowd(classes=1, lessons=2)
    assert checkpoint.read(file, checkpoint.fingerprint(school), school) is None
    assert "passed over" in caplog.text


def test_a_checkpoint_with_a_placement_that_the_problem_does_not_know_is_passed_over(tmp_path):
    file = tmp_path / "checkpoint.json"
    school = crowd(classes=1, lessons=2)
    mark = checkpoint.fingerprint(school)
    checkpoint.write(file, mark, Timetable((put("0-0", 0),)))
    content = json.loads(file.read_text())
    content["placements"][0][3] = 999
    file.write_text(json.dumps(content))
    assert checkpoint.read(file, mark, school) is None


def test_the_fingerprint_changes_with_a_rule_and_not_with_the_name():
    school = crowd()
    assert checkpoint.fingerprint(replace(school, name="other")) == checkpoint.fingerprint(school)
    assert checkpoint.fingerprint(replace(school, rules=school.rules[:2])) != checkpoint.fingerprint(school)


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.__name__)
def test_a_problem_with_rules_of_any_kind_has_a_fingerprint_that_an_equal_one_shares(kind):
    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(cases(kinds=(kind,), most_rules=3))
    def shared(case):
        school, _ = case
        assert checkpoint.fingerprint(school) == checkpoint.fingerprint(Problem.from_json(school.to_json()))

    shared()


# -- what cannot fit --


def test_a_larger_school_that_does_not_fit_is_placed_as_far_as_it_goes_with_reasons():
    # 13 lessons in 12 periods for every class: exactly one of each class is left.
    school = crowd(classes=3, lessons=13, teachers=5)
    result = solve(school, stop=Stop(seconds=8), workers=1)
    assert result.status == "impossible"
    assert result.timetable is not None
    judged = evaluate(school, result.timetable)
    assert sum(judged.unplaced.values()) == 3
    assert judged.hard == 3
    assert all(one.reasons for one in result.unplaced)
    assert {one.lesson for one in result.unplaced} == set(judged.unplaced)


def keys(school) -> set[str]:
    return {proof.key for proof in precheck(school)}


def must(*lessons, resources=()) -> tuple[r.Rule, ...]:
    return (
        r.Placed(id="placed", entry="H02", lessons=tuple(one.id for one in lessons)),
        r.NoClash(id="clash", entry="H01", resources=tuple(resources)),
    )


def held(*lessons) -> r.Rule:
    """Each lesson must hold a room."""
    return r.Assigned(id="held", entry="", lessons=tuple(one.id for one in lessons), role="room")


def test_a_school_that_fits_has_no_proof_against_it():
    assert precheck(crowd()) == ()


def test_teacher_with_more_lessons_than_free_periods():
    times = week(1, 4)
    lessons = [lesson(f"L{number}", who=["teacher:A"]) for number in range(4)]
    away = r.Unavailable(id="away", entry="H14", resources=("teacher:A",), times=(0,))
    fits = problem(times, lessons[:3], *must(*lessons[:3], resources=["teacher:A"]), away)
    assert precheck(fits) == ()
    (proof,) = precheck(problem(times, lessons, *must(*lessons, resources=["teacher:A"]), away))
    assert (proof.key, proof.need, proof.have) == ("teacher_hours", 4, 3)
    assert (proof.about, proof.row) == (("teacher:A",), "teacher:A")


def test_teacher_with_more_lessons_than_the_most_a_day_allows():
    times = week(2, 4)
    lessons = [lesson(f"L{number}", who=["teacher:A"]) for number in range(5)]
    limit = r.LimitBusy(id="day", entry="H15", resources=("teacher:A",), groups=days_of(times), most=2)
    (proof,) = precheck(problem(times, lessons, *must(*lessons, resources=["teacher:A"]), limit))
    assert (proof.need, proof.have) == (5, 4)


def test_a_type_of_room_that_is_short():
    times = week(1, 2)
    gym = demand("room", "room:g1", "room:g2")
    lessons = [lesson(f"L{number}", who=[f"path:{number}"], demands=[gym]) for number in range(5)]
    rooms = ["room:g1", "room:g2"]
    assert "rooms_short" not in keys(
        problem(times, lessons[:4], *must(*lessons[:4], resources=rooms), held(*lessons[:4]))
    )
    assert "rooms_short" not in keys(problem(times, lessons, *must(*lessons, resources=rooms)))
    assert keys(problem(times, lessons, *must(*lessons, resources=rooms), held(*lessons))) == {"rooms_short"}


def test_a_band_wider_than_its_rooms_and_a_band_that_needs_one_teacher_twice():
    times = week(1, 4)
    labs = demand("room", "room:l1", "room:l2")
    lessons = [
        lesson(f"L{number}", who=["teacher:A" if number < 2 else "teacher:B"], demands=[labs]) for number in range(3)
    ]
    together = r.Linked(id="band", entry="H16", groups=(("L0", "L1", "L2"),))
    rules = (*must(*lessons, resources=["room:l1", "room:l2", "teacher:A"]), together)
    assert keys(problem(times, lessons, *rules, held(*lessons))) == {"band_rooms", "band_person"}
    assert keys(problem(times, lessons, *rules)) == {"band_person"}


def test_distance_minima_above_the_legal_cap():
    times = week(1, 4)
    lessons = [lesson(f"L{number}", options=[contact(), synchronous()]) for number in range(3)]
    far = frozenset({Mode.SYNCHRONOUS})
    least = tuple(r.PeriodBound(one.id, (one.id,), least=1) for one in lessons)
    minima = r.LimitPeriods(id="minima", entry="H10", bounds=least, modes=far)
    cap = r.LimitPeriods(
        id="cap",
        entry="H03",
        bounds=(r.PeriodBound("1A", tuple(one.id for one in lessons), most=2),),
        modes=far,
    )
    (proof,) = precheck(problem(times, lessons, *must(*lessons), minima, cap))
    assert (proof.key, proof.need, proof.have) == ("distance_over_cap", 3, 2)


def test_a_minimum_that_no_form_allows():
    lessons = [lesson("L0", options=[contact()])]
    far = frozenset({Mode.SYNCHRONOUS})
    minimum = r.LimitPeriods(id="m", entry="H10", bounds=(r.PeriodBound("L0", ("L0",), least=1),), modes=far)
    assert keys(problem(week(), lessons, *must(*lessons), minimum)) == {"periods_under"}


def test_on_site_seats_that_are_short_whatever_is_chosen():
    times = week(1, 2)
    seats = demand("seats", "pool:seats", amount=9)
    asking = lesson("far", options=[synchronous(seats)])
    opening = lesson("open", optional=True, options=[contact(demand("seats", "pool:seats", amount=-8))])
    rule = r.PoolCapacity(id="seats", entry="H08", pools=("pool:seats",))
    school = problem(times, [asking, opening], *must(asking), rule, resources=[pool("seats", 0)])
    (proof,) = precheck(school)
    assert (proof.key, proof.need, proof.have) == ("pool_short", 9, 8)


def test_fewer_lessons_than_the_half_days_a_class_must_come():
    times = week(2, 4)
    lessons = [lesson("L0", who=["path:1A"])]
    come = r.LimitClusters(
        id="days",
        entry="H06",
        resources=("path:1A",),
        clusters=tuple((r.Touch(day),) for day in days_of(times)),
        least=2,
    )
    assert keys(problem(times, lessons, *must(*lessons), come, resources=[path("1A")])) == {"half_days"}


def test_a_lesson_without_any_possible_time():
    times = week(1, 2)
    lessons = [lesson("L0", who=["teacher:A"])]
    away = r.Unavailable(id="away", entry="H14", resources=("teacher:A",), times=(0, 1))
    assert keys(problem(times, lessons, *must(*lessons, resources=["teacher:A"]), away)) == {"no_time"}


@pytest.mark.parametrize(("placing_first", "best"), [(True, (0, 10, 0)), (False, (1, 1, 0))])
def test_a_period_without_a_time_costs_more_than_any_rule_or_what_its_rule_says(placing_first, best):
    lessons = [lesson(one, who=["path:1A"]) for one in ("L0", "L1")]
    school = problem(
        week(1, 1),
        lessons,
        r.Placed(id="placed", entry="", lessons=("L0", "L1")),
        r.NoClash(id="clash", entry="", resources=("path:1A",), weight=10),
    )
    context = search_context(replace(school, placing_first=placing_first))
    indexed = context.indexed
    clashing = replace(indexed.empty(), placement=indexed.with_rests([0] * len(indexed.meets)))
    context.incumbent.offer(clashing, "construct", "better")
    assert context.incumbent.cost == (0, 10, 0)
    improve(context)
    assert context.incumbent.cost == best
    context.incumbent.offer(indexed.empty(), "improve", "better")
    assert context.incumbent.cost == best


def test_ctrl_c_while_a_timetable_is_judged_loses_nothing(monkeypatch):
    school = crowd()
    context = search_context(school)

    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("scheduler.solver.best.incumbent.evaluate_view", interrupted)
        with pytest.raises(KeyboardInterrupt):
            context.incumbent.offer(context.indexed.empty(), "construct", "better")
    context.incumbent.certify("end", "end")
    assert context.incumbent.certified is not None


def test_what_was_found_before_a_mistake_of_ours_is_in_the_checkpoint(monkeypatch, tmp_path):
    file = tmp_path / "saved"

    def mistaken(context, *_):
        context.incumbent.offer(context.indexed.empty(), "construct", "better")
        context.incumbent.offer(_placed_somewhere(context), "construct", "better")
        raise ZeroDivisionError

    monkeypatch.setattr("scheduler.solver.search._search", mistaken)
    school = crowd()
    with pytest.raises(ZeroDivisionError):
        solve(school, stop=CLOCK, checkpoint=file)
    kept = checkpoint.read(file, checkpoint.fingerprint(school), school)
    assert kept is not None
    assert any(placed.start is not None for placed in kept.placements)


def _placed_somewhere(context):
    """The first meet at its first time, the others nowhere."""
    empty = context.indexed.empty()
    first = context.indexed.parts[0]
    placement = list(empty.placement)
    placement[first] = context.indexed.meets[first].usable.placements[0]
    return replace(empty, placement=context.indexed.with_rests(placement))


def test_where_nothing_need_be_placed_nothing_placed_is_a_timetable():
    help_hour = lesson("help", who=["path:1A"], optional=True)
    full = r.Unavailable(id="full", entry="", resources=("path:1A",), times=days_of(week(1, 2))[0], hard=False)
    result = solve(problem(week(1, 2), [help_hour], full), stop=CLOCK)
    assert (result.status, result.hard, result.soft) == ("optimal", 0, 0)
    assert result.timetable is not None


def test_a_small_school_has_a_timetable_before_the_exact_solver_is_there(monkeypatch):
    """On a machine with much else to do loading it takes longer than the time that is given."""

    def never_loaded(*_arguments, **_more):
        raise OutOfTime

    monkeypatch.setattr("scheduler.solver.search.whole", never_loaded)
    three = [lesson(name, sizes=(1, 1), who=["teacher:T"]) for name in "ABC"]
    clash = r.NoClash(id="clash", entry="", resources=("teacher:T",))
    result = solve(problem(week(2, 3), three, clash), stop=CLOCK)
    assert result.timetable is not None and result.hard == 0 and not result.unplaced
