"""What the catalogue of rules says, in the language of the reader: sources, examples and defaults.

The catalogue itself holds one spelling of each word (`graad 3`, `must`, `both`); a row of Regels may hold any.
"""

from __future__ import annotations

import re

from scheduler.problem.text import catalogue as texts
from scheduler.problem.text import say
from scheduler.school.catalogue import Entry, Parameter


def source_of(entry: Entry, language: str) -> str:
    """Where the defaults of a rule come from."""
    return entry.sources[language] or say(language, "rules", "own_default")


def default_of(parameter: Parameter, language: str) -> str:
    """The default as a planner would type it; "" where something else decides."""
    return _spoken(parameter.default, language)


def example_of(entry: Entry, language: str) -> str:
    """A row of Regels that works as it stands."""
    return _spoken(entry.example, language)


def _spoken(text: str, language: str) -> str:
    known = texts("rules")
    return re.sub(r"[a-z]+", lambda word: known.get(f"word_{word[0]}", {}).get(language, word[0]), text)
