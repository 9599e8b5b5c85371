"""An entry in words: the lines of a timetable cell and of a calendar event, in Dutch or English.

The mode always stands there in letters too, so that a page in black and white says as much as one in colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, resource_id
from scheduler.problem.text import catalogue as text_catalogue
from scheduler.problem.text import say
from scheduler.school.building import school_of
from scheduler.school.catalogue import catalogue
from scheduler.school.supervising import is_own_teacher
from scheduler.school.terms import part_name
from scheduler.telling.naming import clock as clock
from scheduler.telling.naming import listed, week_name
from scheduler.views.agenda import Activity, Agenda, Entry, Kind
from scheduler.views.colours import subject_colours

MARKED = (Mode.SYNCHRONOUS.value, Mode.ASYNCHRONOUS.value, "mixed")
"""The ways of a meet (`Entry.way`) that a mark tells."""
LONGEST_SUBJECT = 30
"""A longer name of a subject makes way for its code."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cell: a strong beginning and the rest."""

    strong: str
    rest: str = ""

    @property
    def text(self) -> str:
        return " ".join(piece for piece in (self.strong, self.rest) if piece)


@dataclass(frozen=True)
class Phrases:
    """Words for the entries of one problem in one language."""

    problem: Problem
    language: str
    codes: bool = False
    """Whether subjects are called by their codes, where their names do not fit."""

    def say(self, key: str, /, **values: object) -> str:
        return say(self.language, "views", key, **values)

    @cached_property
    def _subjects(self) -> dict[str, str]:
        school = school_of(self.problem)
        records = school.subjects if school else ()
        return {record.code: record.name for record in records if record.name}

    @cached_property
    def _teachers(self) -> dict[str, str]:
        return {r.code: r.name for r in self.problem.resources_of("teacher") if r.name}

    # -- names --

    def subject(self, code: str) -> str:
        """The subject's name, first letter in capital; its code where that is missing or long."""
        name = code if self.codes else self._subjects.get(code, code)
        name = name if len(name) <= LONGEST_SUBJECT else code
        return name[:1].upper() + name[1:]

    def teacher(self, code: str) -> str:
        return self._teachers.get(code, code)

    def pupils(self, code: str) -> str:
        """A class with the groups of those who share one timetable: "1A (RKG, STEM)"; any other code as it is."""
        path = self.problem.resource.get(resource_id(PATH, code))
        if path is None or not path.groups:
            return code
        return f"{path.class_code} ({', '.join(without_class(group, path.class_code) for group in path.groups)})"

    def teachers_of(self, agenda: Agenda) -> str:
        """The codes on a page with their names; "" where none has a name of its own."""
        codes = sorted({code for entry in agenda.entries for code in entry.teachers})
        names = [f"{code} {self.teacher(code)}" for code in codes if self.teacher(code) != code]
        return f"{self.say('legend_teachers')}: {', '.join(names)}" if names else ""

    @cached_property
    def term(self) -> str:
        """Of which timetable of the year the problem is; "" where there is only one."""
        school = school_of(self.problem)
        return part_name(school.part, self.language) if school and school.part else ""

    @cached_property
    def colours(self) -> dict[str, str]:
        """The planner's colours, by code of a subject."""
        return subject_colours(self.problem)

    def title(self, agenda: Agenda) -> str:
        """ "Klas 3EC Economie": code and name, the code once."""
        name = agenda.name
        full = agenda.code if not name or name == agenda.code else f"{agenda.code} – {name}"
        if name.casefold().startswith(agenda.code.casefold()):
            full = name
        return self.say(f"title_{agenda.kind.value}", name=full)

    def heading(self, agenda: Agenda) -> str:
        """The title of its page: with the term, where the year has several timetables."""
        return f"{self.title(agenda)} ({self.term})" if self.term else self.title(agenda)

    def rule(self, entry: str) -> str:
        """The rule's sentence in the catalogue; a foreign constraint's own name."""
        known = catalogue().get(entry)
        return known.sentence[self.language] if known else entry

    def plain(self, entry: str) -> str:
        """What goes wrong where the rule is broken, in a few words; a foreign constraint's own name."""
        key = f"plain_{entry}"
        return self.say(key) if key in text_catalogue("views") else entry

    def named_rule(self, entry: str) -> str:
        """The same with the code behind it, for who wants to look it up."""
        plain = self.plain(entry)
        return entry if plain == entry else f"{plain} ({entry})"

    def counted(self, point: str) -> str:
        """Whose count it is: pupils, a subject of theirs, a lesson by its subject and who follows it; else as it is."""
        lesson = self.problem.lesson.get(point)
        if lesson is not None and lesson.attendees:
            return f"{self.subject(lesson.subject)}, {', '.join(lesson.attendees)}"
        whose = self.pupils_in(point)
        if whose in ("", point):
            return self.pupils(point)
        return f"{self.pupils(whose)}, {self.subject(point.removeprefix(f'{whose} '))}"

    def pupils_in(self, point: str) -> str:
        """The code of the pupils that a point about them, or about a subject of theirs, begins with; "" without any."""
        words = point.split(" ")
        starts = (" ".join(words[:count]) for count in range(len(words), 0, -1))
        return next((code for code in starts if resource_id(PATH, code) in self.problem.resource), "")

    def aspect(self, entry: str, aspect: str) -> str:
        """What of a rule was measured; "" where the rule's sentence says it all."""
        key = "_".join(filter(None, ("aspect", entry, aspect.replace(" ", "_"))))
        return self.say(key) if key in text_catalogue("views") else ""

    def day(self, day: int) -> str:
        """The weekday; days of an instance that is no school are only numbered."""
        named = self.problem.times.weekdays and day < 7
        return self.say(f"day_{day}") if named else self.say("day_number", number=day + 1)

    def mark(self, way: str) -> str:
        """The mark of a mode, or of a mixed meet."""
        return self.say(f"mark_{way}")

    def week(self, weeks: Sequence[int]) -> str:
        """ "elke week", or "week A"."""
        if len(weeks) == self.problem.times.weeks:
            return self.say("week_every")
        return self.say("week", name=" + ".join(week_name(week) for week in weeks))

    def some(self, names: Sequence[str]) -> str:
        """Names with commas, cut short where there are many."""
        return listed(names, self.language, cell=True)

    # -- where --

    def place(self, entry: Entry, kind: Kind) -> str:
        """Where the people whose page it is have to be."""
        if entry.activity is Activity.MEETING:
            return self.say("at_school") if not entry.teacher_home else self.say("home")
        if not entry.distance:
            online = self.say("who_online", who=entry.online) if entry.online else ""
            return _dots(", ".join(entry.rooms), online)
        if kind is Kind.CLASS:
            rooms = ", ".join(entry.onsite_rooms)
            if not entry.pupils_home:
                return rooms or self.say("at_school")
            return self.say("home_or", rooms=rooms) if rooms else self.say("home")
        if entry.mode is Mode.ASYNCHRONOUS:
            return self.say(f"presence_{entry.presence.value}" if entry.presence else "standby")
        return self.say("home") if entry.teacher_home else ", ".join(entry.rooms)

    # -- cells --

    def cell(self, entries: Sequence[Entry], agenda: Agenda) -> tuple[Line, ...]:
        """The lines of a cell; one line each where several groups are busy at once."""
        if len(entries) == 1:
            return self._alone(entries[0], agenda)
        return tuple(self._beside(entry, agenda) for entry in entries)

    def _alone(self, entry: Entry, agenda: Agenda) -> tuple[Line, ...]:
        if entry.activity is Activity.MEETING:
            return Line(self.say("meeting")), Line("", entry.name)
        if entry.activity is Activity.OPENING:
            return Line(self.say("opening")), Line("", _dots(*self._opening(entry, agenda)))
        mark, place = self.mark(entry.way), self.place(entry, agenda.kind)
        if agenda.kind is Kind.CLASS:
            group = ", ".join(short_groups(entry, agenda.code))
            others = [code for code in entry.classes if code != agenda.code]
            first = Line(_words(self.subject(entry.subject), f"({group})" if group else "", mark))
            lines = [first, Line("", _dots(self.some(entry.named), place))]
            if others:
                lines.append(Line("", self.say("and_others", others=self.some(others))))
            return tuple(lines)
        first = Line(_words(self.some(entry.attendees), mark))
        beside = place if agenda.kind is Kind.TEACHER else self.some(entry.named)
        lines = [first, Line("", _dots(self.subject(entry.subject), beside))]
        together = [code for code in entry.named if code != agenda.code]
        if agenda.kind is Kind.TEACHER and together:
            lines.append(Line("", self.say("and_others", others=self.some(together))))
        return tuple(lines)

    def _beside(self, entry: Entry, agenda: Agenda) -> Line:
        if entry.activity is Activity.MEETING:
            return Line(self.say("meeting"), entry.name)
        if entry.activity is Activity.OPENING:
            return Line(self.say("opening"), _dots(*self._opening(entry, agenda)))
        mark, place = self.mark(entry.way), self.place(entry, agenda.kind)
        if agenda.kind is Kind.CLASS:
            group = ", ".join(g for g in short_groups(entry, agenda.code) if g != entry.subject)
            strong = _words(entry.subject, f"({group})" if group else "", mark)
            return Line(strong, _dots(self.some(entry.named), place))
        beside = place if agenda.kind is Kind.TEACHER else self.some(entry.named)
        return Line(_words(self.some(entry.attendees), mark), _dots(entry.subject, beside))

    def _opening(self, entry: Entry, agenda: Agenda) -> tuple[str, ...]:
        rooms = () if agenda.kind is Kind.ROOM else entry.rooms
        return (*rooms, *(code for code in self.supervisors(entry) if code != agenda.code))

    def supervisors(self, entry: Entry) -> tuple[str, ...]:
        """Who supervises an opened room: the teacher it holds, else the staff that the sheet Toezicht names."""
        school = school_of(self.problem)
        if entry.teachers or school is None:
            return entry.teachers
        time = self.problem.times[entry.times[0]]
        rows = [
            row.who
            for row in school.supervision
            if row.room in entry.rooms
            and not is_own_teacher(row.who)
            and row.week in (None, *(week_name(week) for week in entry.weeks))
            and row.day in (None, time.day)
            and row.period in (None, time.period)
        ]
        return tuple(dict.fromkeys(rows))


def short_groups(entry: Entry, class_code: str) -> tuple[str, ...]:
    """The attending groups of a class without the class's code in front: "3EC-RKG" is RKG on the page of 3EC."""
    return tuple(without_class(group, class_code) for group in entry.groups_of(class_code))


def without_class(group: str, class_code: str) -> str:
    """The code of a group without that of its class in front."""
    return group.removeprefix(class_code).lstrip(" -_/.") or group


def _words(*pieces: str) -> str:
    return " ".join(piece for piece in pieces if piece)


def _dots(*pieces: str) -> str:
    return " · ".join(piece for piece in pieces if piece)
