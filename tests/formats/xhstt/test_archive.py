"""Archives in and out: what is read, what is written back, and what is refused with a clear word."""

from pathlib import Path

import pytest

from scheduler.evaluation import evaluate
from scheduler.formats.files.faults import Faults
from scheduler.formats.xhstt import Solution, looks_like_xhstt, read_archive, write_archive
from scheduler.problem.text import LANGUAGES, data_folder
from scheduler.problem.timetable import Placement, Timetable
from scheduler.solver.search import solve
from scheduler.solver.stopping import Stop
from tests.formats.xhstt.small import EVENTS, archive, constraint, meets

ASSIGN = constraint("AssignTime", EVENTS)
WHOLE = meets("math Mo1 - room=R1", "art Tu1 -")


def refused(path: Path) -> list[str]:
    with pytest.raises(Faults) as caught:
        read_archive(path)
    for language in LANGUAGES:
        assert "{" not in caught.value.text(language)
    return [fault.key for fault in caught.value.faults]


# -- reading --


def test_events_become_lessons_with_all_they_demand(tmp_path: Path) -> None:
    (problem,) = read_archive(archive(tmp_path, ASSIGN)).instances
    math = problem.lesson["math"]
    assert [demand.candidates for demand in math.demands] == [("T1",), ("R1",), ("C1",), ("C2",)]
    assert [demand.fixed for demand in math.demands] == [True, False, True, True], "the only room is still a choice"
    assert problem.lesson["mass"].parts[0].starts == (3,)
    assert [time.id for time in problem.times.times] == ["Mo1", "Mo2", "Tu1", "Tu2"]
    assert [(time.day, time.period) for time in problem.times.times] == [(0, 1), (0, 2), (1, 1), (1, 2)]


def test_events_that_no_constraint_wants_placed_are_optional(tmp_path: Path) -> None:
    (problem,) = read_archive(
        archive(tmp_path, constraint("AssignTime", '<Events><Event Reference="art"/></Events>'))
    ).instances
    assert [lesson.id for lesson in problem.lessons if lesson.optional] == ["math"]  # mass has its time already


def test_an_event_that_need_not_be_placed_is_optional_and_costs_what_its_constraint_says(tmp_path: Path) -> None:
    (problem,) = read_archive(archive(tmp_path, constraint("AssignTime", EVENTS, hard=False, weight=3))).instances
    assert [lesson.id for lesson in problem.lessons if lesson.optional] == ["math", "art"]
    judged = evaluate(problem, Timetable((Placement("mass", 1, 1, 3, "event"),)))
    assert (judged.unplaced, judged.hard, judged.soft) == ({}, 0, 3 * (2 + 1))


def test_an_event_with_a_preassigned_time_keeps_it_whatever_constraints_about_times_say(tmp_path: Path) -> None:
    constraints = (
        constraint("AssignTime", EVENTS)
        + constraint("PreferTimes", EVENTS, '<TimeGroups><TimeGroup Reference="early"/></TimeGroups>', weight=7)
        + constraint(
            "AvoidUnavailableTimes",
            '<Resources><Resource Reference="C1"/></Resources>',
            '<Times><Time Reference="Tu2"/></Times>',
            weight=9,
        )
    )
    read = read_archive(archive(tmp_path, constraints, meets("math Mo1 -", "art Tu1 -")))
    (problem,), (solution,) = read.instances, read.solutions
    judged = evaluate(problem, solution.timetable)
    assert judged.by_entry["AssignTimeConstraint"].hard == 0
    assert judged.by_entry["PreferTimesConstraint"].hard == 7
    assert judged.by_entry["AvoidUnavailableTimesConstraint"].hard == 9
    found = solve(problem, stop=Stop(seconds=10), workers=1)
    assert {placed.start for placed in found.timetable.of_lesson("mass")} == {3}
    write_archive(tmp_path / "out.xml", read, [Solution("ours", problem.name, found.timetable)])
    (again,) = read_archive(tmp_path / "out.xml").solutions
    assert evaluate(problem, again.timetable).cost == (found.hard, found.soft) == (7 + 9, 0)


def test_a_limit_that_is_none_is_read_however_large(tmp_path: Path) -> None:
    limits = "<Minimum>0</Minimum><Maximum>2147483647</Maximum>"
    busy = constraint("LimitBusyTimes", '<Resources><Resource Reference="C1"/></Resources>', f"<TimeGroups/>{limits}")
    assert read_archive(archive(tmp_path, ASSIGN + busy)).instances


def test_who_solves_needs_no_solutions_and_trips_over_none(tmp_path: Path) -> None:
    path = archive(tmp_path, ASSIGN, meets("unknown Mo1 -"))
    assert refused(path) == ["unknown"]
    read = read_archive(path, solutions=False)
    assert len(read.instances) == 1
    assert not read.solutions


def test_of_one_instance_alone_what_is_wrong_in_others_does_not_matter(tmp_path: Path) -> None:
    path = archive(tmp_path, ASSIGN, WHOLE)
    text = path.read_text(encoding="utf-8")
    begin, end = text.index("<Instance "), text.index("</Instance>") + len("</Instance>")
    other = text[begin:end].replace('Id="Small"', 'Id="Other"', 1).replace("<Duration>2</Duration>", "<Duration/>")
    text = text[:end] + other + text[end:]
    group = text[text.index("<SolutionGroup ") : text.index("</SolutionGroup>") + len("</SolutionGroup>")]
    theirs = group.replace('Id="ours"', 'Id="theirs"').replace('Reference="Small"', 'Reference="Other"')
    path.write_text(text.replace("</SolutionGroups>", theirs + "</SolutionGroups>"), encoding="utf-8")
    assert refused(path)
    read = read_archive(path, only="Small")
    assert [problem.name for problem in read.instances] == ["Small"]
    assert [(one.group, one.instance) for one in read.solutions] == [("ours", "Small")]
    with pytest.raises(Faults):
        read_archive(path, only="Nobody")  # whoever asks for it is told what there is, and what is wrong with it


def test_a_solution_is_read_with_its_group_and_metadata(tmp_path: Path) -> None:
    read = read_archive(archive(tmp_path, ASSIGN, WHOLE))
    (solution,) = read.solutions
    assert (solution.group, solution.instance, solution.metadata["Contributor"]) == ("ours", "Small", "us")
    assert Placement("math", 1, 2, 0, "event", (("room", "R1"),)) in solution.timetable.placements
    assert Placement("mass", 1, 1, 3, "event") in solution.timetable.placements, "a preassigned time needs no mention"


def test_two_solutions_of_one_instance_may_stand_in_one_group(tmp_path: Path) -> None:
    read = read_archive(archive(tmp_path, ASSIGN, WHOLE, meets("art Mo1 -")))
    costs = [evaluate(read.instances[0], solution.timetable).cost for solution in read.solutions]
    assert costs == [(0, 0), (2, 0)]


def test_splits_that_a_solution_uses_are_expressible_whatever_the_constraints_say(tmp_path: Path) -> None:
    whole_only = constraint(
        "SplitEvents",
        EVENTS,
        "<MinimumDuration>2</MinimumDuration><MaximumDuration>2</MaximumDuration>"
        "<MinimumAmount>1</MinimumAmount><MaximumAmount>1</MaximumAmount>",
    )
    (problem,) = read_archive(archive(tmp_path, whole_only)).instances
    assert not problem.lesson["math"].flexible
    split = read_archive(archive(tmp_path, whole_only, meets("math Mo1 1", "math Tu1 1")))
    (solution,) = split.solutions
    split.instances[0].check(solution.timetable)
    assert len(solution.timetable.of_lesson("math")) == 2


def test_an_archive_is_known_by_its_first_element(tmp_path: Path) -> None:
    assert looks_like_xhstt(archive(tmp_path, ASSIGN))
    other = tmp_path / "other.xml"
    other.write_text("<fet/>")
    assert not looks_like_xhstt(other)
    assert not looks_like_xhstt(tmp_path / "absent.xml")
    assert not looks_like_xhstt(tmp_path)


# -- writing --


def test_what_is_written_is_read_back_as_it_was(tmp_path: Path) -> None:
    read = read_archive(
        archive(tmp_path, ASSIGN, WHOLE, meets("math Mo2 1 room=R1", "math - 1", "art Tu1 - teacher=T2"))
    )
    write_archive(tmp_path / "out.xml", read)
    again = read_archive(tmp_path / "out.xml")
    assert again.instances == read.instances
    assert again.solutions == read.solutions


def test_a_new_timetable_is_written_in_a_group_of_its_own(tmp_path: Path) -> None:
    read = read_archive(archive(tmp_path, ASSIGN, WHOLE))
    timetable = Timetable((Placement("art", 1, 1, 2, "event", (("teacher", "T2"),)),))
    new = Solution("new", "Small", timetable, {"Contributor": "we", "Solution.RunningTime": "12"})
    write_archive(tmp_path / "out.xml", read, [new])
    (solution,) = read_archive(tmp_path / "out.xml").solutions
    assert (solution.group, dict(solution.metadata)) == ("new", {"Contributor": "we", "Solution.RunningTime": "12"})
    assert solution.timetable.of_lesson("art") == timetable.placements


def test_preassigned_resources_are_not_written(tmp_path: Path) -> None:
    read = read_archive(archive(tmp_path, ASSIGN, WHOLE))
    write_archive(tmp_path / "out.xml", read)
    solutions = (tmp_path / "out.xml").read_text().split("<SolutionGroups>")[1]
    assert "T1" not in solutions and "C1" not in solutions and "R1" in solutions


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    read = read_archive(archive(tmp_path, ASSIGN, WHOLE))
    target = tmp_path / "out.xml"
    target.write_text("old")
    with pytest.raises(KeyError):
        write_archive(target, read, [Solution("new", "another school", Timetable())])
    assert target.read_text() == "old"
    assert {file.name for file in tmp_path.iterdir()} == {"small.xml", "out.xml"}


# -- faults --


@pytest.mark.parametrize("function", ["Sum", "SumSquares", "SquareSum", "SumSteps", "StepSum"])
def test_cost_functions_of_before_2014_are_refused_by_name(tmp_path: Path, function: str) -> None:
    path = archive(tmp_path, constraint("AssignTime", EVENTS, cost=function))
    with pytest.raises(Faults) as caught:
        read_archive(path)
    (fault,) = caught.value.faults
    assert fault.key == "old_cost_function"
    assert f"'{function}'" in fault.text("en") and "AssignTimeConstraint" in fault.text("nl")


@pytest.mark.parametrize(
    ("solution", "key"),
    [
        (meets("math Mo1 1", "math Tu1 2"), "too_long"),
        (meets("math Tu2 2"), "past_the_end"),
        (meets("mass Mo1 -"), "other_time"),
        (meets("math Mo1 - teacher=T2"), "other_resource"),
        (meets("math Mo1 - room=T2"), "wrong_type"),
        (meets("math Mo1 - chair=R1"), "unknown_role"),
        (meets("math Mo1 - room=R1 room=R1"), "twice"),
        (meets("math We1 -"), "unknown"),
        (meets("maths Mo1 -"), "unknown"),
        (meets("math Mo1 - room=R9"), "unknown"),
        (meets("math Mo1 0"), "not_a_number"),
        (meets("math Mo1 x"), "not_a_number"),
    ],
)
def test_an_invalid_solution_is_a_fault_and_not_a_cost(tmp_path: Path, solution: str, key: str) -> None:
    assert refused(archive(tmp_path, ASSIGN, solution)) == [key]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("<CostFunction>Linear", "<CostFunction>Cubic", "unknown_cost_function"),
        ("<AssignTimeConstraint ", "<AssignMoodConstraint ", "unknown_constraint"),
        ("<Required>true", "<Required>maybe", "not_true_or_false"),
        ("<Weight>1</Weight>", "<Weight>-1</Weight>", "not_a_number"),
        ("<Weight>1</Weight>", "", "missing"),
        ("<Duration>2</Duration>", "<Duration>999999999</Duration>", "not_a_number"),
        ('<ResourceType Reference="Room"/></Resource>\n      </Resources>', "</Resource></Resources>", "role_and_type"),
        ('<Event Id="art">', '<Event Id="mass">', "twice"),
        ('Event Reference="mass"', 'Event Reference="mess"', "unknown"),
        ('Solution Reference="Small"', 'Solution Reference="Large"', "unknown_instance"),
    ],
)
def test_what_is_wrong_in_an_archive_is_said(tmp_path: Path, old: str, new: str, key: str) -> None:
    path = archive(tmp_path, ASSIGN, WHOLE)
    text = path.read_text()
    assert old in text
    text = text.replace(old, new)
    if key == "unknown_constraint":
        text = text.replace("</AssignTimeConstraint>", "</AssignMoodConstraint>")
    path.write_text(text)
    assert key in refused(path)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    path = archive(tmp_path, constraint("AssignTime", EVENTS, cost="Sum", weight=-3), meets("mess Mo1 -"))
    assert sorted(refused(path)) == ["not_a_number", "old_cost_function", "unknown"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "not_xml"),
        ("<HighSchoolTimetableArchive>", "not_xml"),
        ("<fet/>", "not_xhstt"),
        ("<HighSchoolTimetableArchive/>", "no_instance"),
        (
            '<!DOCTYPE x [<!ENTITY a "aaaa">]><HighSchoolTimetableArchive>&a;</HighSchoolTimetableArchive>',
            "forbidden_xml",
        ),
        (
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
            "<HighSchoolTimetableArchive>&a;</HighSchoolTimetableArchive>",
            "forbidden_xml",
        ),
        ('<?xml version="1.0" encoding="klingon"?><HighSchoolTimetableArchive/>', "cannot_open"),
        (
            f"<HighSchoolTimetableArchive><Instances><Instance Id='x'>{'<a>' * 60000}{'</a>' * 60000}"
            "</Instance></Instances></HighSchoolTimetableArchive>",
            "cannot_open",
        ),
    ],
)
def test_files_that_are_no_archives_are_refused(tmp_path: Path, text: str, key: str) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(text)
    assert refused(path) == [key]


def test_very_many_faults_are_cut_short(tmp_path: Path) -> None:
    keys = refused(archive(tmp_path, ASSIGN, meets(*(f"event{number} Mo1 1" for number in range(5000)))))
    assert len(keys) == 1000


def test_a_file_that_does_not_exist_is_a_fault(tmp_path: Path) -> None:
    assert refused(tmp_path / "absent.xml") == ["no_file"]


# -- what ships with the program --


def test_the_village_school_has_every_kind_of_constraint_and_its_best_timetable() -> None:
    folder = data_folder() / "xhstt"
    (school,) = read_archive(folder / "village-school.xml").instances
    assert len({rule.entry for rule in school.rules}) == 16
    solved = read_archive(folder / "village-school-solved.xml")
    (solution,) = solved.solutions
    assert solved.instances == (school,)
    verdict = evaluate(school, solution.timetable)
    assert (verdict.cost, verdict.unplaced) == ((0, 4), {})
