"""The parts of a search that can be switched off; what each does stands in its own room."""

from __future__ import annotations

PARTS = ("anneal", "neighbourhoods", "bound")
"""Named where `solve` and `bench` say what to leave out, to see what it is worth."""
