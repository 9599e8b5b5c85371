"""Small readings of the state in hand: how busy a row is in a set of times, how many of them are idle.

Whoever needs more than one row for what it counts (`kernel.read`) puts it together from these.
"""

from __future__ import annotations

from scheduler.solver.annealing.bits import leading, lowest, popcount, shifted_down
from scheduler.solver.annealing.inner import inlined, inner
from scheduler.solver.annealing.layout import Data, Now


@inlined
def meets_set(d: Data, n: Now, row: int, one: int) -> int:
    """How many of the set's times the row is busy."""
    found = 0
    for w in range(d.words):
        found += popcount(n.busy[row * d.words + w] & d.set_mask[one * d.words + w])
    return found


@inlined
def touches_set(d: Data, n: Now, row: int, one: int) -> bool:
    for w in range(d.words):  # noqa: SIM110
        if n.busy[row * d.words + w] & d.set_mask[one * d.words + w] != 0:
            return True
    return False


@inlined
def window(d: Data, n: Now, row: int, one: int) -> int:
    """The row's pattern in a set of neighbouring times, the first time in the lowest bit."""
    place, shift, size = row * d.words + d.set_word[one], d.set_shift[one], d.set_size[one]
    pattern = shifted_down(n.busy[place], shift)
    if shift + size > 64:
        pattern |= n.busy[place + 1] << (64 - shift)
    return pattern & ((1 << size) - 1)


@inlined
def busy_at(d: Data, n: Now, row: int, time: int) -> bool:
    return (n.busy[row * d.words + (time >> 6)] >> (time & 63)) & 1 != 0


@inner
def idle_in(d: Data, n: Now, row: int, one: int) -> int:
    if d.set_word[one] >= 0:
        pattern = window(d, n, row, one)
        if pattern == 0:
            return 0
        return 64 - leading(pattern) - lowest(pattern) - popcount(pattern)
    idle = 0
    waiting = -1
    for k in range(d.set_ptr[one], d.set_ptr[one + 1]):
        if busy_at(d, n, row, d.set_time[k]):
            if waiting > 0:
                idle += waiting
            waiting = 0
        elif waiting >= 0:
            waiting += 1
    return idle


@inlined
def outside(value: int, least: int, most: int) -> int:
    if value < least:
        return least - value
    return value - most if value > most else 0
