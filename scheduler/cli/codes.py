"""Exit codes of every verb: a contract with the scripts of others."""

from __future__ import annotations

DONE = 0
FAULTS = 1
"""The data has faults, and they were listed."""
USAGE = 2
IMPOSSIBLE = 3
"""Proved: no timetable can exist."""
NOTHING = 4
"""No timetable was found in the time given."""
BROKEN = 5
"""There is a timetable, but it breaks hard rules or leaves lessons unplaced."""
