"""The pupils of a FET file as classes with groups: years, groups and subgroups may share pupils in any way there.

Classes are the groups inside years; where groups of one year share pupils, the year is the class and its groups are
divisions of it. Divisions that would make too many combinations, most of which nobody follows, are one division of
those that there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

from scheduler.formats.fet.school_draft import Draft
from scheduler.school.building.paths import MOST_PATHS
from scheduler.school.records import ClassGroup, SchoolClass


def read_pupils(draft: Draft) -> None:
    """Each leaf belongs to one class; what is made of others' leaves is those classes and groups together."""
    here = draft.here
    claimed: dict[str, str] = {}
    for year, groups in here.years.items():
        members = {group: set(here.pupils[group]) for group in groups}
        shared = sum(map(len, members.values())) > len(set().union(*members.values()))
        for name in [year] if shared or not groups else groups:
            leaves = [leaf for leaf in here.pupils[name] if leaf not in claimed]
            if not leaves:
                continue
            claimed.update(dict.fromkeys(leaves, name))
            _add_class(draft, name, leaves, {group: members[group] for group in groups} if shared else {})
    made = [
        (place, frozenset(here.pupils[one]), draft.attendees[one])
        for place, one in enumerate([*draft.classes, *draft.groups])
        if one in here.pupils
    ]
    of_leaf: dict[str, list[Made]] = {}
    for one in made:
        for leaf in one[1]:
            of_leaf.setdefault(leaf, []).append(one)
    taught = {name for one in here.active for name in one.pupils}
    for name, inside in here.pupils.items():
        if name not in draft.attendees:
            draft.attendees[name], wider = _together(inside, of_leaf)
            if wider:
                draft.inexact.add(name)
            if name in taught:
                draft.rest += [("Students", f"{name}: {' '.join(codes)}") for codes in wider]


def _add_class(draft: Draft, name: str, leaves: list[str], groups: dict[str, set[str]]) -> None:
    """One class with its divisions: of a year whose groups share pupils those groups, else its own subgroups."""
    here, code = draft.here, draft.pupils[name]
    draft.classes[name] = SchoolClass(code, here.long_names.get(name) or name, pupils=here.heads.get(name, 0))
    draft.attendees[name] = (code,)
    parts = groups or {one.removeprefix("path:"): {one} for one in leaves if one != f"path:{name}"}
    divisions: list[tuple[set[str], list[str]]] = []
    for part, inside in parts.items():
        division = next((one for one in divisions if not one[0] & inside), None)
        if division is None:
            division = (set(), [])
            divisions.append(division)
        division[0].update(inside)
        division[1].append(part)
    combinations = prod(len(names) + (len(inside) < len(leaves)) for inside, names in divisions)
    if combinations > MOST_PATHS >= len(leaves):
        divisions = [(set(leaves), [leaf.removeprefix("path:") for leaf in leaves])]
    for number, (_, names) in enumerate(divisions, start=1):
        label = f"{code} {number}"
        for part in names:
            draft.groups[part] = ClassGroup(draft.pupils[part], code, label, here.heads.get(part, 0))
            draft.attendees[part] = (draft.pupils[part],)


Made = tuple[int, frozenset[str], tuple[str, ...]]
"""A class or a group: its place among all, its leaves and its codes."""


Codes = tuple[str, ...]


def _together(leaves: Sequence[str], of_leaf: Mapping[str, list[Made]]) -> tuple[Codes, list[Codes]]:
    """The classes and groups that are these pupils, with larger ones where none fit, and those larger ones."""
    touching = sorted({one for leaf in leaves for one in of_leaf.get(leaf, ())})
    found: dict[str, None] = {}
    wider: list[Codes] = []
    missing, wanted = set(leaves), frozenset(leaves)
    for exact in (True, False):
        for _, inside, codes in sorted(touching, key=lambda one: -len(one[1]) if exact else len(one[1])):
            if missing & inside and (inside <= wanted or not exact):
                found.update(dict.fromkeys(codes))
                missing -= inside
                if not exact:
                    wider.append(codes)
    return tuple(found), wider
