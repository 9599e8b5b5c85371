"""The sheet with legal rules: of many counts the one nearest to its limit, whose it is, and rules left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.evaluation.occupancy import Occupancy
from scheduler.problem import rules as r
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, PoolUse, Resource
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.building.context import context_of
from scheduler.school.records import Level, RuleRow, SchoolClass
from scheduler.telling.lines import Line
from scheduler.views.compliance import Check, Verdict, make_checks, various
from scheduler.views.compliance_sheets import limit
from scheduler.views.phrases import Phrases
from tests.builders import contact, days_of, demand, lesson, pool, problem, put, teacher, timetable, week
from tests.school.schools import blended_school

TIMES = week(2, 4)
DAYS = days_of(TIMES)
A, B = "teacher:A", "teacher:B"
X, Y, Z = "path:1A-x", "path:1A-y", "path:1B"
PATHS = tuple(Resource(one, PATH, one[5:], class_code=one[5:7]) for one in (X, Y, Z))


def school(*rules: r.Rule, pools: tuple[Resource, ...] = ()) -> Problem:
    """Four lessons of teacher A with path x and one of B with each of the others, 2 carts each."""
    carts = [contact(*(demand("carts", one.id, amount=2) for one in pools[:1]))]
    lessons = [lesson(f"L{number}", who=[A, X], options=carts) for number in range(4)]
    others = [lesson("y", who=[B, Y], options=carts), lesson("z", who=[B, Z], options=carts)]
    return problem(TIMES, [*lessons, *others], *rules, resources=[*PATHS, teacher("A"), teacher("B"), *pools])


def checks(built: Problem, *placed: Placement) -> list[Check]:
    return list(make_checks(built, Occupancy(built, timetable(*placed)), None))


def told(built: Problem, *placed: Placement) -> list[tuple[object, ...]]:
    return [
        (one.whom, one.measured, one.at, one.least, one.most, one.bounded, one.verdict is Verdict.BROKEN)
        for one in checks(built, *placed)
    ]


def at(*starts: int) -> list[Placement]:
    return [put(f"L{number}", start) for number, start in enumerate(starts)]


def busy(entry: str, most: int | None, *who: str, **more: object) -> r.LimitBusy:
    fields = {"id": f"{entry}{most}", "entry": entry, "resources": who, "groups": DAYS, "most": most}
    return r.LimitBusy(**{**fields, **more})  # type: ignore[arg-type]


def test_the_fullest_day_of_whoever_comes_nearest_to_the_limit_is_told() -> None:
    built = school(busy("H05", 3, B, A))
    assert told(built, *at(0, 4, 5), put("y", 0)) == [(("B", "A"), 2, "A", 0, 3, True, False)]
    assert told(built, *at(0, 4, 5, 6)) == [(("B", "A"), 3, "A", 0, 3, True, False)]
    assert told(built, *at(4, 5, 6, 7)) == [(("B", "A"), 4, "A", 0, 3, True, True)]
    assert told(built) == [(("B", "A"), 0, "B", 0, 3, True, False)]


def test_a_day_below_its_minimum_is_nearer_than_one_below_its_maximum() -> None:
    built = school(busy("H05", 4, A, least=2))
    assert told(built, *at(0, 4, 5, 6)) == [(("A",), 1, "A", 2, 4, True, True)]
    assert told(built, *at(0, 1, 2, 3)) == [(("A",), 4, "A", 2, 4, True, False)]
    assert told(built, *at(0, 1, 4, 5)) == [(("A",), 2, "A", 2, 4, True, False)]
    alone = school(busy("H05", None, A, least=4, empty_free=False))
    assert told(alone, *at(0, 1, 2, 4)) == [(("A",), 1, "A", 4, None, True, True)]


def test_limits_that_differ_are_told_apart_and_paths_of_a_class_together() -> None:
    built = school(busy("H05", 1, X, Y, Z), busy("H05", 2, A, aspect="row"), busy("H05", 2, B, id="b"))
    assert told(built, *at(0, 1), put("y", 0), put("z", 1)) == [
        (("1A", "1B"), 2, "1A", 0, 1, True, True),
        (("A",), 2, "A", 0, 2, True, False),
        (("B",), 2, "B", 0, 2, True, False),
    ]
    assert [one.aspect for one in checks(built)] == ["", "row", ""]


def test_a_soft_rule_of_the_same_entry_is_told_apart() -> None:
    built = school(busy("H05", 2, A), busy("H05", 2, B, id="soft", hard=False))
    assert [(one.whom, one.hard) for one in checks(built)] == [(("A",), True), (("B",), False)]


def test_of_two_at_their_limit_the_one_with_more_is_told() -> None:
    """Nothing of nothing is at its limit too, but says less."""
    bounds = tuple(r.PeriodBound(name, (name,), most=most) for name, most in (("L0", 0), ("y", 1), ("z", 5)))
    rule = r.LimitPeriods(id="H04", entry="H04", bounds=bounds, modes=frozenset({Mode.CONTACT}))
    for turned in (rule, replace(rule, bounds=bounds[::-1])):
        assert told(school(turned), put("y", 0)) == [
            (tuple(one.label for one in turned.bounds), 1, "y", 0, 1, True, False)
        ]


@pytest.mark.parametrize(
    ("least", "most", "bounded", "dutch", "english"),
    [
        (0, 0, False, "geen enkele", "none allowed"),
        (0, 0, True, "hoogstens 0", "at most 0"),
        (0, 2, True, "hoogstens 2", "at most 2"),
        (2, None, True, "minstens 2", "at least 2"),
        (2, 2, True, "precies 2", "exactly 2"),
        (1, 2, True, "1 tot 2", "1 to 2"),
    ],
)
def test_a_limit_of_nothing_is_never_read_as_no_limit(
    least: int, most: int | None, bounded: bool, dutch: str, english: str
) -> None:
    check = Check("H08", "", ("x",), 0, "x", least, most, bounded, Verdict.KEPT, True)
    built = build_problem(blended_school())
    assert [limit(check, Phrases(built, language)) for language in ("nl", "en")] == [dutch, english]


def test_limits_of_pools_and_shares_are_told_as_one_by_the_nearest() -> None:
    pools = pool("p", 4), replace(pool("q", 1), use=PoolUse.SEATS)
    built = school(r.PoolCapacity(id="cap", entry="H12", pools=("pool:q", "pool:p")), pools=pools)
    assert told(built, *at(0)) == [(("pool:q", "p"), 2, "p", 0, 4, True, False)]
    assert told(built, *at(0, 0), put("y", 0)) == [(("pool:q", "p"), 6, "p", 0, 4, True, True)]
    assert told(built, *at(0, 0), put("y", 1)) == [(("pool:q", "p"), 4, "p", 0, 4, True, False)]
    bounds = tuple(
        r.PeriodBound(name, lessons, 0, most) for name, lessons, most in (("a", ("L0", "L1"), 2), ("b", ("y",), 3))
    )
    share = r.LimitPeriods(id="share", entry="H03", bounds=bounds, modes=frozenset({Mode.CONTACT}))
    assert told(school(share), put("L0", 0), put("y", 1)) == [(("a", "b"), 1, "a", 0, 2, True, False)]


def test_minima_that_differ_are_told_as_one_by_what_misses_the_largest_part() -> None:
    bounds = r.PeriodBound("a", ("L0", "L1", "L2", "L3"), 3), r.PeriodBound("b", ("y", "z"), 2, 2)
    least = r.LimitPeriods(id="least", entry="H04", bounds=bounds, modes=frozenset({Mode.CONTACT}))
    assert told(school(least), *at(0, 1), put("y", 1)) == [(("a", "b"), 1, "b", 2, 2, True, True)]
    assert told(school(least), *at(0), put("y", 1), put("z", 2)) == [(("a", "b"), 1, "a", 3, None, True, True)]
    far = replace(least, bounds=(bounds[0], r.PeriodBound("c", ("L0", "y", "z"), 1)))
    assert told(school(far), *at(0)[:0], put("L1", 0)) == [(("a", "c"), 0, "c", 1, None, True, True)]


def test_a_limit_of_none_is_nearest_where_something_is_measured() -> None:
    built = school(busy("H20", 0, A), busy("H20", 9, B))
    assert told(built, put("y", 0), put("z", 1)) == [(("A", "B"), 0, "A", 0, 0, True, False)]
    assert told(built, *at(0), put("y", 0), put("z", 1)) == [(("A", "B"), 1, "A", 0, 0, True, True)]


def test_a_rule_over_no_times_measures_nothing() -> None:
    assert told(school(busy("H05", 3, A, groups=()))) == [(("A",), 0, "A", 0, None, True, False)]


def test_a_rule_without_a_count_tells_by_how_much_it_is_broken_in_all() -> None:
    built = school(r.NoClash(id="clash", entry="H01", resources=(A, B)))
    assert told(built, *at(0, 1)) == [(("A", "B"), 0, "", 0, 0, False, False)]
    assert told(built, *at(0, 0, 0), put("y", 1), put("z", 1)) == [(("A", "B"), 3, "", 0, 0, False, True)]
    found = checks(built, *at(0, 0, 0), put("y", 1), put("z", 1))[0].violations
    assert [(one.point, one.deviation) for one in found] == [(A, 2), (B, 1)]
    placed = r.Placed(id="placed", entry="H02", lessons=("L0", "y"))
    assert told(school(placed), put("y", 0)) == [((), 1, "", 0, 0, False, True)]


def test_entries_come_in_the_order_of_the_catalogue_and_those_of_another_format_after_them() -> None:
    foreign = busy("LimitBusyTimes", 1, A)
    soft = busy("ClusterBusy", 1, A, hard=False)
    built = school(foreign, soft, busy("H14", 1, A), busy("S03", 1, A), busy("H05", 1, A))
    assert [one.entry for one in checks(built)] == ["H05", "H14", "LimitBusyTimes"]


def test_lines_of_as_many_classes_as_possible_are_named() -> None:
    """X and Y are paths of one class: what is left of it comes after everybody has been named once."""
    built = school()

    def line(text: str, *about: str) -> Line:
        return Line("H05", hard=True, cost=1, deviation=1, text=text, about=about)

    lines = [line("x", X), line("y", Y), line("z", Z), line("A", A), line("lesson", "L1"), line("z again", Z)]
    assert [one.text for one in various(built, lines, 9)] == ["x", "z", "A", "lesson", "y", "z again"]
    assert [one.text for one in various(built, lines, 2)] == ["x", "z"]
    both = [line("both", X, Z), line("z", Z), line("x and y", X, Y)]
    assert [one.text for one in various(built, both, 2)] == ["both", "z"]


# -- rules that are left out --


def left_out(**changes: object) -> dict[str, list[tuple[tuple[str, ...], Verdict]]]:
    """By entry, whom the checks without a measure speak of."""
    built = build_problem(blended_school(**changes))
    found: dict[str, list[tuple[tuple[str, ...], Verdict]]] = {}
    for check in make_checks(built, Occupancy(built, Timetable(())), context_of(built)):
        if check.measured is None:
            assert (check.at, check.least, check.most, check.bounded, check.hard) == ("", 0, None, False, True)
            found.setdefault(check.entry, []).append((check.whom, check.verdict))
    return found


CLASS = SchoolClass("5A", stage="3", pupils=20, distance_ok=True)
TWO = (CLASS, replace(CLASS, code="5B"))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"classes": TWO}, []),
        ({"classes": (replace(CLASS, exempt=(("h07", "topsport"),)), TWO[1])}, [(("5A",), Verdict.EXEMPT)]),
        ({"classes": (replace(CLASS, exempt=(("H03", "topsport"),)), TWO[1])}, []),
        ({"classes": tuple(replace(one, exempt=(("H07", "x"),)) for one in TWO)}, [(("5A", "5B"), Verdict.EXEMPT)]),
        ({"classes": TWO, "rules": (RuleRow("H07", "5B", Level.OFF),)}, [(("5B",), Verdict.OFF)]),
        ({"classes": TWO, "rules": (RuleRow("H07", "all", Level.OFF),)}, [((), Verdict.OFF)]),
        (
            {
                "classes": (replace(CLASS, exempt=(("H07", "x"),)), TWO[1]),
                "rules": (RuleRow("H07", "5B", Level.OFF),),
            },
            [(("5A",), Verdict.EXEMPT), (("5B",), Verdict.OFF)],
        ),
        (
            {"classes": (replace(CLASS, exempt=(("H07", "x"),)), TWO[1]), "rules": (RuleRow("H07", "all", Level.OFF),)},
            [(("5A",), Verdict.EXEMPT)],
        ),
    ],
)
def test_classes_for_which_a_rule_does_not_hold_are_named_with_why(
    changes: dict[str, object], told: list[tuple[tuple[str, ...], Verdict]]
) -> None:
    assert left_out(**{"groups": (), "lessons": blended_school().lessons[:1], **changes}).get("H07", []) == told


def test_a_rule_of_which_a_school_has_nothing_is_idle_and_one_that_is_switched_off_is_off() -> None:
    assert left_out()["H20"] == [((), Verdict.IDLE)]
    assert left_out(rules=(RuleRow("H20", "all", Level.OFF),))["H20"] == [((), Verdict.OFF)]
    assert "H01" not in left_out(classes=(replace(CLASS, exempt=(("H01", "topsport"),)),))
