"""What a wrong name was probably meant to be, for messages to programmers.

Readers of planners' files have their own, `formats.files.faults.near_name`.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST_NAME = 60
"""Characters; what is longer is no misspelt name, and comparing it takes long."""


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """`. Did you mean 'teacher:Ann'?`, or "" where nothing is near; a resource is also known by its code alone."""
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        return ""
    spoken: dict[str, str] = {}
    for one in known:
        spoken.setdefault(one.casefold(), one)
        spoken.setdefault(one.rpartition(":")[2].casefold(), one)
    near = get_close_matches(name.casefold(), spoken, n=1)
    return f". Did you mean {spoken[near[0]]!r}?" if near else ""
