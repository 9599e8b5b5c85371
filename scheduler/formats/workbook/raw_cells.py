"""Raw cells as calamine gives them: which are empty, how a planner sees them, and how one is said to be unreadable.

What a cell means is for `values`.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta


class Unreadable(ValueError):
    """A cell that cannot be understood: the key of the sentence and its parameters."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


def is_blank(raw: object) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def as_text(raw: object) -> str:
    """A raw cell as the planner sees it."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else repr(raw)
    if isinstance(raw, datetime) and raw.time() == time():
        return raw.date().isoformat()
    if isinstance(raw, timedelta):
        minutes = int(raw.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02}"
    return str(raw).strip() if raw is not None else ""
