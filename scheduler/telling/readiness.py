"""Readiness for distance lessons in words: how much is ready, what is missing, and what would open most."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from scheduler.problem.modes import Mode
from scheduler.problem.text import say
from scheduler.school.building.context import Context
from scheduler.school.competences import ASKED, below, competent, to_gain
from scheduler.school.readiness import MODES, Lack, Missing, Readiness, Step
from scheduler.telling.naming import listed
from scheduler.telling.year import shown

CATALOGUE = "readiness"
MOST_LESSONS = 3
"""So many lessons are named in a step."""
MOST_MISSING = 3


def heads(found: Readiness, language: str) -> list[str]:
    """How many periods are ready, by mode."""
    return [
        say(
            language,
            CATALOGUE,
            f"head_{mode.value}",
            ready=shown(found.periods(mode, ready=True), language),
            all=shown(found.periods(mode, ready=False), language),
        )
        for mode in MODES
    ]


def needed(missing: tuple[Missing, ...], mode: Mode, language: str) -> str:
    """ "JAN en PEE worden AA-vaardig en lesmateriaal klaar voor WIS"."""
    told = []
    for lack in Lack:
        names = [one.code for one in missing if one.lack is lack]
        if names:
            key = lack.value
            if lack is Lack.SKILL:
                key = "skill_one" if len(names) == 1 else "skill_many"
            word = say(language, CATALOGUE, f"mode_{mode.value}")
            told.append(say(language, CATALOGUE, key, names=listed(names, language), mode=word, count=len(names)))
    return listed(told, language)


def step(number: int, one: Step, language: str) -> str:
    lessons = ", ".join(one.lessons[:MOST_LESSONS])
    if len(one.lessons) > MOST_LESSONS:
        rest = say(language, CATALOGUE, "more_lessons", count=len(one.lessons) - MOST_LESSONS)
        lessons = f"{lessons} {rest}"
    text = needed(one.needed, one.mode, language)
    return say(
        language,
        CATALOGUE,
        "step",
        number=number,
        needed=text[:1].upper() + text[1:],
        periods=shown(one.periods, language),
        mode=say(language, CATALOGUE, f"mode_{one.mode.value}"),
        lessons=lessons,
    )


def steps(found: Readiness, language: str) -> list[str]:
    """The list for the head of the school: what can be learnt and made, then what could be chosen as well."""
    told = [say(language, CATALOGUE, _opening(found))]
    told += [step(number, one, language) for number, one in enumerate(found.steps, start=1)]
    for mode in MODES:
        own = [one for one in found.steps if one.mode is mode]
        people = {missing.code for one in own for missing in one.needed if missing.lack is Lack.SKILL}
        if len(people) > 1:
            periods = shown(sum((one.periods for one in own), Fraction(0)), language)
            word = say(language, CATALOGUE, f"mode_{mode.value}")
            told.append(say(language, CATALOGUE, "together", count=len(people), mode=word, periods=periods))
    if found.wider:
        told.append(say(language, CATALOGUE, "wider"))
        told += [step(number, one, language) for number, one in enumerate(found.wider, start=1)]
    return told


def _opening(found: Readiness) -> str:
    """The key of the sentence before the steps, or instead of them."""
    if found.steps:
        return "steps"
    if not found.chosen:
        return "none_chosen"
    return "kept" if any(one.missing for one in found.chosen) else "no_steps"


def levels(counts: tuple[int, ...], language: str) -> str:
    """How many pupils are below the level that each mode asks, and how many must still come up to it."""
    if not counts:
        return say(language, CATALOGUE, "levels_unknown")
    told = []
    for mode in MODES:
        word = say(language, CATALOGUE, f"mode_{mode.value}")
        numbers = {"below": below(counts, mode), "all": sum(counts), "level": ASKED[mode]}
        text = say(language, CATALOGUE, "levels", mode=word, **numbers)
        key = "levels_enough" if competent(counts, mode) else "levels_short"
        told.append(say(language, CATALOGUE, key, text=text, count=to_gain(counts, mode)))
    return "; ".join(told)


def class_row(context: Context, found: Readiness, code: str, language: str) -> tuple[str, str, str, str, str, str]:
    """A class: its periods, those ready by mode, its pupils' level, and what is missing in most of its lessons."""
    own = found.of_class(context, code)
    lacks: Counter[tuple[Missing, Mode]] = Counter()
    for mode in MODES:
        lacks.update({(missing, mode): count for missing, count in own[mode][2].items()})
    best = [needed((missing,), mode, language) for (missing, mode), _ in lacks.most_common(MOST_MISSING)]
    told = "; ".join(dict.fromkeys(best)) or say(language, CATALOGUE, "nothing_missing")
    every: Fraction = own[Mode.SYNCHRONOUS][1]
    ready = [shown(own[mode][0], language) for mode in MODES]
    pupils = levels(context.classes[code].competences, language)
    return code, shown(every, language), ready[0], ready[1], pupils, told
