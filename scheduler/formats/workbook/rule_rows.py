"""What rows of Regels and exemptions of classes speak of: a rule of the catalogue, a value it has, somebody it is for.

A row that names no rule or nobody would be passed over without a word by the rule book, so it is a fault here; whether
a timetable can keep the rules is for others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scheduler.formats.files.faults import Fault, Notice, Word, near_name
from scheduler.school.catalogue import (
    Entry,
    RuleRowError,
    catalogue,
    entry_id,
    fold,
    names_of,
    parse_value,
    scope_of,
    who_name,
)
from scheduler.school.records import School
from scheduler.school.stages import is_stage


def rule_row_faults(school: School) -> list[Fault]:
    """Rows of Regels and exemptions that mean nothing: no such rule or value, nobody of that name, without effect."""
    names = _names(school)
    return [*_exemptions(school), *(fault for row in school.rules for fault in _row(row, names))]


def rule_row_notices(school: School) -> Iterator[Notice]:
    """Rows that are about somebody this rule cannot be set for, or about a stage that no class has."""
    names = _names(school)
    for row in school.rules:
        identity = entry_id(row.rule)
        if identity is None:
            continue
        entry, everything = catalogue()[identity], {name for found in names.values() for name in found}
        able = {name for kind in (entry.scope, entry.also) for name in names.get(kind, {})}
        for who in scope_of(row.who).unknown(able):
            if who_name(who) in everything:
                params = {"rule": identity, "scope": Word(f"rule_for_{entry.scope}")}
                yield Notice(_at(row, "who"), row.who, "rule_not_for", params)
            elif is_stage(who):
                yield Notice(_at(row, "who"), row.who, "nobody_in_stage")


def value_faults(school: School) -> Iterator[Fault]:
    """Rows of Regels whose value the rule does not have."""
    for row in school.rules:
        identity = entry_id(row.rule)
        if identity is not None:
            yield from _value(catalogue()[identity], row)


def _row(row: Any, names: dict[str, dict[str, str]]) -> Iterator[Fault]:
    identity = entry_id(row.rule)
    if identity is None:
        yield Fault(_at(row, "rule"), row.rule, "unknown_rule", {"near": near_name(row.rule, [*catalogue()])})
        return
    scope, everything = scope_of(row.who), {name for found in names.values() for name in found}
    strangers = [who for who in scope.unknown(everything) if not is_stage(who)]
    if strangers:
        known = [name for found in names.values() for name in found.values()]
        yield Fault(_at(row, "who"), strangers[0], "unknown_who", {"near": near_name(strangers[0], known)})
    yield from _value(catalogue()[identity], row)


def _value(entry: Entry, row: Any) -> Iterator[Fault]:
    try:
        parse_value(entry, row)
    except RuleRowError as wrong:
        yield Fault(_at(row, "value"), row.value or "", wrong.key, {**wrong.values}, "rules")


def _exemptions(school: School) -> Iterator[Fault]:
    """Only rules that are set for classes can be left out for one."""
    able = ", ".join(entry.id for entry in catalogue().values() if entry.scope == "class")
    for one in school.classes:
        for rule, _ in one.exempt:
            identity = entry_id(rule)
            if identity is None:
                yield Fault(_at(one, "exempt"), rule, "unknown_rule", {"near": near_name(rule, [*catalogue()])})
            elif catalogue()[identity].scope != "class":
                yield Fault(_at(one, "exempt"), rule, "idle_exemption", {"class": one.code, "able": able})


def _names(school: School) -> dict[str, dict[str, str]]:
    """By kind of member: every name that rows may call one, as it is compared and as it is written."""
    found: dict[str, dict[str, str]] = {"class": {}, "teacher": {}, "subject": {}, "lesson": {}}
    for one in school.classes:
        group = (one.finality, one.programme, one.campus)
        own, shared = names_of(one.code, one.name, stage=one.stage, group=group)
        found["class"] |= {name: name for name in shared | own}
        found["class"] |= {fold(name): name for name in (one.code, one.name, *group) if name}
    for teacher in school.teachers:
        written = (teacher.code, teacher.name, teacher.department, teacher.campus)
        found["teacher"] |= {fold(name): name for name in written if name}
    for subject in school.subjects:
        found["subject"] |= {fold(name): name for name in (subject.code, subject.name) if name}
    found["lesson"] |= {fold(lesson.id): lesson.id for lesson in school.lessons}
    return found


def _at(row: Any, field: str) -> str:
    return row.origin.cell(field) if row.origin else ""
