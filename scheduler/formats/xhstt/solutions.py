"""`Solution` elements: read into meets per event, by the reading rules of SEMANTICS 2.2, and written back.

A solution that the format calls invalid (unknown ids, too long, other than preassigned) is a fault, not a cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from scheduler.formats.xhstt.elements import Clerk, text
from scheduler.formats.xhstt.instance import OPTION, Draft, Event
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement, Timetable

_SOLUTION_TEXTS = ("Description", "RunningTime")
_GROUP_TEXTS = ("Contributor", "Date", "Description", "Publication", "Remarks")


@dataclass(frozen=True)
class Block:
    """One meet as the solution has it."""

    duration: int
    start: int | None
    choices: tuple[tuple[str, str], ...] = ()


Blocks = Mapping[str, tuple[Block, ...]]
"""Meets by event, longest first: the order in which parts are numbered."""


def read_metadata(group: Element, solution: Element) -> dict[str, str]:
    """Texts of the group by their tag; those of the solution itself as `Solution.<tag>`."""
    metadata = group.find("MetaData")
    found = {tag: text(metadata, tag) for tag in _GROUP_TEXTS}
    found |= {f"Solution.{tag}": text(solution, tag) for tag in _SOLUTION_TEXTS}
    return {tag: value for tag, value in found.items() if value}


def read_solution(element: Element, draft: Draft, clerk: Clerk) -> Blocks:
    """The meets of every event that the solution mentions or that needs no decision."""
    blocks: dict[str, list[Block]] = {}
    for child in element.iterfind("Events/Event"):
        for reference in clerk.known((child.get("Reference", "").strip(),), draft.events, "Event"):
            event = draft.events[reference]
            blocks.setdefault(reference, []).append(_read_block(child, event, draft, clerk.at(f"Event {reference}")))
    for event in draft.events.values():
        own = blocks.get(event.id, [])
        total = sum(block.duration for block in own)
        if total > event.duration:
            clerk.at(f"Event {event.id}").fault("too_long", str(total), duration=event.duration)
        elif total < event.duration and event.time is not None:  # the rest has the preassigned time (rule 4)
            rest = Block(event.duration - total, event.time)
            _check_end(rest, draft, clerk.at(f"Event {event.id}"))
            blocks.setdefault(event.id, []).append(rest)
    return {event: tuple(sorted(own, key=lambda block: -block.duration)) for event, own in blocks.items()}


def _read_block(child: Element, event: Event, draft: Draft, clerk: Clerk) -> Block:
    duration = clerk.number(child, "Duration", least=1, most=event.duration, default=event.duration)
    start = event.time
    time = child.find("Time")
    if time is not None:
        for reference in clerk.known((time.get("Reference", "").strip(),), draft.times, "Time"):
            start = draft.times[reference]
            if event.time not in (None, start):
                clerk.fault("other_time", reference, wanted=draft.clock[event.time or 0].id)
    choices: dict[str, str] = {}
    named: set[str] = set()
    for resource in child.iterfind("Resources/Resource"):
        role = text(resource, "Role")
        if not clerk.unique(role, named):
            continue
        named.add(role)
        for reference in clerk.known((resource.get("Reference", "").strip(),), draft.resources, "Resource"):
            if role in event.preassigned:
                if event.preassigned[role] != reference:
                    clerk.fault("other_resource", reference, wanted=event.preassigned[role])
            elif role not in event.assignable:
                clerk.fault("unknown_role", role)
            elif draft.type_of[reference] != event.assignable[role]:
                clerk.fault("wrong_type", reference, wanted=event.assignable[role])
            else:
                choices[role] = reference
    block = Block(duration, start, tuple(choices.items()))
    _check_end(block, draft, clerk)
    return block


def _check_end(block: Block, draft: Draft, clerk: Clerk) -> None:
    if block.start is not None and block.start + block.duration > len(draft.clock):
        clerk.fault("past_the_end", draft.clock[block.start].id, duration=block.duration)


def as_timetable(problem: Problem, blocks: Blocks) -> Timetable:
    """The blocks as placements, numbered in their order."""
    return Timetable(
        tuple(
            Placement(lesson.id, number, block.duration, block.start, OPTION, block.choices)
            for lesson in problem.lessons
            for number, block in enumerate(blocks.get(lesson.id, ()), start=1)
        )
    )


# -- writing --


def group_element(group: str, metadata: Mapping[str, str]) -> Element:
    """A `SolutionGroup` without solutions; contributor, date and description are compulsory in the format."""
    element = Element("SolutionGroup", Id=group)
    parent = SubElement(element, "MetaData")
    for tag in _GROUP_TEXTS:
        if tag in metadata or tag in _GROUP_TEXTS[:3]:
            SubElement(parent, tag).text = metadata.get(tag, "")
    return element


def solution_element(problem: Problem, timetable: Timetable, metadata: Mapping[str, str]) -> Element:
    """A `Solution`: one `Event` per meet with its duration, its time and what it holds by choice."""
    element = Element("Solution", Reference=problem.name)
    for tag in _SOLUTION_TEXTS:
        if f"Solution.{tag}" in metadata:
            SubElement(element, tag).text = metadata[f"Solution.{tag}"]
    events = SubElement(element, "Events")
    for placement in timetable.placements:
        event = SubElement(events, "Event", Reference=placement.lesson)
        SubElement(event, "Duration").text = str(placement.duration)
        if placement.start is not None:
            SubElement(event, "Time", Reference=problem.times[placement.start].id)
        lesson = problem.lesson[placement.lesson]
        chosen = [
            (demand.role, resource)
            for demand, resource in problem.held(placement)
            if not demand.fixed and demand.role == demand.role.strip()
        ]
        if chosen and lesson:
            resources = SubElement(event, "Resources")
            for role, resource in chosen:
                SubElement(SubElement(resources, "Resource", Reference=resource), "Role").text = role
    return element
