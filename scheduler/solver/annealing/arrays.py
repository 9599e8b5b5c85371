"""Lists of whole numbers as the arrays that the compiled search reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

import numpy as np

Fields = dict[str, Any]
"""Arrays by their names in `layout.Data`."""


def ints(values: Iterable[int]) -> Any:
    """An int32 array, never empty (numba needs an address)."""
    return np.array(list(values) or [0], dtype=np.int32)


def longs(values: Iterable[int]) -> Any:
    return np.array(list(values) or [0], dtype=np.int64)


def ragged(lists: Iterable[Sequence[int]]) -> tuple[Any, Any]:
    """(pointers, all values one after another)."""
    kept = list(lists)
    return ints([0, *accumulate(map(len, kept))]), ints(value for one in kept for value in one)
