"""Where a planner wrote what a hard rule asks of somebody: a cell of his own row, or a row of the sheet Regels.

Rules made of one row of a sheet know it themselves; here are those of the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from scheduler.problem.modes import Origin
from scheduler.problem.problem import Problem
from scheduler.school.building.context import Context, context_of
from scheduler.school.building.rules_share import legal_cap, share_cap
from scheduler.school.catalogue import catalogue, names_of
from scheduler.school.records import SchoolClass

Cell = tuple[Origin, str]
"""A row, and the field whose column to look at ("": the row as a whole)."""

FIELDS = {
    ("H15", "day"): "max_per_day",
    ("H15", "row"): "max_consecutive",
    ("H15", "days"): "max_days",
    ("H15", "gaps"): "max_gaps",
    ("H20", ""): "assignment",
    ("H03", ""): "distance_max_pct",
    ("H08", ""): "onsite_requests",
    ("H09", ""): "capacity",
    ("H10", "own bounds"): "distance_min",
    ("H16", "band"): "band",
    ("H16", "week"): "band",
    ("S07", "days"): "max_per_day",
}
"""By entry and aspect: the field of a record that decides it for whom it is about."""


class Row(Protocol):
    """What is asked: the entry and aspect, and the ids or labels of whom it is about."""

    @property
    def entry(self) -> str: ...

    @property
    def aspect(self) -> str: ...

    @property
    def about(self) -> tuple[str, ...]: ...


def origins_of(problem: Problem, row: Row) -> tuple[Cell, ...]:
    """The cells that decide what is asked; none where it is a default of the catalogue or there is no school."""
    context = context_of(problem)
    if context is None or row.entry not in catalogue():
        return ()
    records = list(_records(problem, context, row.about))
    field = FIELDS.get((row.entry, row.aspect), "")
    own = [(record.origin, field) for record in records if field and getattr(record, field, None) not in (None, "")]
    rules = [(one.origin, "rule") for record in records for one in _rule_rows(context, row.entry, record)]
    cells = own or rules or [(one.origin, "rule") for one in context.rules.rows_for(row.entry)]
    return tuple((origin, column) for origin, column in cells if origin is not None)


def asked_by_law(problem: Problem, row: Row) -> bool:
    """Whether a law asks what a row does: not where it is the school's own number or default beside the law."""
    known = catalogue().get(row.entry)
    if known is None or not known.law or row.aspect in known.beside_law:
        return False
    context = context_of(problem)
    if row.entry != "H03" or context is None:
        return True
    classes = [one for one in _records(problem, context, row.about) if isinstance(one, SchoolClass)]
    return not classes or any(share_cap(context, one) == legal_cap(context, one) for one in classes)


def _records(problem: Problem, context: Context, about: Iterable[str]) -> Iterator[Any]:
    """The records of those it is about; a label begins with the code of a class, or is that of a lesson."""
    for name in about:
        if name in problem.lesson:
            row = problem.lesson[name].row or name
            if row in context.lessons:
                yield context.lessons[row]
            continue
        resource = problem.resource.get(name)
        code = resource.class_code or resource.code if resource else name.split(" ")[0]
        for known in (context.classes, context.teachers, context.pools, context.lessons):
            if code in known and (resource is None or not resource.class_code or known is context.classes):
                yield known[code]
                break


def _rule_rows(context: Context, entry: str, record: Any) -> Iterator[Any]:
    """The row of Regels that decides for this member, the most specific."""
    stage = getattr(record, "stage", "")
    group = tuple(getattr(record, name, "") for name in ("finality", "programme", "department", "campus"))
    own, shared = names_of(
        getattr(record, "code", None) or record.id, getattr(record, "name", ""), stage=stage, group=group
    )
    yield from context.rules.rows_for(entry, own, shared)[-1:]
