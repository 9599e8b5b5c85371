"""A proof that something cannot be, in a planner's words: what is needed, what there is, and where to change it.

The texts are in `data/texts/solver.toml`, one for each key of a proof; what is proved is found by `solver.proofs`.
"""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.evaluation.findings import Proof
from scheduler.problem import rules as r
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH
from scheduler.problem.text import say
from scheduler.telling import naming, reasons

_COLUMNS = {"distance_over_cap": "distance_min"}
"""The column to look at, where it is not the row as a whole."""


def sentence(problem: Problem, proof: Proof, language: str) -> str:
    """The proof in Dutch or English, after the cell it is about where that is known."""
    values = _Values(problem, proof, language).all()
    key = "no_time_at_all" if proof.key == "no_time" and not proof.starts else proof.key
    text = naming.told(problem, language, key, need=proof.need, have=proof.have, **values)
    cell = _cell(problem, proof)
    return f"{cell}: {text}" if cell else text


def _cell(problem: Problem, proof: Proof) -> str:
    """The planner's row of the lesson, teacher, class, room or pool."""
    record = problem.lesson.get(proof.row) or problem.resource.get(proof.row)
    origin = record.origin if record else None
    return origin.cell(_COLUMNS.get(proof.key, "")) if origin else ""


class _Values:
    """What fills the sentence of one proof."""

    def __init__(self, problem: Problem, proof: Proof, language: str) -> None:
        self.problem, self.proof, self.language = problem, proof, language

    def all(self) -> dict[str, object]:
        proof = self.proof
        match proof.key:
            case "no_way" | "no_time" | "nothing_fits":
                values = {"who": proof.about[0], "subject": self._subject(proof.about[0]), "part": proof.part}
                why = proof.why.text(self.language) if proof.why else ""
                return {
                    **values,
                    "starts": proof.starts,
                    "duration": proof.duration,
                    "reasons": self._reasons(),
                    "why": why,
                }
            case "teacher_hours" | "class_hours" | "room_hours" | "hours":
                return {"who": self._person(proof.about[0]), "within": self._within(), "cure": self._cure()}
            case "rooms_short" | "teachers_short" | "teachers_workload":
                return {"who": self._codes(), "count": len(proof.about)}
            case "band_person":
                first, second = proof.named
                return {"who": self._person(proof.about[0]), "first": first, "second": second}
            case "band_rooms" | "band_teachers":
                return {"who": self._codes(), "lessons": naming.listed(proof.named, self.language)}
            case "distance_over_cap":
                lessons = naming.listed(proof.named, self.language)
                return {"who": proof.about[0], "rule": proof.entry, "lessons": lessons}
            case "mixed_over_cap":
                return {"who": proof.about[0], "rule": proof.entry, "lesson": proof.named[0], "part": proof.part}
            case "pool_short" | "seats_short":
                return self._asking()
            case "pool_unsupplied" | "seats_unsupervised":
                return {**self._asking(), **self._holders()}
        return {"rule": self._rule(), **self._of_rule(self.problem.rule[proof.rule])}

    def _of_rule(self, rule: r.Rule) -> dict[str, object]:
        """For a rule that breaks in any timetable: whom it breaks for, and what it counts."""
        proof = self.proof
        match rule:
            case r.LimitPeriods():
                return {"who": proof.about[0], "what": self._what(rule)}
            case r.OnHand():
                who = naming.group_named(rule.name, proof.about, self.problem, self.language)
                return {"who": who, "when": self._times()}
            case r.LimitWorkload() | r.LimitClusters():
                return {"who": self._pupils_or_person(proof.about[0])}
        who = naming.listed((naming.lesson_name(self.problem, id, self.language) for id in proof.about), self.language)
        match rule:
            case r.Spread(bounds=bounds):
                return {"who": who, "sets": self._sets(bounds)}
            case r.Pinned():
                return {"who": who, "sets": self._times()}
            case r.SplitCount():
                return {"who": who, "duration": proof.duration}
        return {"who": who}

    def _asking(self) -> dict[str, object]:
        """The lesson that asks for units of a pool."""
        lesson = self.proof.about[0]
        pool = naming.code_and_name(self.problem.resource[self.proof.pool])
        return {"who": lesson, "subject": self._subject(lesson), "pool": pool}

    def _holders(self) -> dict[str, object]:
        """Who could supply them, and the lessons in which they are then."""
        people = naming.listed(map(self._person, self.proof.about[1:]), self.language)
        busy = naming.listed(self.proof.named, self.language)
        elsewhere = say(self.language, "solver", "then_in_lessons", count=len(self.proof.named), lessons=busy)
        return {"people": people, "elsewhere": elsewhere if busy else ""}

    # -- who --

    def _subject(self, lesson: str) -> str:
        return self.problem.lesson[lesson].subject or lesson

    def _person(self, resource: str) -> str:
        """A class for a group of pupils, else the code with the name."""
        one = self.problem.resource[resource]
        return one.class_code or naming.code_and_name(one)

    def _pupils_or_person(self, resource: str) -> str:
        """ "teacher JANS"; a group of pupils is told as its class."""
        one = self.problem.resource[resource]
        if one.kind == PATH and one.class_code:
            return say(self.language, "evaluation", PATH, code=one.class_code)
        return naming.resource_name(self.problem, resource, self.language)

    def _codes(self) -> str:
        codes = sorted(self.problem.resource[resource].code for resource in self.proof.about)
        return naming.listed(codes, self.language)

    # -- why --

    def _reasons(self) -> str:
        """What takes the starts of a block; "" where the grid has none for it."""
        return " ".join(reasons.sentence(self.problem, one, self.language) for one in self.proof.reasons)

    def _within(self) -> str:
        """What leaves so few: a limit, or the periods in which these lessons can be."""
        key = "within_limit" if "limit" in self.proof.because else "within_periods"
        return say(self.language, "solver", key, have=self.proof.have, entry=self.proof.entry)

    def _cure(self) -> str:
        """Advice that can be followed: no absence is removed where there is none."""
        kind = self.proof.key.removesuffix("_hours")
        keys = [f"cure_{kind}", *(f"cure_{cause}" for cause in ("absent", "limit") if cause in self.proof.because)]
        return " ".join(naming.told(self.problem, self.language, key) for key in keys)

    # -- what --

    def _rule(self) -> str:
        """The entry and what it says, or what the rule of another format is called."""
        rule = self.problem.rule[self.proof.rule]
        known = naming.rule_sentence(rule.entry)
        meaning = known[self.language].rstrip(".") if known else rule.name
        return f"{rule.entry} ({meaning})" if meaning else rule.entry

    def _what(self, rule: r.LimitPeriods) -> str:
        """What a rule about modes counts: "distance lessons over the school year"."""
        what = say(self.language, "evaluation", f"{naming.modes_key(rule.modes)}_many")
        return f"{what} {naming.period_counted(self.problem, rule, self.language)}"

    def _times(self) -> str:
        """The times among which one is needed, whole days by their names."""
        return naming.whole_days(self.problem, self.proof.when, self.language)

    def _sets(self, bounds: Iterable[r.Bound]) -> str:
        """Where it is counted: "Monday and Tuesday (at most 1 each)", "10 days"."""
        limits = self.proof.limits
        told = [(bound, limit) for bound, limit in zip(bounds, limits, strict=True) if limit is not None]
        days = [self._days(bound) for bound, _ in told]
        apart = all(len(one) == 1 for one in days) and len(set().union(*days)) == len(days)
        if len(told) == 1 or (apart and self.problem.times.weekdays):
            name = naming.days if apart else naming.moments
            sets = name(self.problem, {time for bound, _ in told for time in bound.times}, self.language)
        else:
            sets = say(self.language, "solver", "day_sets" if apart else "period_sets", count=len(told))
        if len(told) == 1 or len({limit for _, limit in told}) > 1:
            return sets
        key = "sets_at_most" if self.proof.key == "spread_over" else "sets_at_least"
        return say(self.language, "solver", key, sets=sets, limit=told[0][1])

    def _days(self, bound: r.Bound) -> set[tuple[int, int]]:
        times = (self.problem.times[index] for index in bound.times)
        return {(time.week, time.day) for time in times}
