"""Teachers who together cannot get what their assignments come to (H20), though each of them alone could.

Counting only: when and whether the lessons can take place does not matter here; what is said of it is for the rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise


def short_together(
    wanted: Mapping[str, int], shared: Mapping[frozenset[str], int]
) -> Iterator[tuple[frozenset[str], int]]:
    """Sets of people who want more than there is for them, and how much there is.

    `wanted`: periods by person. `shared`: periods by set of people of whom one gets each. A largest flow from the sets
    to the people leaves somebody short exactly where such a set of people exists (Hall's condition).
    """
    given: dict[tuple[frozenset[str], str], int] = defaultdict(int)
    left, short = dict(shared), dict(wanted)
    told: set[str] = set()
    for person in sorted(wanted):
        while short[person] and (path := _source(person, shared, left, given)):
            _move(path, left, given)
            short[person] -= 1
        if short[person] and person not in told:
            people = frozenset(_reached(person, shared, given))
            told |= people
            yield people, sum(periods for of, periods in shared.items() if not people.isdisjoint(of))


Path = list[tuple[frozenset[str], str]]
"""Pairs of a set and who gets a period more of it; whoever follows gives up a period of that set."""


def _source(
    person: str,
    shared: Mapping[frozenset[str], int],
    left: Mapping[frozenset[str], int],
    given: Mapping[tuple[frozenset[str], str], int],
) -> Path | None:
    """How a person gets one period more: out of what is left, or from somebody who gets one of another set."""
    paths: list[tuple[str, Path]] = [(person, [])]
    seen = {person}
    for who, path in paths:
        for people in (one for one in shared if who in one):
            longer = [*path, (people, who)]
            if left[people]:
                return longer
            others = sorted(one for one in people - seen if given[people, one])
            paths += ((other, longer) for other in others)
            seen.update(others)
    return None


def _move(path: Path, left: dict[frozenset[str], int], given: dict[tuple[frozenset[str], str], int]) -> None:
    for (people, who), (_, giver) in pairwise(path):
        given[people, who] += 1
        given[people, giver] -= 1
    people, who = path[-1]
    given[people, who] += 1
    left[people] -= 1


def _reached(
    person: str, shared: Mapping[frozenset[str], int], given: Mapping[tuple[frozenset[str], str], int]
) -> set[str]:
    """The person, and everybody who has a period that the others reached could have."""
    found, waiting = {person}, [person]
    while waiting:
        who = waiting.pop()
        new = {one for people in shared if who in people for one in people if given[people, one]} - found
        found |= new
        waiting += new
    return found
