"""An `Instance` element as times, resources, events and groups of them, by id; the constraints are read elsewhere.

Everything is in one grid; time follows time across days, as the format has it (SEMANTICS 1.1, 2.2 rule 6).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from scheduler.formats.xhstt.elements import Clerk, references, text
from scheduler.problem.lessons import Demand, Option
from scheduler.problem.modes import Mode
from scheduler.problem.resources import PATH, ROOM, TEACHER, Resource
from scheduler.problem.times import Time, Times

MOST_PERIODS = 100_000
LONGEST_EVENT = 2_000
OPTION = "event"
"""The only way in which an event takes place."""

_KINDS = {"teacher": TEACHER, "class": PATH, "room": ROOM}


@dataclass
class Event:
    """One event. `assignable` gives the resource type of each role that a solution fills, `preassigned` the others."""

    id: str
    name: str
    duration: int
    course: str
    time: int | None
    demands: list[Demand] = field(default_factory=list)
    assignable: dict[str, str] = field(default_factory=dict)
    preassigned: dict[str, str] = field(default_factory=dict)


@dataclass
class Draft:
    """What an instance names, by id; time groups are in chronological order, groups of events in file order."""

    id: str
    times: dict[str, int] = field(default_factory=dict)
    time_groups: dict[str, tuple[int, ...]] = field(default_factory=dict)
    clock: list[Time] = field(default_factory=list)
    types: dict[str, list[str]] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    type_of: dict[str, str] = field(default_factory=dict)
    resource_groups: dict[str, list[str]] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    event_groups: dict[str, list[str]] = field(default_factory=dict)

    def all_times(self) -> Times:
        return Times(tuple(self.clock), weeks=1, tick_count=len(self.clock))


def read_instance(element: Element, clerk: Clerk) -> Draft:
    """Times, resources and events; what refers to nothing is a fault and left out."""
    draft = Draft(element.get("Id", "").strip())
    _read_times(element, draft, clerk)
    _read_resources(element, draft, clerk)
    _read_events(element, draft, clerk)
    return draft


# -- times --


def _read_times(element: Element, draft: Draft, clerk: Clerk) -> None:
    members: dict[str, list[int]] = {}
    for declared in element.iterfind("Times/TimeGroups/*"):
        members[clerk.at("Times").identity(declared)] = []
    found = element.findall("Times/Time")
    days: dict[tuple[str, ...], int] = {}
    periods: dict[int, int] = {}
    for time in found:
        index = len(draft.clock)
        identity = clerk.at("Times").identity(time)
        inside = clerk.at(f"Time {identity}")
        if not inside.unique(identity, draft.times):
            continue
        week, day = references(time, "Week"), references(time, "Day")
        number = days.setdefault((*week, "/", *day), len(days))
        periods[number] = periods.get(number, 0) + 1
        for group in inside.known(
            dict.fromkeys((*week, *day, *references(time, "TimeGroups/*"))), members, "TimeGroup"
        ):
            members[group].append(index)
        draft.times[identity] = index
        draft.clock.append(
            Time(
                id=identity,
                index=index,
                week=0,
                day=number,
                period=periods[number],
                start=index,
                end=index + 1,
                follows=index + 1,
                ticks=(index,),
            )
        )
    if draft.clock:
        last = draft.clock[-1]
        draft.clock[-1] = Time(last.id, last.index, 0, last.day, last.period, last.start, last.end, ticks=last.ticks)
    else:
        clerk.fault("missing", "Times/Time")
    draft.time_groups = {group: tuple(times) for group, times in members.items()}


# -- resources --


def _read_resources(element: Element, draft: Draft, clerk: Clerk) -> None:
    draft.types = {
        clerk.at("ResourceTypes").identity(kind): []
        for kind in element.iterfind("Resources/ResourceTypes/ResourceType")
    }
    draft.resource_groups = {
        clerk.at("ResourceGroups").identity(group): []
        for group in element.iterfind("Resources/ResourceGroups/ResourceGroup")
    }
    for resource in element.iterfind("Resources/Resource"):
        identity = clerk.at("Resources").identity(resource)
        inside = clerk.at(f"Resource {identity}")
        if not inside.unique(identity, draft.resources):
            continue
        kind = "".join(inside.known(references(resource, "ResourceType")[:1], draft.types, "ResourceType"))
        draft.resources[identity] = Resource(
            identity, _KINDS.get(kind.casefold(), f"type {kind}"), identity, text(resource, "Name")
        )
        draft.type_of[identity] = kind
        draft.types.setdefault(kind, []).append(identity)
        groups = references(resource, "ResourceGroups/ResourceGroup")
        for group in inside.known(dict.fromkeys(groups), draft.resource_groups, "ResourceGroup"):
            draft.resource_groups[group].append(identity)


# -- events --


def _read_events(element: Element, draft: Draft, clerk: Clerk) -> None:
    for declared in element.iterfind("Events/EventGroups/*"):  # Course and EventGroup share one name space
        draft.event_groups[clerk.at("EventGroups").identity(declared)] = []
    periods = 0
    for child in element.iterfind("Events/Event"):
        identity = clerk.at("Events").identity(child)
        inside = clerk.at(f"Event {identity}")
        if not inside.unique(identity, draft.events):
            continue
        course = references(child, "Course")
        groups = (*course, *references(child, "EventGroups/*"))
        for group in inside.known(dict.fromkeys(groups), draft.event_groups, "EventGroup"):
            draft.event_groups[group].append(identity)
        time = [draft.times[known] for known in inside.known(references(child, "Time")[:1], draft.times, "Time")]
        event = Event(
            id=identity,
            name=text(child, "Name"),
            duration=inside.number(child, "Duration", least=1, most=LONGEST_EVENT),
            course="".join(course[:1]),
            time=time[0] if time else None,
        )
        periods += event.duration
        _read_demands(child, event, draft, inside)
        draft.events[identity] = event
    if not draft.events:
        clerk.fault("missing", "Events/Event")
    if periods > MOST_PERIODS:
        clerk.fault("too_many_periods", str(periods), most=MOST_PERIODS)


def _read_demands(child: Element, event: Event, draft: Draft, clerk: Clerk) -> None:
    """Event resources in file order; those without a role get one of their own, which no solution can name."""
    workload = clerk.number(child, "Workload", default=event.duration)
    for resource in child.iterfind("Resources/Resource"):
        role = text(resource, "Role")
        own = clerk.number(resource, "Workload", default=workload)
        reference = resource.get("Reference", "").strip()
        if reference:
            for known in clerk.known((reference,), draft.resources, "Resource"):
                _preassign(event, role, known, own, clerk)
            continue
        kind = references(resource, "ResourceType")[:1]
        if not role or not kind:
            clerk.fault("role_and_type")
        elif role in event.assignable or role in event.preassigned:
            clerk.fault("twice", role)
        else:
            for known in clerk.known(kind, draft.types, "ResourceType"):
                event.assignable[role] = known
                event.demands.append(Demand(role, tuple(draft.types[known]), workload=own, open=True))
    for group in clerk.known(references(child, "ResourceGroups/ResourceGroup"), draft.resource_groups, "ResourceGroup"):
        for member in draft.resource_groups[group]:
            _preassign(event, "", member, workload, clerk)


def _preassign(event: Event, role: str, resource: str, workload: int, clerk: Clerk) -> None:
    if role:
        if role in event.assignable or role in event.preassigned:
            clerk.fault("twice", role)
            return
        event.preassigned[role] = resource
    event.demands.append(Demand(role or f" {len(event.demands) + 1}", (resource,), workload=workload))


def the_option() -> Option:
    return Option(OPTION, Mode.CONTACT)
