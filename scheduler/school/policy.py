"""The legal numbers, out of a dated policy file with their sources (`data/policies`, or the planner's own file)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scheduler.ordinary_files import NotOrdinary, content_of, parsed_toml
from scheduler.problem.text import data_folder
from scheduler.school.catalogue import fold
from scheduler.school.stages import stage_of

MOST_BYTES = 2**20
"""Of a policy file."""


class PolicyError(ValueError):
    """The policy file does not exist or does not hold what a policy must hold; the text says which.

    `kind` is "missing", "special" (a device, a pipe, a folder), "entry" (without the entry `detail`) or "" (unreadable,
    `detail` is what the parser or the system says of it).
    """

    def __init__(self, path: Path, kind: str, detail: str, text: str = "") -> None:
        super().__init__(f"{path}: {text or detail}")
        self.kind, self.detail = kind, detail


@dataclass(frozen=True, slots=True)
class Policy:
    """Caps in percent of teaching time per stage; clock times in minutes after midnight; sources by language."""

    name: str
    title: Mapping[str, str]
    valid_from: date
    review_by: date | None
    share_source: Mapping[str, str]
    share_default: int | None
    share_stages: Mapping[str, int]
    exempt_words: tuple[str, ...]
    exempt_programmes: tuple[str, ...]
    excluded_words: tuple[str, ...]
    week_source: Mapping[str, str]
    minimum_lessons: int
    half_days: int
    earliest_start: int
    earliest_end: int
    latest_end: int
    lunch_minutes: int

    def share_cap(self, stage: str, programme: str = "") -> int:
        """The largest share of distance education of a group of pupils, in percent; 100 without a maximum, 0 for none.

        A stage that the policy does not know (`knows`) gets the policy's default, or the lowest cap of any other.
        """
        known = self._programme_cap(programme)
        if known is None:
            known = self._caps.get(fold(stage_of(stage)))
        if known is None:
            known = self.share_default
        return min(filter(None, self.share_stages.values())) if known is None else known

    def knows(self, stage: str, programme: str = "") -> bool:
        """Whether a cap is stated for this stage or programme."""
        stated = self._programme_cap(programme) is not None or fold(stage_of(stage)) in self._caps
        return stated or (bool(stage) and self.share_default is not None)

    @property
    def _caps(self) -> dict[str, int]:
        return {fold(stage_of(name)): cap for name, cap in self.share_stages.items()}

    def _programme_cap(self, programme: str) -> int | None:
        """What the name of a programme alone decides."""
        words = fold(programme)
        exempt = words in map(fold, self.exempt_programmes) or any(fold(word) in words for word in self.exempt_words)
        if words and exempt:
            return 100
        return 0 if words and any(fold(word) in words for word in self.excluded_words) else None


def load_policy(name_or_file: str, folder: Path | None = None) -> Policy:
    """A shipped policy by name, or the planner's own TOML file (relative to `folder`). Raises `PolicyError`."""
    shipped = data_folder() / "policies" / f"{name_or_file}.toml"
    path = shipped if shipped.is_file() else (folder or Path()) / name_or_file
    try:
        content = parsed_toml(content_of(path, MOST_BYTES).decode("utf-8"))
        share, week = content["share"], content["week"]
        return Policy(
            name=str(content["name"]),
            title={"nl": str(content["title_nl"]), "en": str(content["title_en"])},
            valid_from=content["valid_from"],
            review_by=content.get("review_by"),
            share_source=_source(share),
            share_default=None if "default" not in share else int(share["default"]),
            share_stages={str(stage): int(cap) for stage, cap in share["stages"].items()},
            exempt_words=tuple(share.get("exempt", {}).get("programmes_containing", ())),
            exempt_programmes=tuple(share.get("exempt", {}).get("programmes", ())),
            excluded_words=tuple(share.get("excluded", {}).get("programmes_containing", ())),
            week_source=_source(week),
            minimum_lessons=int(week["minimum_lessons"]),
            half_days=int(week["half_days"]),
            earliest_start=_minutes(week["earliest_start"]),
            earliest_end=_minutes(week["earliest_end"]),
            latest_end=_minutes(week["latest_end"]),
            lunch_minutes=int(week["lunch_minutes"]),
        )
    except FileNotFoundError as error:
        raise PolicyError(path, "missing", "there is no such file") from error
    except (NotOrdinary, IsADirectoryError) as error:
        raise PolicyError(path, "special", "not an ordinary file") from error
    except OSError as error:
        raise PolicyError(path, "", error.strerror or str(error)) from error
    except KeyError as error:
        entry = str(error.args[0])
        raise PolicyError(path, "entry", entry, f"the entry {entry!r} is missing") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise PolicyError(path, "", str(error)) from error


def _source(table: Mapping[str, str]) -> dict[str, str]:
    """Where numbers come from, in each language; an own policy may say it in one."""
    return {"nl": str(table["source"]), "en": str(table.get("source_en", table["source"]))}


def _minutes(clock: str) -> int:
    hours, minutes = str(clock).split(":")
    return int(hours) * 60 + int(minutes)
