"""The move that goes straight at a broken rule about somebody's times: a day too many is emptied, a gap is filled.

Hard or soft. Chance hardly ever moves all meets of a day to where their teacher comes anyway, and everything in between
is worse. Whoever is in the way goes where the mended meet came from (`moves.chase`).
"""

from __future__ import annotations

from scheduler.solver.annealing import layout as at
from scheduler.solver.annealing.bits import below
from scheduler.solver.annealing.columns import BUSY, CLUSTERS, IDLE
from scheduler.solver.annealing.inner import inner
from scheduler.solver.annealing.layout import Data, Now
from scheduler.solver.annealing.moves import any_placement, chase, find, length_of, place, refit, start_of
from scheduler.solver.annealing.patterns import busy_at, idle_in, meets_set, touches_set

STAMP, CHANGES, BROKEN = at.STAMP, at.CHANGES, at.BROKEN


@inner
def mend(d: Data, n: Now) -> bool:
    """Moves what a rule that is broken now asks to be moved; False where none is, or it is of another kind."""
    if n.sums[BROKEN] == 0:
        return False
    monitor = n.broken[below(n.rng, n.sums[BROKEN])]
    kind = d.kind[monitor]
    if kind == CLUSTERS:
        made = mend_clusters(d, n, monitor)
    elif kind == BUSY:
        made = mend_busy(d, n, monitor)
    elif kind == IDLE:
        made = mend_idle(d, n, monitor)
    else:
        made = False
    if not made or not chase(d, n, n.sums[CHANGES] + 16, 2):
        return False
    refit(d, n, 4)
    return True


@inner
def mend_clusters(d: Data, n: Now, monitor: int) -> bool:
    """One of the clusters that are true becomes false; where too few are, one that is false becomes true."""
    true = seen = 0
    found = -1
    for cluster in range(d.a[monitor], d.b[monitor]):
        if holds(d, n, cluster):
            true += d.cluster_weight[cluster]
    wanted = true < d.least[monitor]
    if not wanted and true <= d.most[monitor]:
        return False
    for cluster in range(d.a[monitor], d.b[monitor]):
        if holds(d, n, cluster) != wanted:
            seen += 1
            if below(n.rng, seen) == 0:
                found = cluster
    if found < 0:
        return False
    begin, end = d.cluster_ptr[found], d.cluster_ptr[found + 1]
    touch = begin + below(n.rng, end - begin)
    row, one = d.touch_row[touch], d.touch_set[touch]
    if (d.touch_present[touch] != 0) != wanted:
        return empty(d, n, row, one)
    return fill(d, n, row, one)


@inner
def holds(d: Data, n: Now, cluster: int) -> bool:
    for k in range(d.cluster_ptr[cluster], d.cluster_ptr[cluster + 1]):
        if touches_set(d, n, d.touch_row[k], d.touch_set[k]) != (d.touch_present[k] != 0):
            return False
    return True


@inner
def mend_busy(d: Data, n: Now, monitor: int) -> bool:
    """In a day with too few hours comes one more, or where that is allowed all go; from one with too many goes one."""
    row = d.row[monitor]
    seen = 0
    found = -1
    for one in range(d.a[monitor], d.b[monitor]):
        hours = meets_set(d, n, row, one)
        few = hours < d.least[monitor] and (hours > 0 or d.low[monitor] == 0)
        if few or hours > d.most[monitor]:
            seen += 1
            if below(n.rng, seen) == 0:
                found = one
    if found < 0:
        return False
    hours = meets_set(d, n, row, found)
    if hours > d.most[monitor]:
        meet = holder_in(d, n, row, found)
        return meet >= 0 and to_a_refuge(d, n, meet, row, found)
    if d.low[monitor] != 0 and below(n.rng, 2) == 0:
        return empty(d, n, row, found)
    return fill(d, n, row, found)


@inner
def mend_idle(d: Data, n: Now, monitor: int) -> bool:
    """An idle hour is filled, or the first or the last meet of a day with idle hours goes."""
    row = d.row[monitor]
    seen = 0
    found = -1
    for one in range(d.a[monitor], d.b[monitor]):
        if idle_in(d, n, row, one) > 0:
            seen += 1
            if below(n.rng, seen) == 0:
                found = one
    if found < 0:
        return False
    first = last = gap = -1
    seen = 0
    for k in range(d.set_ptr[found], d.set_ptr[found + 1]):
        if busy_at(d, n, row, d.set_time[k]):
            first = d.set_time[k] if first < 0 else first
            last = d.set_time[k]
    for k in range(d.set_ptr[found], d.set_ptr[found + 1]):
        time = d.set_time[k]
        if first < time < last and not busy_at(d, n, row, time):
            seen += 1
            if below(n.rng, seen) == 0:
                gap = time
    if gap < 0:
        return False
    meet = holder_at(d, n, row, first if below(n.rng, 2) == 0 else last)
    dice = below(n.rng, 3)
    if dice == 0:
        return meet >= 0 and to_a_refuge(d, n, meet, row, found)
    if dice == 1:
        return meet >= 0 and goes_to(d, n, meet, gap)
    return fill_time(d, n, row, gap)


# -- words --


@inner
def in_set(d: Data, one: int, start: int, length: int) -> bool:
    """Whether a placement has a time of the set."""
    for time in range(start, min(start + length, d.times)):
        if (d.set_mask[one * d.words + (time >> 6)] >> (time & 63)) & 1 != 0:
            return True
    return False


@inner
def holds_row(d: Data, n: Now, row: int, meet: int) -> bool:
    """Whether the meet has a time and, as far as the row tells, counts in it; one that may only choose it does not."""
    there = d.first[d.domain[meet]] + n.placement[meet]
    if d.start[there] < 0 or n.moved_stamp[meet] == n.sums[STAMP]:
        return False
    return d.clash[row] == 0 or n.who[row * d.ticks + d.tick[d.tick_ptr[there]]] == meet + 1


@inner
def holder_in(d: Data, n: Now, row: int, one: int) -> int:
    """One of the row's meets at times of the set; -1 for none."""
    seen = 0
    found = -1
    for k in range(d.row_meet_ptr[row], d.row_meet_ptr[row + 1]):
        meet = d.row_meet[k]
        if holds_row(d, n, row, meet) and in_set(
            d, one, start_of(d, meet, n.placement[meet]), length_of(d, meet, n.placement[meet])
        ):
            seen += 1
            if below(n.rng, seen) == 0:
                found = meet
    return found


@inner
def holder_at(d: Data, n: Now, row: int, time: int) -> int:
    """The row's meet that runs at a time; -1 for none."""
    for k in range(d.row_meet_ptr[row], d.row_meet_ptr[row + 1]):
        meet = d.row_meet[k]
        if holds_row(d, n, row, meet):
            start = start_of(d, meet, n.placement[meet])
            if start <= time < start + length_of(d, meet, n.placement[meet]):
                return meet
    return -1


@inner
def empty(d: Data, n: Now, row: int, one: int) -> bool:
    """All meets of a row at times of a set go elsewhere."""
    made = False
    for k in range(d.row_meet_ptr[row], d.row_meet_ptr[row + 1]):
        meet = d.row_meet[k]
        if holds_row(d, n, row, meet) and in_set(
            d, one, start_of(d, meet, n.placement[meet]), length_of(d, meet, n.placement[meet])
        ):
            if not to_a_refuge(d, n, meet, row, one):
                return False
            made = True
    return made


@inner
def to_a_refuge(d: Data, n: Now, meet: int, row: int, one: int) -> bool:
    """The meet goes where its row is free, outside the set, if it can be on a day on which the row is busy anyway."""
    length = length_of(d, meet, n.placement[meet])
    second = -1
    for _ in range(12):
        placement = any_placement(d, n, meet, length)
        if placement < 0:
            return False
        start = start_of(d, meet, placement)
        if in_set(d, one, start, length) or not row_is_free(d, n, row, start, length):
            continue
        second = placement
        if busy_that_day(d, n, row, start):
            break
    if second < 0:
        return False
    place(d, n, meet, second)
    return True


@inner
def row_is_free(d: Data, n: Now, row: int, start: int, length: int) -> bool:
    """Whether the row is idle at these times, and nobody goes there in this move."""
    for time in range(start, min(start + length, d.times)):
        if busy_at(d, n, row, time):
            return False
    for change in range(n.sums[CHANGES]):
        meet = n.moved[change]
        begins = start_of(d, meet, n.new_placement[change])
        if begins < start + length and start < begins + length_of(d, meet, n.new_placement[change]):
            return False
    return True


@inner
def busy_that_day(d: Data, n: Now, row: int, start: int) -> bool:
    day = d.day_of[start]
    for time in range(d.day_first[day], d.day_last[day] + 1):  # noqa: SIM110
        if busy_at(d, n, row, time):
            return True
    return False


@inner
def fill(d: Data, n: Now, row: int, one: int) -> bool:
    """A meet of the row comes to a time of the set at which the row is idle."""
    seen = 0
    time = -1
    for k in range(d.set_ptr[one], d.set_ptr[one + 1]):
        if not busy_at(d, n, row, d.set_time[k]):
            seen += 1
            if below(n.rng, seen) == 0:
                time = d.set_time[k]
    return time >= 0 and fill_time(d, n, row, time)


@inner
def fill_time(d: Data, n: Now, row: int, time: int) -> bool:
    """A meet of the row comes to a time."""
    begin, end = d.row_meet_ptr[row], d.row_meet_ptr[row + 1]
    if begin == end:
        return False
    for _ in range(6):
        meet = d.row_meet[begin + below(n.rng, end - begin)]
        if holds_row(d, n, row, meet) and goes_to(d, n, meet, time):
            return True
    return False


@inner
def goes_to(d: Data, n: Now, meet: int, time: int) -> bool:
    """The meet comes to run at a time, if it can."""
    length = length_of(d, meet, n.placement[meet])
    placement = find(d, meet, length, time - below(n.rng, length))
    if placement < 0 or placement == n.placement[meet]:
        return False
    place(d, n, meet, placement)
    return True
