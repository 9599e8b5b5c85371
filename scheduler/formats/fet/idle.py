"""Idle hours of teachers and pupils as wishes of our own: FET stops at the first timetable, whoever waits in it.

One idle hour costs one point, a soft constraint of a file some thousands: no wish of the file is given up for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scheduler.formats.fet.constraint import alike, distinct
from scheduler.formats.fet.institution import Institution
from scheduler.problem.rules import LimitIdle, Rule

IDLE = {"idle hours of teachers": "IdleTeachers", "idle hours of pupils": "IdlePupils"}
"""By the beginning of their ids, the entries of our own rules."""


def idle_rules(here: Institution, rules: Iterable[Rule]) -> Iterator[Rule]:
    """Wishes for everybody to whom the file itself does not forbid all idle hours."""
    without = {
        (resource, group)
        for rule in rules
        if isinstance(rule, LimitIdle) and rule.hard and rule.most == 0 and len(rule.groups) == len(here.days_of_all)
        for resource in rule.resources
        for group in rule.groups
    }
    teachers = dict.fromkeys(here.teachers[name].id for one in here.active for name in one.teachers)
    leaves = distinct(here, dict.fromkeys(leaf for one in here.active for leaf in one.leaves))
    for (name, entry), people in zip(IDLE.items(), (teachers, leaves), strict=True):
        for number, (some, days) in enumerate(alike(here, people), start=1):
            waiting = tuple(one for one in some if any((one, day) not in without for day in days))
            if waiting:
                yield LimitIdle(
                    id=f"{name} {number}", entry=entry, hard=False, weight=1, resources=waiting, groups=days, most=0
                )
