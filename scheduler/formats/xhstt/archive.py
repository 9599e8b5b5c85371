"""XHSTT archives as a whole: instances with the timetables of their solutions in, and out again.

The text of an instance is kept as it was, so that a written archive holds the very instance that was read. Only files
of bounded size without entities of their own are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, fromstring, indent, tostring

from scheduler.formats.files.documents import MOST_MARKUP, too_much_markup
from scheduler.formats.files.faults import Fault, Faults
from scheduler.formats.files.opening import Refused, content_of
from scheduler.formats.files.writing import written_whole
from scheduler.formats.xhstt.constraints import read_constraints
from scheduler.formats.xhstt.elements import Clerk
from scheduler.formats.xhstt.instance import Draft, read_instance, the_option
from scheduler.formats.xhstt.solutions import (
    Blocks,
    as_timetable,
    group_element,
    read_metadata,
    read_solution,
    solution_element,
)
from scheduler.formats.xhstt.splits import Limits, limits_of, parts_of
from scheduler.problem.lessons import Lesson
from scheduler.problem.problem import Problem
from scheduler.problem.rules import Placed, Rule
from scheduler.problem.timetable import Timetable

ROOT = "HighSchoolTimetableArchive"
MOST_BYTES = 50 * 2**20

SETTLED, SETTLED_WEIGHT = " preassigned times", 10_000
"""The rule that keeps preassigned times, dearer than what files usually ask; no id in a file begins with a blank."""


@dataclass(frozen=True)
class Solution:
    """A timetable of the instance with this id, in a solution group with its metadata (texts by XHSTT tag)."""

    group: str
    instance: str
    timetable: Timetable
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Archive:
    """Problems by the order of the file (`Problem.name` is the instance's id) and solutions in file order.

    `sources` holds the XML of each instance by id.
    """

    instances: tuple[Problem, ...]
    solutions: tuple[Solution, ...] = ()
    sources: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def instance(self, identity: str) -> Problem:
        """The problem with this id; `KeyError` where there is none."""
        return {problem.name: problem for problem in self.instances}[identity]


def instance_ids(path: Path) -> tuple[str, ...]:
    """The ids of the instances of an archive, each once, right or wrong; () where it cannot be read at all."""
    try:
        root = _parsed(path)
    except (Faults, RecursionError):
        return ()
    return tuple(dict.fromkeys(one.get("Id", "").strip() for one in root.iterfind("Instances/Instance")))


def read_archive(path: Path | str, solutions: bool = True, only: str | None = None) -> Archive:
    """The instances of an archive, and its solutions if asked for. Raises `Faults` with everything that is wrong.

    `only`: of the instance with this id, where there is one; what is wrong in others does not matter then.
    """
    path = Path(path)
    try:
        return _read(_parsed(path), path, solutions, only)
    except RecursionError:
        fault = Fault(path.name, "", "cannot_open", {"reason": "elements nested too deeply"}, catalogue="xhstt")
        raise Faults([fault]) from None


def _read(root: Element, path: Path, with_solutions: bool, only: str | None) -> Archive:
    if only is not None:
        _leave_only(root, only)
    clerk = Clerk("")
    drafts: dict[str, tuple[Draft, tuple[Rule, ...]]] = {}
    sources: dict[str, bytes] = {}
    for element in root.iterfind("Instances/Instance"):
        identity = clerk.at(path.name).identity(element)
        if clerk.at(identity).unique(identity, drafts):
            draft = read_instance(element, clerk.at(identity))
            drafts[identity] = draft, read_constraints(element, draft, clerk.at(identity))
            sources[identity] = tostring(element, encoding="utf-8")
    if not drafts:
        clerk.at(path.name).fault("no_instance")
    known = {identity: draft for identity, (draft, _) in drafts.items()}
    found = _read_solutions(root, known, clerk) if with_solutions else []
    if clerk.faults:
        raise Faults(clerk.faults)
    problems = {
        identity: _problem(draft, rules, [blocks for solution, blocks in found if solution.instance == identity])
        for identity, (draft, rules) in drafts.items()
    }
    solutions = tuple(
        Solution(s.group, s.instance, as_timetable(problems[s.instance], blocks), s.metadata) for s, blocks in found
    )
    return Archive(tuple(problems.values()), solutions, sources)


def _leave_only(root: Element, only: str) -> None:
    """Takes all other instances and their solutions out; nothing where there is no such instance."""
    if all(one.get("Id", "").strip() != only for one in root.iterfind("Instances/Instance")):
        return
    places = [(holder, "Instance", "Id") for holder in root.iterfind("Instances")]
    places += [(holder, "Solution", "Reference") for holder in root.iterfind("SolutionGroups/SolutionGroup")]
    for holder, tag, name in places:
        for one in holder.findall(tag):
            if one.get(name, "").strip() != only:
                holder.remove(one)


def _parsed(path: Path) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, parse

    def refuse(key: str, value: str = "", **params: object) -> Faults:
        return Faults([Fault(path.name, value, key, params, catalogue="xhstt")])

    try:
        content = content_of(path, MOST_BYTES)
        if too_much_markup(content):
            raise Refused("too_much_markup", most=MOST_MARKUP)
        root: Element | None = parse(BytesIO(content)).getroot()
    except Refused as refused:
        raise refuse(refused.key, "", **refused.params) from None
    except ParseError as wrong:
        raise refuse("not_xml", reason=str(wrong)) from None
    except DefusedXmlException:
        raise refuse("forbidden_xml") from None
    except (OSError, ValueError, LookupError) as wrong:
        raise refuse("cannot_open", reason=str(wrong)[:200]) from None
    if root is None or root.tag != ROOT:
        raise refuse("not_xhstt", "" if root is None else str(root.tag)[:80])
    return root


def _read_solutions(root: Element, drafts: Mapping[str, Draft], clerk: Clerk) -> list[tuple[Solution, Blocks]]:
    found = []
    for group in root.iterfind("SolutionGroups/SolutionGroup"):
        identity = group.get("Id", "").strip()
        for element in group.iterfind("Solution"):
            inside = clerk.at(f"SolutionGroup {identity}")
            reference = element.get("Reference", "").strip()
            if reference not in drafts:
                inside.fault("unknown_instance", reference)
                continue
            blocks = read_solution(element, drafts[reference], inside.at(reference))
            metadata = read_metadata(group, element)
            found.append((Solution(identity, reference, Timetable(), metadata), blocks))
    return found


def _problem(draft: Draft, rules: tuple[Rule, ...], known: Sequence[Blocks]) -> Problem:
    """Events become lessons; those that no required constraint asks to place are optional.

    A file cannot say that an event with a preassigned time has none; a rule of our own says that it must have it.
    """
    limits = limits_of(rules)
    settled = tuple(event.id for event in draft.events.values() if event.time is not None)
    if settled:
        rules = (*rules, Placed(id=SETTLED, entry="AssignTimeConstraint", weight=SETTLED_WEIGHT, lessons=settled))
    placed = (rule for rule in rules if isinstance(rule, Placed) and rule.hard and rule.weight)
    asked = {lesson for rule in placed for lesson in rule.lessons}
    lessons = []
    for event in draft.events.values():
        seen = {tuple(block.duration for block in blocks[event.id]) for blocks in known if event.id in blocks}
        starts = None if event.time is None else (event.time,)
        parts = parts_of(event.duration, limits.get(event.id, Limits()), seen, starts)
        lessons.append(
            Lesson(
                id=event.id,
                parts=parts,
                duration=event.duration,
                options=(the_option(),),
                demands=tuple(event.demands),
                subject=event.course,
                name=event.name or event.id,
                optional=event.id not in asked,
            )
        )
    return Problem(
        draft.all_times(),
        tuple(draft.resources.values()),
        tuple(lessons),
        rules,
        name=draft.id,
        placing_first=False,
    )


def write_archive(path: Path | str, archive: Archive, solutions: Iterable[Solution] | None = None) -> None:
    """Writes the archive's instances, as they were read, with these solutions (its own where none are given).

    Solutions of one group share its metadata, which is taken from the first. The file is written whole or not at all.
    """
    chosen = tuple(archive.solutions if solutions is None else solutions)
    root = Element(ROOT)
    instances = SubElement(root, "Instances")
    for problem in archive.instances:
        instances.append(fromstring(archive.sources[problem.name]))
    groups: dict[str, Element] = {}
    for solution in chosen:
        if solution.group not in groups:
            groups[solution.group] = group_element(solution.group, solution.metadata)
        problem = archive.instance(solution.instance)
        groups[solution.group].append(solution_element(problem, solution.timetable, solution.metadata))
    if groups:
        SubElement(root, "SolutionGroups").extend(groups.values())
    indent(root, space="\t")
    with written_whole(Path(path), overwrite=True, lasting=True) as temporary, temporary.open("wb") as file:
        ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)
