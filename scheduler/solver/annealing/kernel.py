"""The compiled search: propose a move, make it, read what it touched, keep it or make it undone; millions of times.

Making and unmaking are one piece of code (old and new change places), and so is putting up the first state, which is a
move of all meets at once. Nothing here knows a rule; `read` knows the kinds of monitors that look at patterns of rows,
all others keep their deviation up to date while changes are made.
"""

from __future__ import annotations

from math import log
from typing import Any

from numba import njit

from scheduler.solver.annealing import layout as at
from scheduler.solver.annealing.bits import fraction, lowest, popcount, shifted_down
from scheduler.solver.annealing.columns import (
    BUSY,
    CLUSTERS,
    IDLE,
    LINK,
    ORDER,
    PAIRS,
    PEAK,
    RUNS,
    SHARE,
    SWITCHES,
    UNEVEN,
    VARIETY,
)
from scheduler.solver.annealing.inner import inlined, inner
from scheduler.solver.annealing.layout import Data, Now
from scheduler.solver.annealing.moves import settle_rests
from scheduler.solver.annealing.patterns import busy_at, idle_in, meets_set, outside, touches_set, window
from scheduler.solver.annealing.proposing import propose
from scheduler.solver.annealing.views import data_view, now_view

HARD, SOFT, BEST_HARD, BEST_SOFT, STAMP, CHANGES = at.HARD, at.SOFT, at.BEST_HARD, at.BEST_SOFT, at.STAMP, at.CHANGES
LOGGED, BROKEN, ACCEPTED, IMPROVED = at.LOGGED, at.BROKEN, at.ACCEPTED, at.IMPROVED
LINEAR, QUADRATIC = at.LINEAR, at.QUADRATIC


@njit(cache=True, nogil=True, error_model="numpy")
def run(data: Any, now: Any, moves: int, put_up: int, temperature: float, price: float, focus: float) -> int:
    """Tries `moves` moves; with `put_up` first makes the changes already in `n.old_*`/`n.new_*`, whatever they cost.

    `price`: soft points that a hard point weighs, times `d.penalty`; `focus`: how often a move starts at a broken
    monitor; `data` and `now`: tables of `views`. Returns the moves tried.
    """
    d = data_view(data)
    n = now_view(now)
    tried = 0
    undo = False
    move = -1
    rows = 0
    if put_up == 0:
        n.sums[CHANGES] = 0
    while True:
        if not undo:
            n.sums[STAMP] += 1
            if put_up == 0:
                if tried >= moves:
                    break
                tried += 1
                move = propose(d, n, focus)
                if move < 0 or n.sums[CHANGES] == 0:
                    continue
                n.tally[3 * move + 0] += 1
                if not settle_rests(d, n):
                    continue
        changes = n.sums[CHANGES]
        stamp = n.sums[STAMP]
        rows = 0
        touched = 0
        # -- make the changes --
        for change in range(changes):
            meet = n.moved[change]
            p0, p1 = n.old_placement[change], n.new_placement[change]
            o0, o1 = n.old_option[change], n.new_option[change]
            if p0 != p1:
                for k in range(d.shift_ptr[meet], d.shift_ptr[meet + 1]):
                    touched = touch(n, d.shift_monitor[k], stamp, touched)
                first = d.first[d.domain[meet]]
                long0 = d.length[first + p0] if p0 >= 0 else 0
                long1 = d.length[first + p1] if p1 >= 0 else 0
                if long0 != long1:
                    for k in range(d.split_ptr[meet], d.split_ptr[meet + 1]):
                        touched = touch(n, d.split_monitor[k], stamp, touched)
                    if meet != d.rest[d.lesson[meet]]:
                        n.mentioned[d.lesson[meet]] += long1 - long0
            # What each holder adds: the same bundle at another placement, or another bundle.
            jobs = 0
            if p0 != p1 and d.common[meet] != 0:
                n.job_bundle[0], n.job_from[0], n.job_to[0] = d.common[meet], p0, p1
                jobs = 1
            base = d.option_ptr[meet]
            jobs = plan(n, jobs, d.option_bundle[base + o0], p0, d.option_bundle[base + o1], p1)
            for slot in range(d.slot_ptr[meet], d.slot_ptr[meet + 1]):
                at_slot = change * d.widest + slot - d.slot_ptr[meet]
                c0, c1 = n.old_choice[at_slot], n.new_choice[at_slot]
                width = d.slot_width[slot]
                b0 = d.slot_bundle[d.slot_base[slot] + o0 * width + c0 + 1]
                b1 = d.slot_bundle[d.slot_base[slot] + o1 * width + c1 + 1]
                jobs = plan(n, jobs, b0, p0, b1, p1)
                n.choice[slot] = c1
            n.placement[meet] = p1
            n.option[meet] = o1
            domain = d.first[d.domain[meet]]
            for job in range(jobs):
                bundle, p_from, p_to = n.job_bundle[job], n.job_from[job], n.job_to[job]
                for k in range(d.term_ptr[bundle], d.term_ptr[bundle + 1]):
                    table = d.term_table[k]
                    change_by = 0
                    if p_to >= 0:
                        change_by += d.tables[table + p_to]
                    if p_from >= 0:
                        change_by -= d.tables[table + p_from]
                    if change_by != 0:
                        number = d.term_sum[k]
                        monitor = d.sum_monitor[number]
                        value = n.value[number]
                        n.value[number] = value + change_by
                        least, most, divide = d.sum_least[number], d.sum_most[number], d.sum_divide[number]
                        more = outside(value + change_by, least, most)
                        less = outside(value, least, most)
                        if more != less:
                            if divide != 1:
                                more = -(-more // divide)
                                less = -(-less // divide)
                            n.running[monitor] += more - less
                            touched = touch(n, monitor, stamp, touched)
                for k in range(d.item_ptr[bundle], d.item_ptr[bundle + 1]):
                    table = d.item_table[k]
                    change_by = 0
                    if p_to >= 0 and d.tables[table + p_to] > 0:
                        change_by += 1
                    if p_from >= 0 and d.tables[table + p_from] > 0:
                        change_by -= 1
                    if change_by != 0:
                        number = d.item[k]
                        before = n.item_terms[number]
                        n.item_terms[number] = before + change_by
                        if (before > 0) != (before + change_by > 0):
                            monitor = d.item_monitor[number]
                            n.item_present[monitor] += 1 if before <= 0 else -1
                            n.running[monitor] = max(0, n.item_present[monitor] - 1)
                            touched = touch(n, monitor, stamp, touched)
                for k in range(d.load_ptr[bundle], d.load_ptr[bundle + 1]):
                    row = d.load_row[k]
                    if d.watched[row] != 0 and n.row_stamp[row] != stamp:
                        n.row_stamp[row] = stamp
                        n.row_list[rows] = row
                        for w in range(d.words):
                            n.row_saved[rows * d.words + w] = n.on[row * d.words + w]
                        rows += 1
                    clash = d.clash[row] != 0
                    seen = d.load_seen[k] + domain
                    for side in range(2):
                        placement = p_from if side == 0 else p_to
                        if placement < 0:
                            continue
                        amount = d.load_amount[k]
                        sign = 1
                        if side == 0:
                            amount, sign = -amount, -1
                        for i in range(d.tick_ptr[seen + placement], d.tick_ptr[seen + placement + 1]):
                            tick = d.tick[i]
                            cell = row * d.ticks + tick
                            before = n.load[cell]
                            after = before + amount
                            n.load[cell] = after
                            if clash:
                                n.who[cell] += sign * (meet + 1)
                            for cap in range(d.cap_ptr[row], d.cap_ptr[row + 1]):
                                capacity, unit = d.cap_capacity[cap], d.cap_unit[cap]
                                more = max(0, after - capacity)
                                less = max(0, before - capacity)
                                if more != less:
                                    if unit == SHARE:
                                        touched = relieve(d, n, d.cap_monitor[cap], tick, less - more, touched)
                                        continue
                                    if unit != 1:
                                        more = -(-more // unit)
                                        less = -(-less // unit)
                                    n.running[d.cap_monitor[cap]] += more - less
                                    touched = touch(n, d.cap_monitor[cap], stamp, touched)
                            if (before > 0) != (after > 0):
                                n.on[row * d.words + (tick >> 6)] ^= 1 << (tick & 63)
                                if d.plain == 0:
                                    flip_times(d, n, row, tick, after > 0)
        if undo:
            undo = False
            continue
        # -- read what was touched --
        for index in range(rows):
            row = n.row_list[index]
            same = True
            for w in range(d.words):
                if n.row_saved[index * d.words + w] != n.on[row * d.words + w]:
                    same = False
            if same and put_up == 0:
                continue
            for k in range(d.reader_ptr[row], d.reader_ptr[row + 1]):
                concerned = put_up != 0
                for w in range(d.words):
                    flipped = n.row_saved[index * d.words + w] ^ n.on[row * d.words + w]
                    if flipped & d.reach[k * d.words + w] != 0:
                        concerned = True
                if concerned:
                    touched = touch(n, d.reader[k], stamp, touched)
        if put_up != 0:
            for monitor in range(d.monitors):
                touched = touch(n, monitor, stamp, touched)
        # What is known at once, and the most that reading the others could still win.
        hard = soft = peaks = 0
        worse = hope = 0.0
        for index in range(touched):
            monitor = n.monitor_list[index]
            before = n.deviation[monitor]
            if d.kind[monitor] <= VARIETY:
                n.renewed[monitor] = n.running[monitor]
                extra = cost(d, monitor, n.running[monitor]) - cost(d, monitor, before)
                worse += priced(d, monitor, extra, price)
                if d.hard[monitor] != 0:
                    hard += extra
                else:
                    soft += extra
            elif before != 0:
                hope += priced(d, monitor, cost(d, monitor, before), price)
            if before != 0:
                for k in range(d.member_ptr[monitor], d.member_ptr[monitor + 1]):
                    peak = d.member_monitor[d.member[k]]
                    hope += priced(d, peak, cost(d, peak, n.deviation[peak]), price)
        allowed = -temperature * log(fraction(n.rng))
        hopeless = False
        for index in range(touched):
            monitor = n.monitor_list[index]
            kind = d.kind[monitor]
            if kind <= VARIETY:
                continue
            if put_up == 0 and worse - hope > allowed:
                hopeless = True
                break
            if kind == PEAK:
                n.peak_list[peaks] = monitor
                peaks += 1
                continue
            deviation = read(d, n, monitor, kind)
            n.renewed[monitor] = deviation
            before = n.deviation[monitor]
            if before != 0:
                hope -= priced(d, monitor, cost(d, monitor, before), price)
            if deviation != before:
                extra = cost(d, monitor, deviation) - cost(d, monitor, before)
                worse += priced(d, monitor, extra, price)
                if d.hard[monitor] != 0:
                    hard += extra
                else:
                    soft += extra
        summed = not hopeless and d.members > 0
        if summed:
            for index in range(touched):
                monitor = n.monitor_list[index]
                if d.kind[monitor] != PEAK and n.renewed[monitor] != n.deviation[monitor]:
                    for k in range(d.member_ptr[monitor], d.member_ptr[monitor + 1]):
                        n.member_sum[d.member[k]] += n.renewed[monitor] - n.deviation[monitor]
                        peak = d.member_monitor[d.member[k]]
                        if n.monitor_stamp[peak] != stamp:
                            n.monitor_stamp[peak] = stamp
                            n.peak_list[peaks] = peak
                            peaks += 1
            for index in range(peaks):
                monitor = n.peak_list[index]
                deviation = 0
                for k in range(d.a[monitor], d.b[monitor]):
                    deviation = max(deviation, n.member_sum[k])
                n.renewed[monitor] = deviation
                extra = cost(d, monitor, deviation) - cost(d, monitor, n.deviation[monitor])
                worse += priced(d, monitor, extra, price)
                if d.hard[monitor] != 0:
                    hard += extra
                else:
                    soft += extra
        # -- keep or undo --
        if put_up == 0 and (hopeless or worse > allowed):
            if summed:
                for index in range(touched):
                    monitor = n.monitor_list[index]
                    if d.kind[monitor] != PEAK:
                        for k in range(d.member_ptr[monitor], d.member_ptr[monitor + 1]):
                            n.member_sum[d.member[k]] -= n.renewed[monitor] - n.deviation[monitor]
            turn_round(d, n)
            undo = True
            continue
        for index in range(touched):
            if d.kind[n.monitor_list[index]] != PEAK:
                keep(d, n, n.monitor_list[index])
        for index in range(peaks):
            keep(d, n, n.peak_list[index])
        n.sums[HARD] += hard
        n.sums[SOFT] += soft
        for change in range(changes):
            if n.log_stamp[n.moved[change]] == 0:
                n.log_stamp[n.moved[change]] = 1
                n.log[n.sums[LOGGED]] = n.moved[change]
                n.sums[LOGGED] += 1
        if put_up == 0:
            n.sums[ACCEPTED] += 1
            n.tally[3 * move + 1] += 1
            if worse < 0:
                n.tally[3 * move + 2] += 1
        put_up = 0
        if n.sums[HARD] < n.sums[BEST_HARD] or (n.sums[HARD] == n.sums[BEST_HARD] and n.sums[SOFT] < n.sums[BEST_SOFT]):
            remember(d, n)
    return tried


@inlined
def touch(n: Now, monitor: int, stamp: int, touched: int) -> int:
    if n.monitor_stamp[monitor] != stamp:
        n.monitor_stamp[monitor] = stamp
        n.monitor_list[touched] = monitor
        return touched + 1
    return touched


@inner
def plan(n: Now, jobs: int, bundle0: int, p0: int, bundle1: int, p1: int) -> int:
    if bundle0 == bundle1:
        if p0 != p1 and bundle0 != 0:
            n.job_bundle[jobs], n.job_from[jobs], n.job_to[jobs] = bundle0, p0, p1
            jobs += 1
        return jobs
    if bundle0 != 0 and p0 >= 0:
        n.job_bundle[jobs], n.job_from[jobs], n.job_to[jobs] = bundle0, p0, -1
        jobs += 1
    if bundle1 != 0 and p1 >= 0:
        n.job_bundle[jobs], n.job_from[jobs], n.job_to[jobs] = bundle1, -1, p1
        jobs += 1
    return jobs


@inner
def flip_times(d: Data, n: Now, row: int, tick: int, began: bool) -> None:
    """A row became busy or free at a tick: the times that run then."""
    for k in range(d.time_ptr[tick], d.time_ptr[tick + 1]):
        time = d.time_at[k]
        before = n.under[row * d.times + time]
        after = before + (1 if began else -1)
        n.under[row * d.times + time] = after
        if (before > 0) != (after > 0):
            n.busy[row * d.words + (time >> 6)] ^= 1 << (time & 63)


@inner
def relieve(d: Data, n: Now, row: int, tick: int, change_by: int, touched: int) -> int:
    """What a row that shares counts at a tick, changed by more or less above what the sharer has; only capacities."""
    cell = row * d.ticks + tick
    before = n.load[cell]
    after = before + change_by
    n.load[cell] = after
    for cap in range(d.cap_ptr[row], d.cap_ptr[row + 1]):
        capacity, unit = d.cap_capacity[cap], d.cap_unit[cap]
        more = -(-max(0, after - capacity) // unit)
        less = -(-max(0, before - capacity) // unit)
        if more != less:
            n.running[d.cap_monitor[cap]] += more - less
            touched = touch(n, d.cap_monitor[cap], n.sums[STAMP], touched)
    if (before > 0) != (after > 0):
        n.on[row * d.words + (tick >> 6)] ^= 1 << (tick & 63)
        if d.plain == 0:
            flip_times(d, n, row, tick, after > 0)
    return touched


@inlined
def cost(d: Data, monitor: int, deviation: int) -> int:
    if d.shape[monitor] == LINEAR:
        return d.weight[monitor] * deviation
    if d.shape[monitor] == QUADRATIC:
        return d.weight[monitor] * deviation * deviation
    return d.weight[monitor] if deviation > 0 else 0


@inlined
def priced(d: Data, monitor: int, points: int, price: float) -> float:
    return points * price * d.penalty[monitor] if d.hard[monitor] != 0 else 1.0 * points


@inner
def keep(d: Data, n: Now, monitor: int) -> None:
    """The deviation just read becomes the monitor's own; the list of broken monitors follows."""
    before, after = n.deviation[monitor], n.renewed[monitor]
    n.deviation[monitor] = after
    if (before > 0) == (after > 0) or d.weight[monitor] == 0 or d.focus_from[monitor] == d.focus_to[monitor]:
        return
    if after > 0:
        n.broken[n.sums[BROKEN]] = monitor
        n.broken_at[monitor] = n.sums[BROKEN]
        n.sums[BROKEN] += 1
    else:
        n.sums[BROKEN] -= 1
        last = n.broken[n.sums[BROKEN]]
        n.broken[n.broken_at[monitor]] = last
        n.broken_at[last] = n.broken_at[monitor]


@inner
def turn_round(d: Data, n: Now) -> None:
    for change in range(n.sums[CHANGES]):
        n.old_placement[change], n.new_placement[change] = n.new_placement[change], n.old_placement[change]
        n.old_option[change], n.new_option[change] = n.new_option[change], n.old_option[change]
        for k in range(change * d.widest, change * d.widest + d.widest):
            n.old_choice[k], n.new_choice[k] = n.new_choice[k], n.old_choice[k]


@inner
def remember(d: Data, n: Now) -> None:
    """The state is the best so far: copy what changed since the last time."""
    for k in range(n.sums[LOGGED]):
        meet = n.log[k]
        n.log_stamp[meet] = 0
        n.best_placement[meet] = n.placement[meet]
        n.best_option[meet] = n.option[meet]
        for slot in range(d.slot_ptr[meet], d.slot_ptr[meet + 1]):
            n.best_choice[slot] = n.choice[slot]
    n.sums[LOGGED] = 0
    n.sums[BEST_HARD], n.sums[BEST_SOFT] = n.sums[HARD], n.sums[SOFT]
    n.sums[IMPROVED] += 1


# -- reading patterns of rows --


@inner
def most_in_a_meal(d: Data, n: Now, row: int, one: int, first_meal: int, last_meal: int) -> int:
    """Of the idle times of a set, the most that belong to one of these meals (sets of times)."""
    most = 0
    for meal in range(first_meal, last_meal):
        idle = waiting = 0
        begun = False
        for k in range(d.set_ptr[one], d.set_ptr[one + 1]):
            time = d.set_time[k]
            if busy_at(d, n, row, time):
                idle += waiting
                waiting = 0
                begun = True
            elif begun and (d.set_mask[meal * d.words + (time >> 6)] >> (time & 63)) & 1 != 0:
                waiting += 1
        most = max(most, idle)
    return most


@inner
def in_meals(d: Data, n: Now, row: int, monitor: int) -> int:
    """The idle times of a monitor's sets that are meals: at most one meal a set."""
    total = 0
    for one in range(d.a[monitor], d.b[monitor]):
        meals = d.c[monitor] + one - d.a[monitor]
        total += most_in_a_meal(d, n, row, one, d.weeks[2 * meals], d.weeks[2 * meals + 1])
    return total


@inner
def overlong_in(d: Data, n: Now, row: int, one: int, most: int) -> int:
    total = 0
    if d.set_word[one] >= 0:
        pattern = window(d, n, row, one)
        while pattern != 0:
            pattern = shifted_down(pattern, lowest(pattern))
            run = lowest(~pattern)
            total += max(0, run - most)
            pattern = shifted_down(pattern, run)
        return total
    run = 0
    for k in range(d.set_ptr[one], d.set_ptr[one + 1]):
        if busy_at(d, n, row, d.set_time[k]):
            run += 1
        else:
            total += max(0, run - most)
            run = 0
    return total + max(0, run - most)


@inner
def changes_in(d: Data, n: Now, monitor: int, one: int) -> int:
    """Changes of row from one busy time to the next."""
    present = 0
    for r in range(d.c[monitor], d.e[monitor]):
        if touches_set(d, n, d.some_rows[r], one):
            present += 1
    if present < 2:
        return 0
    changes = 0
    last = -1
    for k in range(d.set_ptr[one], d.set_ptr[one + 1]):
        for r in range(d.c[monitor], d.e[monitor]):
            if busy_at(d, n, d.some_rows[r], d.set_time[k]):
                if last >= 0 and last != r:
                    changes += 1
                last = r
    return changes


@inner
def order_of(d: Data, n: Now, monitor: int) -> int:
    long0 = long1 = 0
    end, begin = -1, 1 << 30
    for k in range(d.a[monitor], d.c[monitor]):
        meet = d.some_meets[k]
        if n.placement[meet] < 0:
            continue
        place = d.first[d.domain[meet]] + n.placement[meet]
        start, length = d.start[place], d.length[place]
        if start < 0:
            continue
        if k < d.b[monitor]:
            long0 += length
            end = max(end, start + length)
        else:
            long1 += length
            begin = min(begin, start)
    if long0 != d.low[monitor] or long1 != d.high[monitor]:
        return 0
    return outside(begin - end, d.least[monitor], d.most[monitor])


@inner
def split_of(d: Data, n: Now, monitor: int) -> int:
    wrong = found = 0
    for k in range(d.a[monitor], d.b[monitor]):
        meet = d.some_meets[k]
        if n.placement[meet] < 0:
            continue
        length = d.length[d.first[d.domain[meet]] + n.placement[meet]]
        if length > 0:
            found += 1
            if length < d.low[monitor] or length > d.high[monitor]:
                wrong += 1
    return wrong + outside(found, d.least[monitor], d.most[monitor])


@inner
def read(d: Data, n: Now, monitor: int, kind: int) -> int:
    """The deviation of a monitor that looks at patterns, from the rows as they are."""
    row = d.row[monitor]
    least, most = d.least[monitor], d.most[monitor]
    total = 0
    if kind == CLUSTERS:
        for cluster in range(d.a[monitor], d.b[monitor]):
            true = d.cluster_weight[cluster]
            for k in range(d.cluster_ptr[cluster], d.cluster_ptr[cluster + 1]):
                if touches_set(d, n, d.touch_row[k], d.touch_set[k]) != (d.touch_present[k] != 0):
                    true = 0
                    break
            total += true
        return outside(total, least, most)
    if kind == IDLE:
        for one in range(d.a[monitor], d.b[monitor]):
            total += idle_in(d, n, row, one)
        if d.e[monitor] > d.c[monitor]:
            total -= in_meals(d, n, row, monitor)
        return outside(total, least, most)
    if kind == BUSY:
        for one in range(d.a[monitor], d.b[monitor]):
            found = meets_set(d, n, row, one)
            if found > 0 or d.low[monitor] == 0:
                total += outside(found, least, most)
        return total
    if kind == RUNS:
        for one in range(d.a[monitor], d.b[monitor]):
            total += overlong_in(d, n, row, one, most)
        return total
    if kind == LINK:
        for w in range(d.words):
            some = 0
            every = -1
            for r in range(d.c[monitor], d.e[monitor]):
                some |= n.on[d.some_rows[r] * d.words + w]
                every &= n.on[d.some_rows[r] * d.words + w]
            total += popcount(some & ~every)
        return total
    if kind == SWITCHES:
        for one in range(d.a[monitor], d.b[monitor]):
            total += max(0, changes_in(d, n, monitor, one) - most)
        return total
    if kind == PAIRS:
        for k in range(d.a[monitor], d.b[monitor]):
            if busy_at(d, n, d.pair[4 * k], d.pair[4 * k + 1]) and busy_at(d, n, d.pair[4 * k + 2], d.pair[4 * k + 3]):
                total += 1
        return total
    if kind == UNEVEN:
        for k in range(d.a[monitor], d.b[monitor]):
            some, every = False, True
            for one in range(d.weeks[2 * k], d.weeks[2 * k + 1]):
                if touches_set(d, n, row, one):
                    some = True
                else:
                    every = False
            if some and not every:
                total += 1
        return total
    if kind == ORDER:
        return order_of(d, n, monitor)
    return split_of(d, n, monitor)
