"""The figures of a school, drawn: lessons per period, gaps per teacher, distance over the week, pools against capacity.

Every figure is told in a sentence and in a table beside its picture. Where marks go in a picture is said in `figures`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.problem.modes import Mode
from scheduler.problem.resources import TEACHER
from scheduler.problem.rules import Span
from scheduler.problem.text import say
from scheduler.telling.naming import week_name
from scheduler.views.agenda import Activity, distance_by_way
from scheduler.views.frames.rows import load_rows
from scheduler.views.overview import basis
from scheduler.views.phrases import Phrases, clock
from scheduler.views.report import Report
from scheduler.views.site.figures import Mark, Slot, bars, heat_map, ranked
from scheduler.views.usage import Moment, Use, make_usage, open_periods

MOST_TEACHERS = 40


@dataclass(frozen=True, slots=True)
class Plot:
    """One picture with its words and the same figures as a table; without `marks` the sentence says it all."""

    key: str
    title: str
    summary: str
    marks: tuple[Mark, ...] = ()
    width: int = 0
    height: int = 0
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str | int, ...], ...] = ()


def plots(report: Report, phrases: Phrases) -> tuple[Plot, ...]:
    """All figures of a school, in the order in which they are read."""
    drawer = _Plots(report, phrases)
    return (*drawer.lessons(), drawer.gaps(), *drawer.distance(), *drawer.pools())


class _Plots:
    def __init__(self, report: Report, phrases: Phrases) -> None:
        self.problem, self.view, self.agendas, self.phrases = report.problem, report.view, report.agendas, phrases
        self.weeks = range(self.problem.times.weeks)
        self.cycle = basis(Span.CYCLE, phrases)

    def say(self, key: str, /, **values: object) -> str:
        return say(self.phrases.language, "site", key, **values)

    def of_week(self, weeks: Sequence[int]) -> str:
        """ ", week A", or nothing where a picture stands for every week."""
        return "" if len(weeks) == len(self.weeks) else self.say("plot_of_week", name=week_name(weeks[0]))

    def when(self, slot: Slot) -> str:
        return f"{self.phrases.day(slot.day)} {clock(slot.start)}"

    # -- what is counted at each period --

    def counted(self, modes: Sequence[Mode]) -> dict[int, list[Slot]]:
        """By week, for every open period the lessons that run in it: those of the first mode, and of all others."""
        at: dict[int, list[int]] = {}
        for entry in self.agendas.entries:
            if entry.activity is Activity.LESSON and entry.mode in modes:
                for tick in set(self.problem.ticks(entry.times)):
                    at.setdefault(tick, [0, 0])[entry.mode is not modes[0]] += 1
        found: dict[int, list[Slot]] = {week: [] for week in self.weeks}
        for time in sorted(open_periods(self.problem), key=lambda time: (time.day, time.start, time.index)):
            most = max((at.get(tick, [0, 0]) for tick in time.ticks), key=sum)
            found[time.week].append(Slot(time.day, time.start, time.end, most[0], most[1]))
        return found

    def by_week(self, found: dict[int, list[Slot]]) -> Iterator[tuple[tuple[int, ...], list[Slot]]]:
        """Weeks with what is in them; all at once where they are equal."""
        if all(slots == found[0] for slots in found.values()):
            yield tuple(self.weeks), found[0]
        else:
            for week, slots in found.items():
                yield (week,), slots

    # -- the figures --

    def lessons(self) -> Iterator[Plot]:
        for weeks, slots in self.by_week(self.counted(tuple(Mode))):
            fullest = max(slots, key=lambda slot: slot.total, default=None)
            if fullest is None:
                continue
            marks, width, height = heat_map(slots, [self.phrases.day(day) for day in range(7)])
            yield Plot(
                f"lessons-{weeks[0]}",
                self.say("plot_lessons", week=self.of_week(weeks)),
                self.say(
                    "plot_lessons_summary",
                    least=min(slot.total for slot in slots),
                    most=fullest.total,
                    when=self.when(fullest),
                ),
                marks,
                width,
                height,
                (self.say("head_when"), self.say("head_lessons")),
                tuple((self.when(slot), slot.total) for slot in slots),
            )

    def gaps(self) -> Plot:
        found: dict[str, int] = {}
        for row in load_rows(self.problem, self.view):
            if row["kind"] == TEACHER:
                found[row["code"]] = found.get(row["code"], 0) + row["gaps"]
        order = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        some = [pair for pair in order if pair[1]]
        total = sum(found.values())
        summary = self.say("plot_gaps_summary", total=total, basis=self.cycle, count=len(some), all=len(found))
        if len(some) > MOST_TEACHERS:
            summary += " " + self.say("plot_gaps_shown", shown=MOST_TEACHERS)
        marks, width, height = ranked(some[:MOST_TEACHERS])
        heads = self.say("head_teacher"), self.say("head_gaps")
        return Plot("gaps", self.say("plot_gaps"), summary, marks, width, height, heads, tuple(order))

    def distance(self) -> Iterator[Plot]:
        found = self.counted((Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS))
        by_way = distance_by_way(self.agendas.entries)
        total = sum(by_way.values())
        if not total:
            yield Plot("distance", self.say("plot_distance"), self.say("plot_distance_none"))
            return
        key = "plot_distance_mixed" if by_way["mixed"] else "plot_distance_summary"
        summary = self.say(key, total=total, basis=self.cycle, **by_way)
        if total == by_way["mixed"]:
            yield Plot("distance", self.say("plot_distance"), summary)
            return
        heads = self.say("head_when"), self.say("head_synchronous"), self.say("head_asynchronous")
        for weeks, slots in self.by_week(found):
            marks, width, height = bars(slots, [self.phrases.day(day) for day in range(7)])
            rows = tuple((self.when(slot), slot.first, slot.second) for slot in slots)
            title = self.say("plot_distance") + self.of_week(weeks)
            yield Plot(f"distance-{weeks[0]}", title, summary, marks, width, height, heads, rows)

    def pools(self) -> Iterator[Plot]:
        moments = make_usage(self.problem, self.view, self.agendas)
        names = dict.fromkeys(("pools", use.name) for one in moments for use in one.pools)
        names |= dict.fromkeys(("seats", use.name) for one in moments for use in one.seats)
        for number, (kind, name) in enumerate(names):
            found = {week: [_used(one, kind, name) for one in moments if week in one.weeks] for week in self.weeks}
            for weeks, slots in self.by_week(found):
                yield self._pool(f"pool-{number}-{weeks[0]}", kind, name, weeks, slots)

    def _pool(self, key: str, kind: str, name: str, weeks: tuple[int, ...], slots: list[Slot]) -> Plot:
        offered = max((slot.limit or 0 for slot in slots), default=0)
        if kind == "seats":
            title = self.say("plot_seats", campus=f" {name}" if name else "")
        else:
            title = self.say("plot_pool", name=name, most=offered)
        title += self.of_week(weeks)
        fullest = max(slots, key=lambda slot: slot.first, default=None)
        if fullest is None or not fullest.first:
            return Plot(key, title, self.say("plot_unused"))
        short = sum(slot.first > (slot.limit or 0) for slot in slots)
        summary = self.say("plot_pool_summary", used=fullest.first, of=fullest.limit, when=self.when(fullest))
        if short:
            summary += " " + self.say("plot_pool_short", short=short)
        marks, width, height = bars(slots, [self.phrases.day(day) for day in range(7)])
        heads = self.say("head_when"), self.say("head_used"), self.say("head_of")
        rows = tuple((self.when(slot), slot.first, slot.limit or 0) for slot in slots)
        return Plot(key, title, summary, marks, width, height, heads, rows)


def _used(moment: Moment, kind: str, name: str) -> Slot:
    uses: Sequence[Use] = moment.pools if kind == "pools" else moment.seats
    use = next(one for one in uses if one.name == name)
    return Slot(moment.day, moment.start, moment.end, use.used, 0, use.of)
