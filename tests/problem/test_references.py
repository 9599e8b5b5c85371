"""A rule that names what is not there is refused by name, whatever its kind and in whatever field it names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass, replace
from typing import Annotated, Any, get_args, get_origin

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.problem import rules as r
from scheduler.problem.references import field_types, names_in
from tests.builders import lesson, problem, teacher, week
from tests.strategies import ALL_KINDS, CASES, problems

SPOILT: dict[str, Any] = {"lesson": "L99", "resource": "teacher:Z", "option": "contact99", "rule": "R99", "time": 9999}

PLAIN_TEXT = {"id", "entry", "aspect", "name", "role", "label"}
"""Fields of rules that are text and name nothing of the problem.

Places do not either: a campus is listed nowhere, so any name is one.
"""


def spoilt(value: Any, hint: Any) -> Iterator[tuple[str, Any]]:
    """The value with one of its names replaced by one that is nowhere, once for each place that holds a name."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        yield inner[1].what, SPOILT[inner[1].what]
    elif isinstance(value, Mapping):
        for key in value:
            yield from ((what, {**value, name: value[key]}) for what, name in spoilt(key, inner[0]))
    elif isinstance(value, frozenset):
        (hint,) = inner if origin is frozenset else get_args(next(one for one in inner if get_origin(one) is frozenset))
        for one in value:
            yield from ((what, value - {one} | {name}) for what, name in spoilt(one, hint))
    elif isinstance(value, tuple):
        for place, one in enumerate(value):
            hint = inner[0] if inner[-1] is Ellipsis else inner[place]
            yield from ((what, (*value[:place], wrong, *value[place + 1 :])) for what, wrong in spoilt(one, hint))
    elif is_dataclass(value):
        for name, hint in field_types(type(value)).items():
            held = getattr(value, name)
            yield from ((what, replace(value, **{name: wrong})) for what, wrong in spoilt(held, hint))
    elif value is not None and any(get_origin(one) is Annotated for one in inner):
        yield from spoilt(value, next(one for one in inner if get_origin(one) is Annotated))


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.__name__)
def test_a_name_that_is_nowhere_is_refused_wherever_a_rule_of_the_kind_holds_it(kind):
    @settings(max_examples=CASES or 10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(problems(kinds=(kind,), most_rules=1))
    def refused(school):
        rule = school.rules[-1]
        for what, wrong in spoilt(rule, kind):
            with pytest.raises(ValueError, match=f"rule '{rule.id}' is about unknown {what} {SPOILT[what]!r}"):
                replace(school, rules=(*school.rules[:-1], wrong))

    refused()


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.__name__)
def test_every_text_of_a_rule_is_a_name_by_its_type_or_known_to_be_none(kind):
    def free_texts(hint: Any, where: str) -> Iterator[str]:
        if isinstance(hint, type) and is_dataclass(hint):
            for name, inner in field_types(hint).items():
                yield from free_texts(inner, f"{hint.__name__}.{name}")
        elif hint is str:
            yield where
        elif get_origin(hint) is not Annotated:
            for inner in get_args(hint):
                yield from free_texts(inner, where)

    found = {where for where in free_texts(kind, "") if where.partition(".")[2] not in PLAIN_TEXT}
    # A sharer is a label that demands carry (`Demand.sharer`), no record; one that nobody carries changes nothing.
    # Where a rule stands in a planner's file names nothing of the problem.
    origin = {"Origin.sheet", "Origin.columns"}
    labels = {
        "Origin.sheet",
        "Origin.columns",
        "Filter.places",
        "LimitSwitches.places",
        "TravelTime.minutes",
        "PinnedMeet.resources",
    }
    assert found <= labels | origin | {"PoolCapacity.sharers"}


def test_every_kind_of_rule_is_listed_and_drawn_by_the_strategies():
    assert set(r.KINDS.values()) == set(ALL_KINDS)
    assert all(kind.__name__ == name for name, kind in r.KINDS.items())


def test_the_names_of_a_rule_are_told_by_what_they_name():
    pin = r.PinnedMeet("maths", 1, start=3, resources=(("room", "room:1"),))
    assert list(names_in(r.Pinned(id="pins", entry="H19", pins=(pin,)))) == [
        ("lesson", ("maths",)),
        ("time", (3,)),
        ("resource", ("room:1",)),
    ]


def test_a_misspelt_name_is_answered_with_what_it_was_probably_meant_to_be():
    lessons = [lesson("maths 1A", who=["teacher:Ann"])]
    with pytest.raises(ValueError, match=r"rule 'p' is about unknown lesson 'math 1A'\. Did you mean 'maths 1A'\?"):
        problem(week(), lessons, r.Placed(id="p", entry="H02", lessons=("math 1A",)))
    with pytest.raises(ValueError, match=r"rule 'c' is about unknown resource 'Ann'\. Did you mean 'teacher:Ann'\?"):
        problem(week(), lessons, r.NoClash(id="c", entry="H01", resources=("Ann",)))
    with pytest.raises(ValueError, match=r"unknown time 4: times are numbered 0\.\.3"):
        unavailable = r.Unavailable(id="u", entry="H13", resources=("teacher:Ann",), times=(0, 4))
        problem(week(periods=4), lessons, unavailable)


def test_a_name_like_no_other_is_refused_without_a_guess():
    with pytest.raises(ValueError, match=r"unknown resource 'xyz'$"):
        problem(week(), [], r.NoClash(id="c", entry="H01", resources=("xyz",)), resources=[teacher("Ann")])
