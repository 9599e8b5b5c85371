"""The best timetable so far on disk, so that a killed search continues where it was.

A checkpoint belongs to one problem, known by a fingerprint; a foreign or damaged one is passed over with a notice.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from scheduler import whole_files
from scheduler.ordinary_files import content_of
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement, Timetable

log = logging.getLogger(__name__)

FORMAT = 1

MOST_BYTES = 50 * 2**20
"""Of a checkpoint; that of a large school has some hundred kB."""


def fingerprint(problem: Problem) -> str:
    """The same for equal problems in every process; the school's own records do not matter."""
    digest = hashlib.sha256()
    for part in (problem.times, problem.resources, problem.lessons, problem.rules):
        digest.update(json.dumps(_plain(part), sort_keys=True).encode())
    return digest.hexdigest()


def _plain(thing: Any) -> Any:
    """Data in an order that does not depend on hashing."""
    kind = type(thing)
    if kind in _AS_IT_IS:
        return thing
    if kind is tuple:
        return [_plain(one) for one in thing]
    if isinstance(thing, Enum):
        return thing.value
    if is_dataclass(kind):
        return [kind.__name__, *(_plain(getattr(thing, name)) for name in _compared(kind))]
    if isinstance(thing, Mapping):
        return sorted(([_plain(key), _plain(value)] for key, value in thing.items()), key=repr)
    if isinstance(thing, frozenset | set):
        return sorted((_plain(one) for one in thing), key=repr)
    if isinstance(thing, tuple | list):
        return [_plain(one) for one in thing]
    return str(thing) if isinstance(thing, Fraction) else thing


_AS_IT_IS = frozenset({str, int, bool, float, type(None)})
"""Most of a problem, asked for first: a large one has a million of them."""


@cache
def _compared(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind) if one.compare)


def write(path: Path, mark: str, timetable: Timetable) -> None:
    """Replaces the checkpoint in one step: a reader sees the old one or the new one, never half of it."""
    content = {
        "format": FORMAT,
        "fingerprint": mark,
        "placements": [
            [one.lesson, one.part, one.duration, one.start, one.option, [list(choice) for choice in one.choices]]
            for one in timetable.placements
        ],
    }
    with whole_files.written(path, lasting=True) as temporary, temporary.open("w", encoding="utf-8") as file:
        json.dump(content, file)


def read(path: Path, mark: str, problem: Problem) -> Timetable | None:
    """The timetable of an earlier search for the same problem; None, with a notice in the log, where there is none."""
    if not path.is_file():
        return None
    try:
        content = json.loads(content_of(path, MOST_BYTES))
        if content["format"] != FORMAT or content["fingerprint"] != mark:
            log.warning("checkpoint %s belongs to another problem and is passed over", path)
            return None
        timetable = Timetable(
            tuple(
                Placement(
                    str(lesson),
                    int(part),
                    int(duration),
                    start,
                    str(option),
                    tuple((str(a), str(b)) for a, b in choices),
                )
                for lesson, part, duration, start, option, choices in content["placements"]
            )
        )
        problem.check(timetable)
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        log.warning("checkpoint %s is damaged and passed over: %s", path, error)
        return None
    return timetable
