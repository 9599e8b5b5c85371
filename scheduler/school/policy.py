"""The legal numbers, out of a dated policy file with their sources (`data/policies`, or the planner's own file)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scheduler.problem.text import data_folder


class PolicyError(ValueError):
    """The policy file does not exist or does not hold what a policy must hold; the text says which."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Caps in percent of teaching time per stage; clock times in minutes after midnight."""

    name: str
    title: Mapping[str, str]
    valid_from: date
    review_by: date | None
    share_source: str
    share_default: int
    share_stages: Mapping[str, int]
    exempt_words: tuple[str, ...]
    exempt_programmes: tuple[str, ...]
    week_source: str
    minimum_lessons: int
    half_days: int
    earliest_start: int
    earliest_end: int
    latest_end: int
    lunch_minutes: int

    def share_cap(self, stage: str, programme: str = "") -> int:
        """The largest share of distance education, in percent; 100 for programmes without a maximum."""
        words = programme.casefold()
        if programme and (
            words in {name.casefold() for name in self.exempt_programmes}
            or any(word.casefold() in words for word in self.exempt_words)
        ):
            return 100
        stages = {name.casefold(): cap for name, cap in self.share_stages.items()}
        return stages.get(stage.casefold(), self.share_default)


def load_policy(name_or_file: str, folder: Path | None = None) -> Policy:
    """A shipped policy by name, or the planner's own TOML file (relative to `folder`). Raises `PolicyError`."""
    shipped = data_folder() / "policies" / f"{name_or_file}.toml"
    path = shipped if shipped.is_file() else (folder or Path()) / name_or_file
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        share, week = content["share"], content["week"]
        return Policy(
            name=str(content["name"]),
            title={"nl": str(content["title_nl"]), "en": str(content["title_en"])},
            valid_from=content["valid_from"],
            review_by=content.get("review_by"),
            share_source=str(share["source"]),
            share_default=int(share["default"]),
            share_stages={str(stage): int(cap) for stage, cap in share["stages"].items()},
            exempt_words=tuple(share.get("exempt", {}).get("programmes_containing", ())),
            exempt_programmes=tuple(share.get("exempt", {}).get("programmes", ())),
            week_source=str(week["source"]),
            minimum_lessons=int(week["minimum_lessons"]),
            half_days=int(week["half_days"]),
            earliest_start=_minutes(week["earliest_start"]),
            earliest_end=_minutes(week["earliest_end"]),
            latest_end=_minutes(week["latest_end"]),
            lunch_minutes=int(week["lunch_minutes"]),
        )
    except OSError as error:
        raise PolicyError(f"{path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path}: {error}") from error
    except KeyError as error:
        raise PolicyError(f"{path}: the entry {error.args[0]!r} is missing") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise PolicyError(f"{path}: {error}") from error


def _minutes(clock: str) -> int:
    hours, minutes = str(clock).split(":")
    return int(hours) * 60 + int(minutes)
