"""The sixteen constraints on a school of three events worked out by hand, from XHSTT text to cost."""

from pathlib import Path

import pytest

from scheduler.evaluation import evaluate
from scheduler.formats.xhstt import read_archive
from tests.formats.xhstt.small import EVENTS, archive, constraint, meets

BOTH = '<EventGroups><EventGroup Reference="both"/></EventGroups>'
ROLE = "<Role>room</Role>"
TEACHER = "<Role>teacher</Role>"
DAYS = '<TimeGroups><TimeGroup Reference="Mo"/><TimeGroup Reference="Tu"/></TimeGroups>'
CLASSES = '<ResourceGroups><ResourceGroup Reference="classes"/></ResourceGroups>'
T1 = '<Resources><Resource Reference="T1"/></Resources>'
C1 = '<Resources><Resource Reference="C1"/></Resources>'
WHOLE = meets("math Mo1 -", "art Tu1 -", "mass - -")
SPLIT = meets("math Mo1 1", "math Tu1 1", "art Mo2 - teacher=T2")
CLASH = meets("math Tu1 -", "art Tu2 - teacher=T1")
HALF = meets("math Mo1 1 room=R1")
NOTHING = meets()


def between(low: int, high: int) -> str:
    return f"<Minimum>{low}</Minimum><Maximum>{high}</Maximum>"


def bounded_days(low: int, high: int) -> str:
    groups = "".join(f'<TimeGroup Reference="{day}">{between(low, high)}</TimeGroup>' for day in ("Mo", "Tu"))
    return f"<TimeGroups>{groups}</TimeGroups>"


def pair(first: str, second: str, rest: str = "") -> str:
    return (
        f'<EventPairs><EventPair><FirstEvent Reference="{first}"/><SecondEvent Reference="{second}"/>'
        f"{rest}</EventPair></EventPairs>"
    )


def amounts(shortest: int, longest: int, least: int, most: int) -> str:
    return (
        f"<MinimumDuration>{shortest}</MinimumDuration><MaximumDuration>{longest}</MaximumDuration>"
        f"<MinimumAmount>{least}</MinimumAmount><MaximumAmount>{most}</MaximumAmount>"
    )


CASES = [
    # a missing event and the rest of one are unassigned; Mass has its time anyway
    ("AssignTime", EVENTS, "", WHOLE, 0),
    ("AssignTime", EVENTS, "", HALF, 1 + 1),
    ("AssignTime", EVENTS, "", NOTHING, 2 + 1),
    # only Maths leaves its room to the solution, only Art its teacher; the rest of Maths has no room
    ("AssignResource", BOTH, ROLE, WHOLE, 2),
    ("AssignResource", BOTH, ROLE, HALF, 1),
    ("AssignResource", BOTH, TEACHER, WHOLE, 1),
    ("AssignResource", BOTH, TEACHER, SPLIT, 0),
    ("SplitEvents", BOTH, amounts(1, 1, 1, 1), WHOLE, 1),
    ("SplitEvents", BOTH, amounts(1, 1, 1, 1), SPLIT, 1),
    ("SplitEvents", BOTH, amounts(2, 2, 2, 2), HALF, (2 + 0) + (1 + 1)),
    ("DistributeSplitEvents", BOTH, "<Duration>1</Duration>" + between(2, 2), SPLIT, 0 + 1),
    ("DistributeSplitEvents", BOTH, "<Duration>1</Duration>" + between(0, 1), HALF, 1 + 0),
    ("DistributeSplitEvents", BOTH, "<Duration>2</Duration>" + between(1, 1), NOTHING, 0 + 1),
    ("PreferResources", BOTH, '<Resources><Resource Reference="T2"/></Resources>' + TEACHER, CLASH, 1),
    ("PreferResources", BOTH, '<Resources><Resource Reference="T2"/></Resources>' + TEACHER, SPLIT, 0),
    ("PreferResources", BOTH, '<Resources><Resource Reference="T2"/></Resources>' + TEACHER, WHOLE, 0),
    ("PreferTimes", EVENTS, '<TimeGroups><TimeGroup Reference="early"/></TimeGroups>', WHOLE, 1),  # Mass
    ("PreferTimes", EVENTS, '<Times><Time Reference="Tu2"/></Times>', CLASH, 2),
    ("PreferTimes", EVENTS, "<Duration>2</Duration>", WHOLE, 2),
    ("AvoidSplitAssignments", BOTH, TEACHER, SPLIT, 1),
    ("AvoidSplitAssignments", BOTH, TEACHER, CLASH, 0),
    ("AvoidSplitAssignments", BOTH, TEACHER, meets("art Mo1 - teacher=T2"), 1),
    ("SpreadEvents", BOTH, bounded_days(1, 1), WHOLE, 0),
    ("SpreadEvents", BOTH, bounded_days(1, 1), SPLIT, 1),
    ("SpreadEvents", BOTH, bounded_days(1, 1), CLASH, 1 + 1),
    ("LinkEvents", BOTH, "", WHOLE, 3),
    ("LinkEvents", BOTH, "", CLASH, 1),
    ("OrderEvents", pair("math", "art"), "", WHOLE, 0),
    ("OrderEvents", pair("math", "art", "<MinSeparation>1</MinSeparation>"), "", WHOLE, 1),
    ("OrderEvents", pair("art", "math", "<MaxSeparation>5</MaxSeparation>"), "", WHOLE, 3),
    ("OrderEvents", pair("art", "math"), "", HALF, 0),
    # C1 is in Maths, Art and Mass; C2 in Maths only
    ("AvoidClashes", CLASSES, "", WHOLE, 0),
    ("AvoidClashes", CLASSES, "", CLASH, 2),
    ("AvoidClashes", T1, "", CLASH, 1),
    ("AvoidUnavailableTimes", C1, '<Times><Time Reference="Tu2"/><Time Reference="Mo2"/></Times>', WHOLE, 2),
    ("AvoidUnavailableTimes", C1, '<TimeGroups><TimeGroup Reference="Tu"/></TimeGroups>', CLASH, 2),
    ("LimitIdleTimes", C1, '<TimeGroups><TimeGroup Reference="Mo"/></TimeGroups>' + between(0, 0), WHOLE, 0),
    ("ClusterBusyTimes", CLASSES, DAYS + between(1, 1), WHOLE, 1),
    ("ClusterBusyTimes", CLASSES, DAYS + between(1, 1), NOTHING, 0 + 1),
    ("LimitBusyTimes", CLASSES, DAYS + between(2, 2), WHOLE, 0),
    ("LimitBusyTimes", CLASSES, DAYS + between(0, 1), WHOLE, 2 + 1),
    ("LimitBusyTimes", CLASSES, DAYS + between(2, 2), NOTHING, 1),
    # Maths loads T1 with its duration, placed or not; Art its teacher with 3
    ("LimitWorkload", T1, between(0, 1), NOTHING, 1),
    ("LimitWorkload", T1, between(0, 2), CLASH, 3),
]


def costs(folder: Path, constraints: str, solution: str) -> tuple[int, int]:
    read = read_archive(archive(folder, constraints, solution))
    return evaluate(read.instances[0], read.solutions[0].timetable).cost


@pytest.mark.parametrize(("kind", "applies_to", "rest", "solution", "deviation"), CASES)
def test_every_constraint_costs_what_the_format_says(
    tmp_path: Path, kind: str, applies_to: str, rest: str, solution: str, deviation: int
) -> None:
    assert costs(tmp_path, constraint(kind, applies_to, rest), solution) == (deviation, 0)


def test_every_type_of_constraint_has_a_case() -> None:
    assert len({kind for kind, *_ in CASES}) == 16


def test_idle_times_count_over_a_group_that_crosses_days(tmp_path: Path) -> None:
    whole = '<TimeGroups><TimeGroup Reference="all"/></TimeGroups>'
    text = constraint("LimitIdleTimes", C1, whole + between(0, 0))
    path = archive(tmp_path, text, meets("art Mo1 -"))
    week = path.read_text().replace('<Day Id="Mo">', '<Week Id="all"><Name>all</Name></Week><Day Id="Mo">')
    path.write_text(week.replace('<Day Reference="', '<Week Reference="all"/><Day Reference="'))
    read = read_archive(path)
    assert evaluate(read.instances[0], read.solutions[0].timetable).cost == (2, 0), "Mo2 and Tu1 before Mass"


@pytest.mark.parametrize(("function", "cost"), [("Linear", 5 * 3), ("Quadratic", 5 * (4 + 1)), ("Step", 5 * 2)])
def test_cost_functions_apply_to_each_point(tmp_path: Path, function: str, cost: int) -> None:
    text = constraint("AssignTime", EVENTS, cost=function, weight=5, hard=False)
    assert costs(tmp_path, text, NOTHING) == (0, cost)


def test_an_event_reached_twice_pays_twice(tmp_path: Path) -> None:
    twice = (
        '<EventGroups><EventGroup Reference="both"/><EventGroup Reference="Arts"/></EventGroups>'
        '<Events><Event Reference="art"/></Events>'
    )
    assert costs(tmp_path, constraint("AssignTime", twice), meets("math Mo1 -")) == (3, 0)


def test_a_meet_may_run_from_one_day_into_the_next(tmp_path: Path) -> None:
    text = constraint("ClusterBusyTimes", T1, DAYS + between(0, 1))
    assert costs(tmp_path, text, meets("math Mo2 2")) == (1, 0)
