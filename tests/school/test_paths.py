"""Paths of a class: one group of each division that has lessons, and who takes none of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.problem.problem import Problem
from scheduler.school.building import TooManyPaths, build_problem, context_of
from scheduler.school.building.paths import MOST_PATHS, make_paths
from scheduler.school.records import ClassGroup, School, SchoolClass
from tests.school.judging import lesson, small_school


def school(*groups: ClassGroup, pupils: int = 20, taught: str = "") -> School:
    """Class 3A with these groups; those that are taught have a lesson each, and so has the class."""
    lessons = [lesson("ALL"), *(lesson(f"L-{code}", of=code) for code in taught.split())]
    return small_school(*lessons, groups=groups, classes=(SchoolClass("3A", pupils=pupils),))


def codes(problem: Problem) -> list[str]:
    return [path.code for path in problem.resources_of("path")]


def divisions(*sizes: int, pupils: int = 0) -> tuple[ClassGroup, ...]:
    return tuple(
        ClassGroup(f"d{division}g{number}", "3A", f"d{division}", pupils)
        for division, size in enumerate(sizes)
        for number in range(size)
    )


@pytest.mark.parametrize(
    ("taught", "expected"),
    [
        ("", ["3A"]),
        ("d0g0 d0g1 d0g2", ["3A d0g0", "3A d0g1", "3A d0g2"]),
        ("d0g0", ["3A d0g0", "3A d0g1"]),  # those without lessons are told apart from the others, not from each other
        ("d0g0 d0g1", ["3A d0g0", "3A d0g1", "3A d0g2"]),
        ("d1g0 d1g1", ["3A d1g0", "3A d1g1"]),
        ("d0g0 d1g0 d1g1", ["3A d0g0 d1g0", "3A d0g0 d1g1", "3A d0g1 d1g0", "3A d0g1 d1g1"]),
    ],
)
def test_only_groups_with_lessons_are_told_apart(taught: str, expected: list[str]) -> None:
    assert codes(build_problem(school(*divisions(3, 2), taught=taught))) == expected


@pytest.mark.parametrize(
    ("numbers", "pupils", "rest"),
    [
        ((12, 8), 20, False),
        ((12, 7), 20, True),
        ((12, 9), 20, False),
        ((19,), 20, True),
        ((20,), 20, False),
        ((8, 0), 20, False),  # one number unknown: a division is the whole class
        ((0, 0), 20, False),
        ((8, 8), 0, False),
        ((0,), 20, True),  # a single group of unknown size would be the class itself
        ((8,), 0, True),
    ],
)
def test_who_takes_no_group_of_a_division_is_on_a_path_of_his_own(
    numbers: tuple[int, ...], pupils: int, rest: bool
) -> None:
    groups = tuple(ClassGroup(f"g{n}", "3A", "d", count) for n, count in enumerate(numbers))
    problem = build_problem(school(*groups, pupils=pupils, taught=" ".join(group.code for group in groups)))
    paths = {path.code: path.groups for path in problem.resources_of("path")}
    expected = {f"3A {group.code}": (group.code,) for group in groups}
    assert paths == expected | ({"3A (rest)": ()} if rest else {})
    told = [note.key for note in problem.notes if note.key.startswith("rest_")]
    known = all(numbers) and pupils
    assert told == ([] if not rest else ["rest_paths"] if known else ["rest_unknown"])


def test_the_notes_name_eight_and_count_all_of_them() -> None:
    classes = tuple(SchoolClass(f"3{letter}", pupils=20) for letter in "ABCDEFGHI")
    lessons = tuple(lesson(f"L{one.code}", of=f"g{one.code}") for one in classes)
    for pupils, key, told in ((13, "rest_paths", "3A half (7)"), (0, "rest_unknown", "3A g3A")):
        groups = tuple(ClassGroup(f"g{one.code}", one.code, "half", pupils) for one in classes)
        problem = build_problem(small_school(*lessons, groups=groups, classes=classes))
        (note,) = [note for note in problem.notes if note.key.startswith("rest_")]
        values = dict(note.values)
        named = str(values["divisions" if key == "rest_paths" else "groups"]).split("; ")
        assert (note.key, values["count"], len(named), named[0]) == (key, 9, 8, told)
        assert all("9" in note.text(language) and "3H" in note.text(language) for language in ("nl", "en"))


@pytest.mark.parametrize(("sizes", "refused"), [((3, 5, 16), False), ((241,), True)])
def test_a_class_may_have_as_many_paths_as_can_be_tested(sizes: tuple[int, ...], refused: bool) -> None:
    groups = divisions(*sizes)
    context = context_of(build_problem(school(*divisions(1), taught="d0g0")))
    assert context is not None
    taught = tuple(lesson(f"L-{group.code}", of=group.code) for group in groups)
    many = replace(context, stated=replace(context.stated, groups=groups, lessons=taught))
    if refused:
        with pytest.raises(TooManyPaths):
            make_paths(many)
    else:
        assert len(make_paths(many)) == MOST_PATHS == 240
