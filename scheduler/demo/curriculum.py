"""The classes of a demo school and everything that must be taught to them, before anybody is named to teach it.

Lessons are drafts here: they know which qualification each of their teachers needs, not yet the teacher.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from random import Random
from typing import Any

from scheduler.demo.tables import Hours, Programme, SubjectInfo, demo_data, programmes
from scheduler.school.records import Blocks, ClassGroup

LARGEST_BAND = 5  # classes in one band: more would need as many rooms and teachers at the same moment
LARGEST_GROUP = 26  # pupils of a merged group; an ordinary classroom has 28 seats


@dataclass(frozen=True, slots=True)
class DraftClass:
    code: str
    campus: str
    year: int
    programme: Programme
    pupils: int


@dataclass(slots=True)
class DraftLesson:
    """A lesson without names: `staff` holds one qualification per teacher, `teachers` is filled in by `staffing`."""

    id: str
    subject: str
    attendees: tuple[str, ...]
    classes: tuple[DraftClass, ...]
    pupils: int
    periods: Fraction
    blocks: Blocks | None
    staff: tuple[str, ...]
    room: str
    band: str = ""
    teachers: list[tuple[str, ...]] = field(default_factory=list)
    distance_min: int = 0
    distance_max: int | None = None

    @property
    def campus(self) -> str:
        return self.classes[0].campus


@dataclass(frozen=True, slots=True)
class Curriculum:
    classes: tuple[DraftClass, ...]
    groups: tuple[ClassGroup, ...]
    lessons: list[DraftLesson]


def draft_classes(plan: dict[str, Any], scale: int, language: str, random: Random) -> tuple[DraftClass, ...]:
    """The classes of one size; a copy of the school gets the number of the copy in its codes (3ECO, 3ECO-2)."""
    known = programmes(language)
    smallest, largest = plan["pupils"]
    made = []
    for campus, codes in plan["campuses"].items():
        for copy in range(1, scale + 1):
            for entry in codes:
                code, programme = entry.split(":")
                name = code if copy == 1 else f"{code}-{copy}"
                pupils = random.randint(smallest, largest)
                if known[programme].halves:  # workshops are small: the class fits twelve and twelve
                    pupils = min(pupils, 22)
                made.append(DraftClass(name, campus, int(code[0]), known[programme], pupils))
    return tuple(made)


def draft_curriculum(classes: tuple[DraftClass, ...], subjects: dict[str, SubjectInfo], language: str) -> Curriculum:
    """All lessons and groups of the classes: bands, half classes, merged classes and plain lessons."""
    made = Curriculum(classes, (), [])
    groups: list[ClassGroup] = []
    for label, members in _together(classes):
        _add_band("religion", label, members, members[0].programme.religion, subjects, language, made.lessons, groups)
    for kind in ("options", "seminars"):
        choosing: dict[tuple[str, int, tuple[int, ...]], list[DraftClass]] = defaultdict(list)
        for one in classes:
            if one.programme.choice_band == kind and one.programme.choice is not None:
                choosing[(one.campus, one.year, _sizes(one.programme.choice))].append(one)
        for (campus, year, _), members_of_year in choosing.items():
            for part, chunk in enumerate(_chunks(members_of_year), start=1):
                label = f"{_prefix(campus)}{year}{_letter(part, members_of_year)}"
                choice = chunk[0].programme.choice
                assert choice is not None
                _add_band(kind, label, chunk, choice, subjects, language, made.lessons, groups)
    merged = _merged_sport(classes)
    for pair in merged:
        made.lessons.append(_sport_together(pair, subjects))
    in_pairs = {one.code for pair in merged for one in pair}
    for one in classes:
        for subject, wanted in one.programme.lessons:
            if subject == "LO" and one.code in in_pairs:
                continue
            if subject in one.programme.halves:
                _add_halves(one, subject, wanted, subjects, language, made.lessons, groups)
            else:
                made.lessons.append(_plain(one, subject, wanted, subjects))
    return Curriculum(classes, tuple(groups), made.lessons)


def _plain(one: DraftClass, subject: str, wanted: Hours, subjects: dict[str, SubjectInfo]) -> DraftLesson:
    info = subjects[subject]
    teachers = 2 if subject in one.programme.co_taught else 1
    return DraftLesson(
        id=f"{one.code}-{info.code}",
        subject=subject,
        attendees=(one.code,),
        classes=(one,),
        pupils=one.pupils,
        periods=wanted.periods,
        blocks=wanted.blocks,
        staff=(info.staff,) * teachers,
        room=info.room,
    )


def _add_halves(
    one: DraftClass,
    subject: str,
    wanted: Hours,
    subjects: dict[str, SubjectInfo],
    language: str,
    lessons: list[DraftLesson],
    groups: list[ClassGroup],
) -> None:
    """Practice in two half classes at once, each with its own teacher and workshop."""
    info, texts = subjects[subject], demo_data("bands")["halves"]
    for letter, pupils in (("a", (one.pupils + 1) // 2), ("b", one.pupils // 2)):
        group = ClassGroup(f"{one.code}-{letter}", one.code, texts["division"][language], pupils)
        groups.append(group)
        half = _plain(one, subject, wanted, subjects)
        half.id, half.attendees, half.pupils = f"{one.code}-{info.code}-{letter}", (group.code,), pupils
        half.band = f"{texts['label'][language]}-{one.code}"
        lessons.append(half)


def _add_band(
    kind: str,
    label: str,
    members: Sequence[DraftClass],
    wanted: Hours,
    subjects: dict[str, SubjectInfo],
    language: str,
    lessons: list[DraftLesson],
    groups: list[ClassGroup],
) -> None:
    """Lessons side by side for several classes: classes are divided over the subjects, groups merged per subject."""
    plan = demo_data("bands")[kind]
    band = f"{plan['label'][language]}-{label}"
    parts: dict[str, list[tuple[ClassGroup, DraftClass]]] = {subject: [] for subject in plan["subjects"]}
    for one in members:
        others = [round(one.pupils * share) for share in plan["share"][1:]]
        for subject, pupils in zip(plan["subjects"], [one.pupils - sum(others), *others], strict=True):
            group = ClassGroup(f"{one.code}-{subjects[subject].code}", one.code, plan["division"][language], pupils)
            groups.append(group)
            parts[subject].append((group, one))
    for subject, joined in parts.items():
        bins = _share_out(joined)
        for number, merged in enumerate(bins, start=1):
            info = subjects[subject]
            lessons.append(
                DraftLesson(
                    id=f"{band}-{info.code}" + (str(number) if len(bins) > 1 else ""),
                    subject=subject,
                    attendees=tuple(group.code for group, _ in merged),
                    classes=tuple(one for _, one in merged),
                    pupils=sum(group.pupils for group, _ in merged),
                    periods=wanted.periods,
                    blocks=wanted.blocks,
                    staff=(info.staff,),
                    room=info.room,
                    band=band,
                )
            )


def _share_out(joined: list[tuple[ClassGroup, DraftClass]]) -> list[list[tuple[ClassGroup, DraftClass]]]:
    """Groups put together so that nobody teaches more than `LARGEST_GROUP` pupils, in as few lessons as that allows."""
    count = ceil(sum(group.pupils for group, _ in joined) / LARGEST_GROUP)
    while True:
        bins: list[list[tuple[ClassGroup, DraftClass]]] = [[] for _ in range(count)]
        sizes = [0] * count
        for group, one in sorted(joined, key=lambda pair: -pair[0].pupils):
            smallest = sizes.index(min(sizes))
            bins[smallest].append((group, one))
            sizes[smallest] += group.pupils
        if max(sizes) <= LARGEST_GROUP:
            return bins
        count += 1


def _together(classes: Iterable[DraftClass]) -> list[tuple[str, list[DraftClass]]]:
    """Classes whose religion lessons run side by side: of one year, or of one stage where a year has one class only."""
    by_year: dict[tuple[str, int], list[DraftClass]] = defaultdict(list)
    by_stage: dict[tuple[str, str], list[DraftClass]] = defaultdict(list)
    for one in classes:
        by_year[(one.campus, one.year)].append(one)
    sets: list[tuple[str, list[DraftClass]]] = []
    for (campus, year), members in by_year.items():
        if len(members) == 1:
            by_stage[(campus, members[0].programme.stage)].extend(members)
            continue
        for part, chunk in enumerate(_chunks(members), start=1):
            sets.append((f"{_prefix(campus)}{year}{_letter(part, members)}", chunk))
    for (campus, stage), members in by_stage.items():
        sets.append((f"{_prefix(campus)}G{stage}", members))
    return sets


def _chunks(members: list[DraftClass]) -> list[list[DraftClass]]:
    """Parts of about equal length of at most `LARGEST_BAND` classes."""
    count = ceil(len(members) / LARGEST_BAND)
    return [members[part::count] for part in range(count)]


def _letter(part: int, members: list[DraftClass]) -> str:
    return "" if len(members) <= LARGEST_BAND else f".{part}"


def _prefix(campus: str) -> str:
    return "" if campus == "main" else campus[0].upper()


def _sizes(wanted: Hours) -> tuple[int, ...]:
    return wanted.blocks.sizes if wanted.blocks else (1,) * int(wanted.periods)


def _merged_sport(classes: Iterable[DraftClass]) -> list[tuple[DraftClass, DraftClass]]:
    """Two classes of a year that have sport together with two teachers: the first two of a year of three or more."""
    by_year: dict[tuple[str, int], list[DraftClass]] = defaultdict(list)
    for one in classes:
        if one.programme.finality == "doorstroom":
            by_year[(one.campus, one.year)].append(one)
    return [(members[0], members[1]) for members in by_year.values() if len(members) >= 3]


def _sport_together(pair: tuple[DraftClass, DraftClass], subjects: dict[str, SubjectInfo]) -> DraftLesson:
    first, second = pair
    info = subjects["LO"]
    return DraftLesson(
        id=f"{first.code}+{second.code}-{info.code}",
        subject="LO",
        attendees=(first.code, second.code),
        classes=pair,
        pupils=first.pupils + second.pupils,
        periods=Fraction(2),
        blocks=Blocks(sizes=(2,)),
        staff=(info.staff, info.staff),
        room=info.room,
    )
