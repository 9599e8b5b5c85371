"""The sixteen kinds of XHSTT constraints as rules of our own (SEMANTICS chapter 5).

A rule keeps the constraint's id and has its type as `entry`. Points of application are lists: an event that is reached
twice pays twice (SEMANTICS chapter 4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from scheduler.formats.xhstt.elements import Clerk, references, text
from scheduler.formats.xhstt.instance import Draft
from scheduler.problem import rules as r

OLD_COST_FUNCTIONS = ("Sum", "SumSquares", "SquareSum", "SumSteps", "StepSum")
_SHAPES = {"Linear": r.Shape.LINEAR, "Quadratic": r.Shape.QUADRATIC, "Step": r.Shape.STEP}
MOST_WEIGHT = 1_000_000


def read_constraints(element: Element, draft: Draft, clerk: Clerk) -> tuple[r.Rule, ...]:
    """The rules of an instance in file order."""
    rules: dict[str, r.Rule] = {}
    for constraint in element.iterfind("Constraints/*"):
        inside = clerk.at(f"{constraint.tag} {constraint.get('Id', '')}".strip())
        reader = _READERS.get(constraint.tag)
        if reader is None:
            inside.fault("unknown_constraint", str(constraint.tag))
            continue
        for rule in reader(_Constraint(constraint, draft, inside)):
            if inside.unique(rule.id, rules):
                rules[rule.id] = rule
    return tuple(rules.values())


class _Constraint:
    """One constraint element with the ways to read its pieces."""

    def __init__(self, element: Element, draft: Draft, clerk: Clerk) -> None:
        self.element, self.draft, self.clerk = element, draft, clerk

    def common(self, suffix: str = "") -> dict[str, Any]:
        """The fields that all rules share."""
        function = text(self.element, "CostFunction")
        if function in OLD_COST_FUNCTIONS:
            self.clerk.fault("old_cost_function", function)
        elif function not in _SHAPES:
            self.clerk.fault("unknown_cost_function", function)
        return {
            "id": self.clerk.identity(self.element) + suffix,
            "entry": self.element.tag,
            "hard": self.clerk.truth(self.element, "Required"),
            "weight": self.clerk.number(self.element, "Weight", most=MOST_WEIGHT),
            "shape": _SHAPES.get(function, r.Shape.LINEAR),
            "name": text(self.element, "Name"),
        }

    def number(self, tag: str) -> int:
        return self.clerk.number(self.element, tag)

    @property
    def role(self) -> str:
        role = text(self.element, "Role")
        if not role:
            self.clerk.fault("missing", "Role")
        return role

    # -- points of application --

    def event_groups(self) -> tuple[tuple[str, ...], ...]:
        found = references(self.element, "AppliesTo/EventGroups/*")
        known = self.clerk.known(found, self.draft.event_groups, "EventGroup")
        return tuple(tuple(self.draft.event_groups[group]) for group in known)

    def events(self) -> tuple[str, ...]:
        alone = references(self.element, "AppliesTo/Events/Event")
        of_groups = tuple(event for group in self.event_groups() for event in group)
        return (*of_groups, *self.clerk.known(alone, self.draft.events, "Event"))

    def events_to_time(self) -> tuple[str, ...]:
        """Events that leave their time to the solution."""
        return tuple(event for event in self.events() if self.draft.events[event].time is None)

    def events_to_fill(self, role: str) -> tuple[str, ...]:
        """Events that leave the resource for the role to the solution."""
        return tuple(event for event in self.events() if role in self.draft.events[event].assignable)

    def resources(self, path: str = "AppliesTo/") -> tuple[str, ...]:
        groups = references(self.element, f"{path}ResourceGroups/ResourceGroup")
        alone = references(self.element, f"{path}Resources/Resource")
        known = self.clerk.known(groups, self.draft.resource_groups, "ResourceGroup")
        return (
            *(member for group in known for member in self.draft.resource_groups[group]),
            *self.clerk.known(alone, self.draft.resources, "Resource"),
        )

    # -- times --

    def time_groups(self) -> tuple[r.TimeSet, ...]:
        found = references(self.element, "TimeGroups/*")
        known = self.clerk.known(found, self.draft.time_groups, "TimeGroup")
        return tuple(self.draft.time_groups[group] for group in known)

    def times(self) -> r.TimeSet:
        """The union of the listed times and groups."""
        alone = self.clerk.known(references(self.element, "Times/Time"), self.draft.times, "Time")
        union = {time for group in self.time_groups() for time in group} | {self.draft.times[time] for time in alone}
        return tuple(sorted(union))

    def between(self) -> dict[str, Any]:
        return {"least": self.number("Minimum"), "most": self.number("Maximum")}


def _assign_resource(c: _Constraint) -> Iterator[r.Rule]:
    role = c.role
    yield r.Assigned(**c.common(), lessons=c.events_to_fill(role), role=role, placed_only=False)


def _assign_time(c: _Constraint) -> Iterator[r.Rule]:
    yield r.Placed(**c.common(), lessons=c.events_to_time())


def _split_events(c: _Constraint) -> Iterator[r.Rule]:
    yield r.SplitShape(
        **c.common(),
        lessons=c.events(),
        shortest=c.number("MinimumDuration"),
        longest=c.number("MaximumDuration"),
        least=c.number("MinimumAmount"),
        most=c.number("MaximumAmount"),
    )


def _distribute_split_events(c: _Constraint) -> Iterator[r.Rule]:
    yield r.SplitCount(**c.common(), lessons=c.events(), duration=c.number("Duration"), **c.between())


def _prefer_resources(c: _Constraint) -> Iterator[r.Rule]:
    role = c.role
    preferred = frozenset(c.resources(""))
    lessons = c.events_to_fill(role)
    yield r.PreferResources(**c.common(), lessons=lessons, role=role, resources=preferred, placed_only=False)


def _prefer_times(c: _Constraint) -> Iterator[r.Rule]:
    duration = c.number("Duration") if text(c.element, "Duration") else None
    yield r.PreferTimes(**c.common(), lessons=c.events(), times=frozenset(c.times()), duration=duration)


def _avoid_split_assignments(c: _Constraint) -> Iterator[r.Rule]:
    yield r.SameResource(**c.common(), groups=c.event_groups(), role=c.role)


def _spread_events(c: _Constraint) -> Iterator[r.Rule]:
    bounds = []
    for element in c.element.iterfind("TimeGroups/*"):
        reference = element.get("Reference", "").strip()
        for group in c.clerk.known((reference,), c.draft.time_groups, "TimeGroup"):
            low, high = c.clerk.number(element, "Minimum"), c.clerk.number(element, "Maximum")
            bounds.append(r.Bound(c.draft.time_groups[group], low, high))
    yield r.Spread(**c.common(), groups=c.event_groups(), bounds=tuple(bounds))


def _link_events(c: _Constraint) -> Iterator[r.Rule]:
    yield r.Linked(**c.common(), groups=c.event_groups())


def _order_events(c: _Constraint) -> Iterator[r.Rule]:
    """One rule per pair of separations, because a rule has one."""
    pairs: dict[tuple[int, int | None], list[tuple[str, str]]] = {}
    for element in c.element.iterfind("AppliesTo/EventPairs/EventPair"):
        named = references(element, "FirstEvent")[:1] + references(element, "SecondEvent")[:1]
        known = tuple(c.clerk.known(named, c.draft.events, "Event"))
        if len(known) != 2:
            if len(named) != 2:
                c.clerk.fault("missing", "FirstEvent / SecondEvent")
            continue
        most = c.clerk.number(element, "MaxSeparation") if text(element, "MaxSeparation") else None
        pairs.setdefault((c.clerk.number(element, "MinSeparation", default=0), most), []).append((known[0], known[1]))
    for number, ((least, most), members) in enumerate(pairs.items(), start=1):
        suffix = "" if len(pairs) == 1 else f" ({number})"
        yield r.Ordered(**c.common(suffix), pairs=tuple(members), least=least, most=most)


def _avoid_clashes(c: _Constraint) -> Iterator[r.Rule]:
    yield r.NoClash(**c.common(), resources=c.resources())


def _avoid_unavailable_times(c: _Constraint) -> Iterator[r.Rule]:
    yield r.Unavailable(**c.common(), resources=c.resources(), times=c.times())


def _limit_idle_times(c: _Constraint) -> Iterator[r.Rule]:
    yield r.LimitIdle(**c.common(), resources=c.resources(), groups=c.time_groups(), **c.between())


def _cluster_busy_times(c: _Constraint) -> Iterator[r.Rule]:
    clusters = tuple((r.Touch(group),) for group in c.time_groups())
    yield r.LimitClusters(**c.common(), resources=c.resources(), clusters=clusters, **c.between())


def _limit_busy_times(c: _Constraint) -> Iterator[r.Rule]:
    yield r.LimitBusy(**c.common(), resources=c.resources(), groups=c.time_groups(), **c.between())


def _limit_workload(c: _Constraint) -> Iterator[r.Rule]:
    yield r.LimitWorkload(**c.common(), resources=c.resources(), **c.between())


_READERS: dict[str, Callable[[_Constraint], Iterator[r.Rule]]] = {
    "AssignResourceConstraint": _assign_resource,
    "AssignTimeConstraint": _assign_time,
    "SplitEventsConstraint": _split_events,
    "DistributeSplitEventsConstraint": _distribute_split_events,
    "PreferResourcesConstraint": _prefer_resources,
    "PreferTimesConstraint": _prefer_times,
    "AvoidSplitAssignmentsConstraint": _avoid_split_assignments,
    "SpreadEventsConstraint": _spread_events,
    "LinkEventsConstraint": _link_events,
    "OrderEventsConstraint": _order_events,
    "AvoidClashesConstraint": _avoid_clashes,
    "AvoidUnavailableTimesConstraint": _avoid_unavailable_times,
    "LimitIdleTimesConstraint": _limit_idle_times,
    "ClusterBusyTimesConstraint": _cluster_busy_times,
    "LimitBusyTimesConstraint": _limit_busy_times,
    "LimitWorkloadConstraint": _limit_workload,
}
