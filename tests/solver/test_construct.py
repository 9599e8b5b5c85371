"""The first timetable where the exact model does not come through: counts that always break, bands, times first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from scheduler.evaluation import evaluate
from scheduler.problem import rules as r
from scheduler.problem.lessons import Part
from scheduler.problem.problem import Problem
from scheduler.solver.annealing.preparing import Preparation
from scheduler.solver.construction import construct, layers
from scheduler.solver.construction import times_first as first
from scheduler.solver.context import SearchContext
from scheduler.solver.cpsat.model import Model
from scheduler.solver.cpsat.plan import Limits, Plan
from scheduler.solver.cpsat.units import Structure, units
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.meets import NOWHERE, Assignment
from scheduler.solver.proofs.counting_bounds import unsatisfiable_monitors
from tests.builders import contact, days_of, demand, flexible, lesson, problem, week
from tests.solver.small import choosing, everywhere, search_context

# -- counts that always break --


def daily(days: int, blocks: int, least: int = 0, most: int | None = 1):
    """One lesson in so many blocks, at least and at most so many of them a day."""
    times = week(days, 6)
    one = lesson("sums", sizes=(1,) * blocks, who=["path:3A"])
    bounds = tuple(r.Bound(day, least, most) for day in days_of(times))
    spread = r.Spread(id="spread", entry="", groups=(("sums",),), bounds=bounds)
    return problem(times, [one], *everywhere(one, resources=["path:3A"]), spread)


@pytest.mark.parametrize(
    ("days", "blocks", "least", "most", "broken"),
    [(3, 3, 0, 1, 0), (3, 4, 0, 1, 1), (2, 4, 0, 2, 0), (2, 3, 2, None, 1), (2, 4, 2, None, 0)],
)
def test_counting_finds_the_rule_that_no_timetable_keeps(days, blocks, least, most, broken):
    context = search_context(daily(days, blocks, least, most))
    assert len(unsatisfiable_monitors(context.indexed, context.data)) == broken


def test_a_rule_that_always_breaks_does_not_keep_the_rest_from_being_placed():
    school = daily(3, 4)
    context = search_context(school)
    verdict = construct.staged(context, Preparation(needed=False), 1.0)
    assert verdict.status == "infeasible"
    context.incumbent.certify("construct", "complete")
    judged = evaluate(school, context.incumbent.certified.timetable)
    assert not judged.unplaced
    # At least one day has two blocks; nothing but that rule is broken.
    assert judged.hard >= 1
    assert context.incumbent.cost_of(context.incumbent.state)[1] == judged.hard


def test_a_rule_about_something_optional_never_counts_as_broken():
    times = week(2, 6)
    one = lesson("help", sizes=(1,) * 4, who=["path:3A"], optional=True)
    bounds = tuple(r.Bound(day, 0, 1) for day in days_of(times))
    spread = r.Spread(id="spread", entry="", groups=(("help",),), bounds=bounds)
    context = search_context(problem(times, [one], spread))
    assert not unsatisfiable_monitors(context.indexed, context.data)


# -- bands --


def band(*, second_duration: int = 4):
    """Pupils with a lesson of 4 periods in free cuts; beside it groups with teachers of their own."""
    times = week(2, 4)
    whole = flexible("band", 4, 3, 2, who=["path:3A"])
    group = flexible("group", second_duration, 3, 2)
    rules = [
        *everywhere(whole, group, resources=["path:3A"]),
        r.Linked(id="linked", entry="", groups=(("band", "group"),)),
    ]
    return problem(times, [whole, group], *rules)


def test_the_groups_of_a_band_cannot_overlap_themselves_either():
    school = band()
    indexed = index_problem(school)
    structure = Structure(indexed, monitors(indexed))
    usable = {meet: indexed.meets[meet].usable for meet in indexed.parts}
    assert [unit.meets for unit in units(structure, usable, share=False, alike=True)] == [(0, 1, 2), (3, 4, 5)]
    without = {meet: one for meet, one in usable.items() if meet != 0}
    alone = [unit.meets for unit in units(structure, without, share=False, alike=True) if 3 in unit.meets]
    assert alone == [(3,)]


def test_the_groups_of_a_band_stay_apart_where_bands_are_not_cut_alike():
    indexed = index_problem(band())
    usable = {meet: indexed.meets[meet].usable for meet in indexed.parts}
    found = units(Structure(indexed, monitors(indexed)), usable, share=False)
    assert [unit.meets for unit in found] == [(0, 1, 2), (3,), (4,), (5,)]


def test_a_longer_group_may_overlap_itself_so_its_parts_stay_apart():
    indexed = index_problem(band(second_duration=5))
    usable = {meet: indexed.meets[meet].usable for meet in indexed.parts}
    found = units(Structure(indexed, monitors(indexed)), usable, share=False, alike=True)
    assert [unit.meets for unit in found] == [(0, 1, 2), (3,), (4,), (5,)]


def test_bands_cut_alike_share_their_placements_and_keep_the_rules():
    school = band()
    indexed = index_problem(school)
    structure = Structure(indexed, monitors(indexed))
    usable = {meet: indexed.meets[meet].usable for meet in indexed.parts}
    assert [unit.leader for unit in units(structure, usable, share=True)] == [0, 1, 2, 3]
    assert [unit.leader for unit in units(structure, usable, share=True, alike=True)] == [0, 0]
    outcome = Model(structure, indexed.empty(), usable, Plan(alike=True)).run(Limits(work=5))
    assert outcome.status == "optimal"
    judged = evaluate(school, indexed.timetable(outcome.state))
    assert judged.hard == 0
    assert not judged.unplaced


# -- times first --


def staffed(teachers: int) -> Problem:
    """Three classes, of whose lessons a teacher is chosen who may give at most two periods."""
    names = [f"teacher:T{number}" for number in range(teachers)]
    workload = r.LimitWorkload(id="workload", entry="", resources=tuple(names), least=0, most=2)
    return choosing("ABC", "teacher", names, workload)


def test_choices_that_cannot_be_deferred_are_decided_with_the_times_while_they_are_few():
    school = staffed(3)
    context = search_context(school)
    assert len(context.two_stage.binding) == 6
    assert construct.staged(context, Preparation(needed=False), 1.0).status == "feasible"
    assert evaluate(school, context.incumbent.certified.timetable).valid


def test_with_too_many_of_them_walks_choose_in_the_second_stage():
    school = staffed(3)
    context = search_context(school, most_products=0)
    assert construct.staged(context, Preparation(needed=False), 1.0).status == "feasible"
    assert evaluate(school, context.incumbent.certified.timetable).valid


def test_the_exact_search_comes_before_the_repair(monkeypatch):
    """Walks that end with something broken, of whatever kind."""
    school = choosing("ABC", "room", ["room:1", "room:2"])
    context = search_context(school)
    monkeypatch.setattr(construct, "from_nothing", lambda context, preparation: None)

    def poorly(context: SearchContext, *_: object, **__: object) -> str:
        context.incumbent.offer(context.indexed.empty(), "construct", "better")
        return "feasible"

    monkeypatch.setattr(construct, "times_first", poorly)
    monkeypatch.setattr(construct, "improve", lambda *_, **__: pytest.fail("nothing is left to repair"))
    assert context.two_stage.slots
    assert construct.staged(context, Preparation(needed=False), 1.0).status == "feasible"
    assert evaluate(school, context.incumbent.certified.timetable).valid


def test_times_that_are_not_found_together_are_sought_in_layers(monkeypatch):
    monkeypatch.setattr(first, "_times", lambda *_: (None, "unknown"))
    school = choosing("ABC", "room", ["room:1", "room:2"])
    context = search_context(school, layer_meets=1)
    first.times_first(context, Preparation(needed=False), frozenset(), entirely=False)
    assert context.incumbent.complete
    assert evaluate(school, context.incumbent.certified.timetable).valid


def test_times_that_are_proved_impossible_are_not_sought_in_layers(monkeypatch):
    monkeypatch.setattr(first, "_times", lambda *_: (None, "infeasible"))
    context = search_context(choosing("ABC", "room", ["room:1", "room:2"]), layer_meets=1)
    assert first.times_first(context, Preparation(needed=False), frozenset(), entirely=False) == "infeasible"
    assert context.incumbent.state is None


def twofold(teachers: int, shortest: int, longest: int) -> Problem:
    """Three classes with one lesson of two periods each, for which a teacher with two periods is chosen."""
    names = [f"teacher:T{number}" for number in range(teachers)]
    parts = (Part(1, shortest, longest), Part(2, shortest, longest))
    lessons = [
        replace(lesson(one, who=[f"path:{one}"], options=[contact(demand("teacher", *names))]), parts=parts, duration=2)
        for one in "ABC"
    ]
    ids = tuple(one.id for one in lessons)
    return problem(
        week(1, 4),
        lessons,
        *everywhere(*lessons, resources=[*names, *(f"path:{one}" for one in ids)]),
        r.Assigned(id="assigned", entry="", lessons=ids, role="teacher"),
        r.LimitWorkload(id="workload", entry="", resources=tuple(names), least=0, most=2),
    )


@pytest.mark.parametrize(("shortest", "longest"), [(1, 1), (1, 2)])
@pytest.mark.parametrize(("teachers", "without"), [(3, 0), (2, 1)])
def test_at_known_times_each_lesson_gets_one_teacher_or_none(shortest, longest, teachers, without):
    school = twofold(teachers, shortest, longest)
    context = search_context(school)
    indexed = context.indexed
    state = placed_at(context, {"A": (0, 1), "B": (1, 2), "C": (2, 3)})
    chosen = first.one_resource_each(context, state)
    assert chosen.placement == state.placement
    held = [{chosen.choices[meet] for meet in meets} for meets in indexed.of_lesson]
    assert len(context.two_stage.binding) == 6
    assert all(len(one) == 1 for one in held)
    assert sum(one == {(NOWHERE,)} for one in held) == without
    assert evaluate(school, indexed.timetable(chosen)).hard == 2 * without


@pytest.mark.parametrize(("work", "asked"), [(5.0, 0), (500.0, 1)])
def test_one_teacher_for_each_lesson_is_sought_only_where_there_is_time_for_it(monkeypatch, work, asked):
    states: list[Assignment] = []
    monkeypatch.setattr(first, "one_resource_each", lambda context, state: states.append(state) or state)
    context = search_context(staffed(2), work)  # six lessons, and four that can be given
    first.times_first(context, Preparation(needed=False), context.unsatisfiable, entirely=True)
    assert context.incumbent.state is not None
    assert len(states) == asked


def test_a_lesson_that_is_not_all_placed_does_not_keep_the_others_from_a_teacher():
    context = search_context(twofold(3, 1, 2))
    state = placed_at(context, {"A": (0, 1), "B": (1, 2), "C": (2,)})
    chosen = first.one_resource_each(context, state)
    assert chosen.placement == state.placement
    assert len({choices for choices in chosen.choices[:5] if choices != (NOWHERE,)}) == 3


def placed_at(context: SearchContext, times: Mapping[str, Sequence[int]]) -> Assignment:
    """Periods of lessons at these times, nothing chosen."""
    indexed, empty = context.indexed, context.indexed.empty()
    placement = list(empty.placement)
    for one, starts in times.items():
        for meet, start in zip(indexed.of_lesson[indexed.lesson_number[one]], starts, strict=False):
            placement[meet] = indexed.domain(meet).placements.index((1, start))
    return replace(empty, placement=indexed.with_rests(placement))


# -- layers --


def test_layers_keep_pupils_and_bands_together_and_lose_no_meet():
    school = band()
    context = search_context(school, layer_meets=6)
    found = layers.layers(context)
    assert sorted(meet for layer in found for meet in layer) == list(context.indexed.parts)
    for layer in found:
        lessons = {context.indexed.meets[meet].lesson for meet in layer}
        assert all(lessons.isdisjoint(one) or lessons >= set(one) for one in context.structure.bands)


def test_layers_share_teachers_and_together_make_a_timetable():
    times = week(1, 4)
    lessons = [
        lesson(f"{one}-{number}", who=[f"path:{one}", "teacher:T" if number else f"teacher:{one}"])
        for one in "ABC"
        for number in range(2)
    ]
    people = ["teacher:T", *(f"{kind}:{one}" for kind in ("path", "teacher") for one in "ABC")]
    school = problem(times, lessons, *everywhere(*lessons, resources=people))
    context = search_context(school, layer_meets=2)
    assert [len(layer) for layer in layers.layers(context)] == [2, 2, 2]
    state = layers.times_by_layers(context, context.structure, context.two_stage)
    judged = evaluate(school, context.indexed.timetable(state))
    assert not judged.unplaced
    assert judged.hard == 0


def test_a_layer_for_which_nothing_is_left_breaks_what_it_shares_and_nothing_of_its_own():
    times = week(1, 2)
    lessons = [lesson(one, who=[f"path:{one}", "teacher:T"]) for one in "ABC"]
    people = ["teacher:T", *(f"path:{one}" for one in "ABC")]
    school = problem(times, lessons, *everywhere(*lessons, resources=people))
    context = search_context(school, layer_meets=1)
    state = layers.times_by_layers(context, context.structure, context.two_stage)
    judged = evaluate(school, context.indexed.timetable(state))
    assert not judged.unplaced
    assert judged.hard == 1  # three lessons of one teacher on two times


def test_times_that_are_complete_with_whoever_is_free_do_not_wait_for_machine_code():
    school = choosing("ABC", "room", ["room:1", "room:2", "room:3"])
    context = search_context(school, seconds=3600)

    class Never:
        """Machine code that is never ready, and that nobody may wait for."""

        def ready(self, patience):
            assert patience == 0.0
            return False

    assert first.times_first(context, Never(), frozenset(), entirely=False) != "unknown"
    assert evaluate(school, context.incumbent.certified.timetable).valid


@pytest.mark.parametrize(("size", "hurried"), [(1.0, True), (1_000_000.0, False)])
def test_walks_get_the_time_of_an_exact_model_only_where_it_could_not_end_in_what_is_left(monkeypatch, size, hurried):
    school = choosing("ABC", "room", ["room:1", "room:2"])
    context = search_context(school, seconds=10, exact_size=size)
    asked = []
    monkeypatch.setattr(construct, "in_a_hurry", lambda context, preparation: asked.append("hurry"))
    monkeypatch.setattr(construct, "from_nothing", lambda context, preparation: asked.append("short walks"))
    monkeypatch.setattr(construct, "times_first", lambda *_, **__: asked.append("exact") or "unknown")
    construct.staged(context, Preparation(needed=False), 1.0)
    assert asked == ["hurry"] if hurried else asked[:2] == ["short walks", "exact"]


def test_walks_in_a_hurry_place_what_they_can_and_break_no_hard_rule():
    school = choosing("ABC", "room", ["room:1", "room:2"])
    context = search_context(school, seconds=1000)
    context.clock.numbering = 999.9
    first.in_a_hurry(context, Preparation(needed=True))
    assert context.incumbent.complete
    assert evaluate(school, context.incumbent.certified.timetable).valid


@pytest.mark.parametrize(("left", "numbering", "least", "most"), [(50, 40, 0, 2), (100, 0.5, 1, 50), (0.5, 2, 0, 0)])
def test_walks_in_a_hurry_leave_what_looking_at_their_end_takes(left, numbering, least, most):
    context = search_context(choosing("ABC", "room", ["room:1", "room:2"]), seconds=left)
    context.clock.numbering = numbering
    assert least <= context.clock.seconds_left(*first._hurried_part(context)) <= most


def test_counted_work_is_never_hurried():
    context = search_context(choosing("ABC", "room", ["room:1", "room:2"]), work=0.001, exact_size=1.0)
    assert not construct._hurried(context)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("seconds", [5.0, 60.0, 3600.0])
@pytest.mark.parametrize("size", [1.0, 3.0, 10.0, 1_000.0])
def test_an_exact_model_gets_its_share_and_never_all_of_what_is_left(seconds, size, workers):
    """Whatever a school's size, the limit and the workers; more is expected of one worker than of two."""
    school = choosing("ABC", "room", ["room:1", "room:2"])
    context = search_context(school, seconds=seconds, exact_size=size, workers=workers)
    params, share = context.params, first._share_together(context)
    assert params.together_share <= share <= max(params.together_share, params.exact_most)
    alone = search_context(school, seconds=seconds, exact_size=size, workers=1)
    assert first._share_together(alone) >= share - 1e-3


def test_counted_work_gives_an_exact_model_the_plain_share():
    context = search_context(choosing("ABC", "room", ["room:1", "room:2"]), work=0.001, exact_size=1.0)
    assert first._share_together(context) == context.params.together_share
