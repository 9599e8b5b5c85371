"""The moves of the compiled search: each writes the changes it wants into `Now` and judges nothing.

A move speaks of meets, times, options and choices only. Linked lessons move together, and a chain pushes away whoever
holds the row that somebody needs.
"""

from __future__ import annotations

from scheduler.solver.annealing import layout as at
from scheduler.solver.annealing.bits import below
from scheduler.solver.annealing.inner import inner
from scheduler.solver.annealing.layout import Data, Now

STAMP, CHANGES, BROKEN = at.STAMP, at.CHANGES, at.BROKEN
SHIFT, CHAIN, SWAP, BLOCK, CHOOSE = at.SHIFT, at.CHAIN, at.SWAP, at.BLOCK, at.CHOOSE
TRADE, SWITCH, SWITCH_AND_SHIFT, CUT, DROP = at.TRADE, at.SWITCH, at.SWITCH_AND_SHIFT, at.CUT, at.DROP


# -- words --


@inner
def add(d: Data, n: Now, meet: int) -> int:
    """The number of the meet's change in this move; a new one leaves everything as it is."""
    if n.moved_stamp[meet] == n.sums[STAMP]:
        return n.moved_at[meet]
    change = n.sums[CHANGES]
    n.sums[CHANGES] = change + 1
    n.moved_stamp[meet] = n.sums[STAMP]
    n.moved_at[meet] = change
    n.moved[change] = meet
    n.old_placement[change] = n.placement[meet]
    n.new_placement[change] = n.placement[meet]
    n.old_option[change] = n.option[meet]
    n.new_option[change] = n.option[meet]
    place = change * d.widest
    for slot in range(d.slot_ptr[meet], d.slot_ptr[meet + 1]):
        n.old_choice[place] = n.choice[slot]
        n.new_choice[place] = n.choice[slot]
        place += 1
    return change


@inner
def start_of(d: Data, meet: int, placement: int) -> int:
    return d.start[d.first[d.domain[meet]] + placement]


@inner
def length_of(d: Data, meet: int, placement: int) -> int:
    return d.length[d.first[d.domain[meet]] + placement]


@inner
def find(d: Data, meet: int, length: int, start: int) -> int:
    """The usable placement of this length and start; -1 where there is none."""
    domain = d.domain[meet]
    if start < 0 or start >= d.times or length < d.shortest[domain] or length > d.longest[domain]:
        return -1
    placement = d.find[d.find_of[domain] + (length - d.shortest[domain]) * d.times + start]
    if placement < 0 or d.ok[d.ok_of[meet] + placement] == 0:
        return -1
    return placement


@inner
def any_placement(d: Data, n: Now, meet: int, length: int) -> int:
    domain = d.domain[meet]
    if length < d.shortest[domain] or length > d.longest[domain]:
        return -1
    index = d.usable_of[meet] + length - d.shortest[domain]
    begin, end = d.usable_ptr[index], d.usable_ptr[index + 1]
    if begin == end:
        return -1
    return d.usable[begin + below(n.rng, end - begin)]


@inner
def elsewhere(d: Data, n: Now, meet: int) -> int:
    """Another usable placement of the meet's present length, now and then where a linked meet is; -1 for none.

    An absent meet of a firm lesson takes any length.
    """
    now = n.placement[meet]
    length = length_of(d, meet, now)
    if length == 0:
        domain = d.domain[meet]
        longest = min(d.longest[domain], d.duration[d.lesson[meet]] - n.mentioned[d.lesson[meet]])
        if longest < d.shortest[domain]:
            return -1
        length = d.shortest[domain] + below(n.rng, longest - d.shortest[domain] + 1)
    if d.partner_ptr[meet] < d.partner_ptr[meet + 1] and below(n.rng, 4) == 0:
        other = d.partner[d.partner_ptr[meet] + below(n.rng, d.partner_ptr[meet + 1] - d.partner_ptr[meet])]
        found = find(d, meet, length, start_of(d, other, n.placement[other]))
        if changes_something(d, n, meet, length, found):
            return found
    found = any_placement(d, n, meet, length)
    return found if changes_something(d, n, meet, length, found) else -1


@inner
def changes_something(d: Data, n: Now, meet: int, length: int, placement: int) -> bool:
    """Whether it is a placement (not -1), another than the meet has, and no twin's."""
    if placement < 0 or placement == n.placement[meet]:
        return False
    return not twin_at(d, n, meet, length, start_of(d, meet, placement))


@inner
def twin_at(d: Data, n: Now, meet: int, length: int, start: int) -> bool:
    """Whether a meet of this length is there that the meet could only change places with, and nothing would change."""
    linked = d.partner_ptr[meet] < d.partner_ptr[meet + 1]
    if start_of(d, meet, n.placement[meet]) < 0 or not (linked or clash_row_of(d, n, meet) >= 0):
        return False
    lesson = d.lesson[meet]
    for k in range(d.part_ptr[lesson], d.part_ptr[lesson + 1]):
        other = d.part[k]
        there = n.placement[other]
        if other != meet and start_of(d, other, there) == start and length_of(d, other, there) == length:
            return twins(d, n, meet, other)
    return False


@inner
def twins(d: Data, n: Now, meet: int, other: int) -> bool:
    """Whether two meets of one length are the same to every rule but for their times, and hold the same."""
    option = n.option[meet]
    if (
        d.lesson[meet] != d.lesson[other]
        or d.domain[meet] != d.domain[other]
        or d.common[meet] != d.common[other]
        or option != n.option[other]
        or d.option_bundle[d.option_ptr[meet] + option] != d.option_bundle[d.option_ptr[other] + option]
    ):
        return False
    first, second = d.slot_ptr[meet], d.slot_ptr[other]
    for slot in range(d.slot_ptr[meet + 1] - first):  # noqa: SIM110
        if n.choice[first + slot] != n.choice[second + slot]:
            return False
    return True


@inner
def runs_at(d: Data, n: Now, meet: int, tick: int) -> bool:
    place = d.first[d.domain[meet]] + n.placement[meet]
    for k in range(d.tick_ptr[place], d.tick_ptr[place + 1]):  # noqa: SIM110
        if d.tick[k] == tick:
            return True
    return False


@inner
def holder_count(d: Data, meet: int) -> int:
    return 2 + d.slot_ptr[meet + 1] - d.slot_ptr[meet]


@inner
def new_bundle(d: Data, n: Now, change: int, holder: int) -> int:
    """What the changed meet will add: 0 its common bundle, 1 its option's, from 2 its slots'."""
    meet = n.moved[change]
    if holder == 0:
        return d.common[meet]
    option = n.new_option[change]
    if holder == 1:
        return d.option_bundle[d.option_ptr[meet] + option]
    slot = d.slot_ptr[meet] + holder - 2
    choice = n.new_choice[change * d.widest + holder - 2]
    return d.slot_bundle[d.slot_base[slot] + option * d.slot_width[slot] + choice + 1]


@inner
def clash_row_of(d: Data, n: Now, meet: int) -> int:
    """One of the rows that hold only one meet at a time and that the meet fills; -1 for none."""
    seen = 0
    found = -1
    for holder in range(2):
        bundle = d.common[meet] if holder == 0 else d.option_bundle[d.option_ptr[meet] + n.option[meet]]
        for k in range(d.clash_ptr[bundle], d.clash_ptr[bundle + 1]):
            seen += 1
            if below(n.rng, seen) == 0:
                found = d.clash_row[k]
    return found


@inner
def add_partners(d: Data, n: Now, change: int, by: int) -> None:
    """Meets linked with this one that start with it go along, by as many times."""
    meet = n.moved[change]
    start = start_of(d, meet, n.old_placement[change])
    slot = d.slot_time[start]
    for k in range(d.partner_ptr[meet], d.partner_ptr[meet + 1]):
        other = d.partner[k]
        if n.moved_stamp[other] == n.sums[STAMP]:
            continue
        begins = start_of(d, other, n.placement[other])
        if begins >= 0 and d.slot_time[begins] == slot:
            placement = find(d, other, length_of(d, other, n.placement[other]), begins + by)
            if placement >= 0:
                n.new_placement[add(d, n, other)] = placement


@inner
def place(d: Data, n: Now, meet: int, placement: int) -> int:
    """The meet goes to the placement and takes its linked meets along."""
    change = add(d, n, meet)
    begins, start = start_of(d, meet, n.old_placement[change]), start_of(d, meet, placement)
    n.new_placement[change] = placement
    if d.partner_ptr[meet] < d.partner_ptr[meet + 1]:
        if begins < 0 <= start:
            call_partners(d, n, change, start)
        elif start >= 0:
            add_partners(d, n, change, start - begins)
    return change


@inner
def leave(d: Data, n: Now, meet: int) -> None:
    """The meet, and those linked with it that start with it, lose their times."""
    start = start_of(d, meet, n.placement[meet])
    n.new_placement[add(d, n, meet)] = d.missing[meet]
    for k in range(d.partner_ptr[meet], d.partner_ptr[meet + 1]):
        other = d.partner[k]
        if start >= 0 and start_of(d, other, n.placement[other]) == start:
            n.new_placement[add(d, n, other)] = d.missing[other]


@inner
def call_partners(d: Data, n: Now, change: int, start: int) -> None:
    """A meet gets its first time: of each linked lesson one meet without a time comes too, if none is there yet."""
    meet = n.moved[change]
    length = length_of(d, meet, n.new_placement[change])
    begin, end = d.partner_ptr[meet], d.partner_ptr[meet + 1]
    while begin < end:
        lesson = d.lesson[d.partner[begin]]
        unplaced = -1
        there = False
        stop = begin
        while stop < end and d.lesson[d.partner[stop]] == lesson:
            other = d.partner[stop]
            starts = start_of(d, other, n.placement[other])
            if n.moved_stamp[other] == n.sums[STAMP] or starts == start:
                there = True
            elif starts < 0:
                lasts = length_of(d, other, n.placement[other])
                if lasts == length or (lasts == 0 and length <= d.duration[lesson] - n.mentioned[lesson]):
                    unplaced = other
            stop += 1
        if unplaced >= 0 and not there:
            placement = find(d, unplaced, length, start)
            if placement >= 0:
                n.new_placement[add(d, n, unplaced)] = placement
        begin = stop


@inner
def copy_cut(d: Data, n: Now, meet: int) -> None:
    """Lessons linked with this one are cut in the same way, where they were cut alike before."""
    changes = n.sums[CHANGES]
    begin, end = d.partner_ptr[meet], d.partner_ptr[meet + 1]
    while begin < end:
        lesson = d.lesson[d.partner[begin]]
        stop = begin
        while stop < end and d.lesson[d.partner[stop]] == lesson:
            stop += 1
        for change in range(changes):
            model = n.moved[change]
            before, after = n.old_placement[change], n.new_placement[change]
            start, length = start_of(d, model, before), length_of(d, model, before)
            new_start, new_length = start_of(d, model, after), length_of(d, model, after)
            for k in range(begin, stop):
                other = d.partner[k]
                if (
                    n.moved_stamp[other] == n.sums[STAMP]
                    or start_of(d, other, n.placement[other]) != start
                    or length_of(d, other, n.placement[other]) != length
                ):
                    continue
                placement = d.absent[d.domain[other]] if new_length == 0 else find(d, other, new_length, new_start)
                if placement >= 0:
                    n.new_placement[add(d, n, other)] = placement
                break
        begin = stop


@inner
def chase(d: Data, n: Now, limit: int, holders: int) -> bool:
    """Whoever is in the way of a changed meet goes where that meet came from, and so on; False where it cannot end.

    Where it came from nowhere, they go where nobody is, else anywhere or nowhere.

    `holders`: 2 to look at what is certain only, more to look at chosen resources as well.
    """
    change = 0
    while change < n.sums[CHANGES]:
        meet = n.moved[change]
        domain = d.first[d.domain[meet]]
        now = domain + n.new_placement[change]
        before = d.start[domain + n.old_placement[change]]
        by = d.start[now] - before
        if d.start[now] < 0 or n.new_placement[change] == n.old_placement[change]:
            change += 1
            continue
        for holder in range(min(holders, holder_count(d, meet))):
            bundle = new_bundle(d, n, change, holder)
            for k in range(d.clash_ptr[bundle], d.clash_ptr[bundle + 1]):
                row = d.clash_row[k] * d.ticks
                for i in range(d.tick_ptr[now], d.tick_ptr[now + 1]):
                    other = n.who[row + d.tick[i]] - 1
                    # Several meets at once add up to some number: only a meet that is there is believed.
                    if other < 0 or other >= d.meets or n.moved_stamp[other] == n.sums[STAMP]:
                        continue
                    if not runs_at(d, n, other, d.tick[i]):
                        continue
                    if n.sums[CHANGES] >= limit:
                        return False
                    if before < 0:
                        placement = free_placement(d, n, other)
                        if placement < 0 and below(n.rng, 2) == 0:
                            if only_place(d, other) and not only_place(d, meet):
                                return False
                            leave(d, n, other)
                            continue
                        if placement < 0:
                            placement = any_placement(d, n, other, length_of(d, other, n.placement[other]))
                    else:
                        begins = start_of(d, other, n.placement[other])
                        placement = find(d, other, length_of(d, other, n.placement[other]), begins - by)
                    if placement < 0:
                        return False
                    place(d, n, other, placement)
        change += 1
    return True


@inner
def only_place(d: Data, meet: int) -> bool:
    """Whether there is one usable placement for the meet, of any length."""
    begin = d.usable_of[meet]
    lengths = d.longest[d.domain[meet]] - d.shortest[d.domain[meet]] + 1
    return d.usable_ptr[begin + lengths] - d.usable_ptr[begin] == 1


@inner
def rivalled(d: Data, n: Now, meet: int) -> bool:
    """Whether one other meet, with only this place too, holds what the meet is certain to need."""
    there = d.first[d.domain[meet]] + n.placement[meet]
    for holder in range(2):
        bundle = d.common[meet] if holder == 0 else d.option_bundle[d.option_ptr[meet] + n.option[meet]]
        for k in range(d.clash_ptr[bundle], d.clash_ptr[bundle + 1]):
            row = d.clash_row[k] * d.ticks
            for i in range(d.tick_ptr[there], d.tick_ptr[there + 1]):
                other = n.who[row + d.tick[i]] - (meet + 1) - 1
                if 0 <= other < d.meets and only_place(d, other) and runs_at(d, n, other, d.tick[i]):
                    return True
    return False


@inner
def is_free(d: Data, n: Now, bundle: int, placement: int) -> bool:
    """Whether nobody outside this move holds the bundle's rows during the placement (numbered over all domains)."""
    for k in range(d.clash_ptr[bundle], d.clash_ptr[bundle + 1]):
        row = d.clash_row[k] * d.ticks
        for i in range(d.tick_ptr[placement], d.tick_ptr[placement + 1]):
            who = n.who[row + d.tick[i]]
            if who != 0 and not (who <= d.meets and n.moved_stamp[who - 1] == n.sums[STAMP]):
                return False
    return True


@inner
def free_placement(d: Data, n: Now, meet: int) -> int:
    """A placement as long as the present one at which nobody holds what the meet is certain to need; -1 for none.

    In a timetable without free hours it is what a meet that makes room must find, and chance hardly ever does.
    """
    domain = d.domain[meet]
    index = d.usable_of[meet] + length_of(d, meet, n.placement[meet]) - d.shortest[domain]
    begin, count = d.usable_ptr[index], d.usable_ptr[index + 1] - d.usable_ptr[index]
    if count == 0:
        return -1
    option = d.option_bundle[d.option_ptr[meet] + n.option[meet]]
    first = below(n.rng, count)
    for k in range(count):
        placement = d.usable[begin + (first + k) % count]
        there = d.first[domain] + placement
        if is_free(d, n, d.common[meet], there) and is_free(d, n, option, there):
            return placement
    return -1


@inner
def in_the_way(d: Data, n: Now) -> bool:
    """Whether somebody outside this move holds what a changed meet is certain to need."""
    for change in range(n.sums[CHANGES]):
        there = d.first[d.domain[n.moved[change]]] + n.new_placement[change]
        for holder in range(2):
            if not is_free(d, n, new_bundle(d, n, change, holder), there):
                return True
    return False


@inner
def refit(d: Data, n: Now, tries: int) -> None:
    """Changed meets look for a free resource in each slot whose own is taken, or that holds nothing."""
    if d.widest == 0:
        return
    for change in range(n.sums[CHANGES]):
        meet = n.moved[change]
        now = d.first[d.domain[meet]] + n.new_placement[change]
        for holder in range(2, holder_count(d, meet)):
            refit_slot(d, n, change, holder, now, tries)


@inner
def refit_slot(d: Data, n: Now, change: int, holder: int, now: int, tries: int) -> None:
    meet = n.moved[change]
    slot = d.slot_ptr[meet] + holder - 2
    place = change * d.widest + holder - 2
    choices = d.choices_ptr[slot + 1] - d.choices_ptr[slot]
    if choices == 0:
        return
    kept = n.new_choice[place]
    if kept >= 0:
        bundle = new_bundle(d, n, change, holder)
        if d.clash_ptr[bundle] == d.clash_ptr[bundle + 1] or is_free(d, n, bundle, now):
            return
    for _ in range(min(tries, choices)):
        n.new_choice[place] = d.choices[d.choices_ptr[slot] + below(n.rng, choices)]
        if is_free(d, n, new_bundle(d, n, change, holder), now):
            return
    if kept >= 0:
        n.new_choice[place] = kept


@inner
def settle_rests(d: Data, n: Now) -> bool:
    """The rests of lessons whose split changes follow; False where the meets would last longer than the lesson."""
    for change in range(n.sums[CHANGES]):
        meet = n.moved[change]
        lesson = d.lesson[meet]
        if d.flexible[lesson] == 0 and n.new_placement[change] != d.absent[d.domain[meet]] != n.old_placement[change]:
            continue
        if length_of(d, meet, n.old_placement[change]) == length_of(d, meet, n.new_placement[change]):
            continue
        if n.lesson_stamp[lesson] == n.sums[STAMP]:
            continue
        n.lesson_stamp[lesson] = n.sums[STAMP]
        mentioned = n.mentioned[lesson]
        for k in range(n.sums[CHANGES]):
            other = n.moved[k]
            if d.lesson[other] == lesson and other != d.rest[lesson]:
                mentioned += length_of(d, other, n.new_placement[k]) - length_of(d, other, n.old_placement[k])
        missing = d.duration[lesson] - mentioned
        if missing < 0:
            return False
        rest = d.rest[lesson]
        change_of_rest = add(d, n, rest)
        n.new_placement[change_of_rest] = missing - 1 if missing > 0 else d.absent[d.domain[rest]]
    return True


# -- moves --


@inner
def shift(d: Data, n: Now, meet: int) -> bool:
    """One meet, with those linked to it, to another time, seldom one at which somebody of its own is taken."""
    placement = elsewhere(d, n, meet)
    if placement < 0:
        return False
    place(d, n, meet, placement)
    if below(n.rng, 8) != 0 and in_the_way(d, n):
        return False
    if below(n.rng, 8) != 0:
        refit(d, n, 4)
    return True


@inner
def chain(d: Data, n: Now, meet: int) -> bool:
    """To another time; whoever is there comes back the other way (a Kempe chain when all lengths agree)."""
    placement = elsewhere(d, n, meet)
    if placement < 0:
        return False
    place(d, n, meet, placement)
    holders = 2 if below(n.rng, 4) != 0 else 99
    limit = 4 << below(n.rng, 4)
    if not chase(d, n, min(limit, d.meets), holders):
        return False
    if holders == 2:
        refit(d, n, 4)
    return True


@inner
def swap(d: Data, n: Now, meet: int) -> bool:
    """Two meets of one row exchange their times; neighbours of different length exchange their order."""
    row = clash_row_of(d, n, meet)
    if row < 0:
        return False
    begin, end = d.row_meet_ptr[row], d.row_meet_ptr[row + 1]
    other = d.row_meet[begin + below(n.rng, end - begin)]
    if other == meet:
        return False
    one, two = start_of(d, meet, n.placement[meet]), start_of(d, other, n.placement[other])
    long_one, long_two = length_of(d, meet, n.placement[meet]), length_of(d, other, n.placement[other])
    if one < 0 or two < 0 or one == two or (long_one == long_two and twins(d, n, meet, other)):
        return False
    to_one, to_two = two, one
    if one + long_one == two:
        to_one, to_two = one + long_two, one
    elif two + long_two == one:
        to_one, to_two = two, two + long_one
    p_one, p_two = find(d, meet, long_one, to_one), find(d, other, long_two, to_two)
    if p_one < 0 or p_two < 0:
        return False
    place(d, n, meet, p_one)
    if n.moved_stamp[other] != n.sums[STAMP]:
        place(d, n, other, p_two)
    if below(n.rng, 2) == 0 and not chase(d, n, n.sums[CHANGES] + 8, 2):
        return False
    refit(d, n, 4)
    return True


@inner
def block(d: Data, n: Now, meet: int) -> bool:
    """All meets of one row on two days, or in two stretches of them, change places."""
    row = clash_row_of(d, n, meet)
    start = start_of(d, meet, n.placement[meet])
    if row < 0 or start < 0:
        return False
    to = elsewhere(d, n, meet)
    if to < 0:
        return False
    one, two = d.day_of[start], d.day_of[start_of(d, meet, to)]
    if one == two:
        return False
    by = d.day_first[two] - d.day_first[one]
    size = min(d.day_last[one] - d.day_first[one], d.day_last[two] - d.day_first[two])
    begin, end = 0, size
    if below(n.rng, 2) == 0:
        begin = start - d.day_first[one]
        end = begin + 1 + below(n.rng, 3)
        if begin > size:
            return False
    from_one, from_two = d.day_first[one], d.day_first[two]
    for k in range(d.row_meet_ptr[row], d.row_meet_ptr[row + 1]):
        other = d.row_meet[k]
        if n.moved_stamp[other] == n.sums[STAMP]:
            continue
        begins = start_of(d, other, n.placement[other])
        if begins < 0:
            continue
        # A meet that may hold the row but does not now stays out.
        if n.who[row * d.ticks + d.tick[d.tick_ptr[d.first[d.domain[other]] + n.placement[other]]]] != other + 1:
            continue
        if from_one + begin <= begins <= from_one + end:
            target = begins + by
        elif from_two + begin <= begins <= from_two + end:
            target = begins - by
        else:
            continue
        placement = find(d, other, length_of(d, other, n.placement[other]), target)
        if placement < 0:
            return False
        place(d, n, other, placement)
    if n.sums[CHANGES] == 0:
        return False
    if below(n.rng, 4) != 0 and not chase(d, n, n.sums[CHANGES] + 12, 2):
        return False
    refit(d, n, 4)
    return True


@inner
def choose(d: Data, n: Now, meet: int) -> bool:
    """Another resource in one slot, now and then for all meets of the lesson that hold the same one."""
    slots = d.slot_ptr[meet + 1] - d.slot_ptr[meet]
    if slots == 0:
        return False
    slot = below(n.rng, slots)
    number = d.slot_ptr[meet] + slot
    choices = d.choices_ptr[number + 1] - d.choices_ptr[number]
    if choices == 0:
        return False
    change = add(d, n, meet)
    old = n.new_choice[change * d.widest + slot]
    new = d.choices[d.choices_ptr[number] + below(n.rng, choices)]
    if new == old:
        if below(n.rng, 16) != 0:
            return False
        new = -1
    n.new_choice[change * d.widest + slot] = new
    if new >= 0 and below(n.rng, 3) == 0:
        everywhere(d, n, meet, slot, old, new)
    return True


@inner
def trade(d: Data, n: Now, meet: int) -> bool:
    """A meet takes a resource from one that runs at the same time, and gives its own; every other time lessons do."""
    slots = d.slot_ptr[meet + 1] - d.slot_ptr[meet]
    now = d.first[d.domain[meet]] + n.placement[meet]
    if slots == 0 or d.start[now] < 0:
        return False
    slot = below(n.rng, slots)
    number = d.slot_ptr[meet] + slot
    choices = d.choices_ptr[number + 1] - d.choices_ptr[number]
    old = n.choice[number]
    if choices == 0 or old < 0:
        return False
    new = d.choices[d.choices_ptr[number] + below(n.rng, choices)]
    if new == old:
        return False
    mine = d.candidate[d.candidate_ptr[number] + old]
    wanted = d.candidate[d.candidate_ptr[number] + new]
    wide = below(n.rng, 2) == 0
    n.new_choice[add(d, n, meet) * d.widest + slot] = new
    if wide:
        everywhere(d, n, meet, slot, old, new)
    for change in range(n.sums[CHANGES]):
        other = n.moved[change]
        placed = d.first[d.domain[other]] + n.placement[other]
        if d.start[placed] < 0:
            continue
        bundle = new_bundle(d, n, change, slot + 2)
        for k in range(d.clash_ptr[bundle], d.clash_ptr[bundle + 1]):
            row = d.clash_row[k] * d.ticks
            for i in range(d.tick_ptr[placed], d.tick_ptr[placed + 1]):
                holder = n.who[row + d.tick[i]] - 1
                if holder < 0 or holder >= d.meets or n.moved_stamp[holder] == n.sums[STAMP]:
                    continue
                give(d, n, holder, wanted, mine, wide)
    return True


@inner
def everywhere(d: Data, n: Now, meet: int, slot: int, old: int, new: int) -> None:
    """All meets of the lesson that hold the same change it with this one."""
    lesson = d.lesson[meet]
    for k in range(d.part_ptr[lesson], d.part_ptr[lesson + 1]):
        other = d.part[k]
        if other != meet and n.choice[d.slot_ptr[other] + slot] == old:
            n.new_choice[add(d, n, other) * d.widest + slot] = new


@inner
def give(d: Data, n: Now, meet: int, taken: int, given: int, wide: bool) -> None:
    """Where the meet (`wide`: its lesson) holds the one resource it gets the other, if that is a candidate."""
    for slot in range(d.slot_ptr[meet], d.slot_ptr[meet + 1]):
        choice = n.choice[slot]
        if choice < 0 or d.candidate[d.candidate_ptr[slot] + choice] != taken:
            continue
        for k in range(d.candidate_ptr[slot], d.candidate_ptr[slot + 1]):
            if d.candidate[k] == given:
                new = k - d.candidate_ptr[slot]
                n.new_choice[add(d, n, meet) * d.widest + slot - d.slot_ptr[meet]] = new
                if wide:
                    everywhere(d, n, meet, slot - d.slot_ptr[meet], choice, new)
                return


@inner
def switch(d: Data, n: Now, meet: int, also_move: bool) -> bool:
    """Another option (for an unlucky draw: the same), where asked at another time, with what it needs there."""
    options = d.options_ptr[meet + 1] - d.options_ptr[meet]
    if options == 0:
        return False
    change = add(d, n, meet)
    option = d.options[d.options_ptr[meet] + below(n.rng, options)]
    n.new_option[change] = option
    if also_move:
        placement = elsewhere(d, n, meet)
        if placement < 0:
            return False
        place(d, n, meet, placement)
        if below(n.rng, 2) == 0 and not chase(d, n, 6, 2):
            return False
    elif option == n.old_option[change]:
        return False
    if below(n.rng, 4) == 0:
        lesson = d.lesson[meet]
        for k in range(d.part_ptr[lesson], d.part_ptr[lesson + 1]):
            other = d.part[k]
            if other != meet and n.option[other] == n.old_option[change]:
                allowed = False
                for i in range(d.options_ptr[other], d.options_ptr[other + 1]):
                    allowed = allowed or d.options[i] == option
                if allowed:
                    n.new_option[add(d, n, other)] = option
    refit(d, n, 6)
    return True


@inner
def resized(d: Data, n: Now, meet: int, length: int) -> int:
    """A placement with another length: where the meet is if that fits, else anywhere; -1 for none."""
    start = start_of(d, meet, n.placement[meet])
    if start >= 0 and below(n.rng, 4) != 0:
        by = length_of(d, meet, n.placement[meet]) - length
        if below(n.rng, 2) == 0:
            by = 0
        placement = find(d, meet, length, start + by)
        if placement >= 0:
            return placement
    return any_placement(d, n, meet, length)


@inner
def cut(d: Data, n: Now, meet: int) -> bool:
    """Periods go from one part of a lesson to another, or from its rest to a part."""
    lesson = d.lesson[meet]
    parts = d.part_ptr[lesson + 1] - d.part_ptr[lesson]
    if d.flexible[lesson] == 0:
        return False
    giver = d.part[d.part_ptr[lesson] + below(n.rng, parts)]
    if n.mentioned[lesson] < d.duration[lesson] and below(n.rng, 2) == 0:
        giver = meet
    length = length_of(d, meet, n.placement[meet])
    if giver == meet:
        more = 1 + below(n.rng, 2)
        if length == 0:
            more = max(more, d.shortest[d.domain[meet]])
        if more > d.duration[lesson] - n.mentioned[lesson]:
            return False
    else:
        has = length_of(d, giver, n.placement[giver])
        if has == 0:
            return False
        more = 1 + below(n.rng, has)
        left = has - more
        if left < d.shortest[d.domain[giver]]:
            more, left = has, 0
        placement = d.absent[d.domain[giver]] if left == 0 else resized(d, n, giver, left)
        if placement < 0:
            return False
        n.new_placement[add(d, n, giver)] = placement
    placement = resized(d, n, meet, length + more)
    if placement < 0:
        return False
    n.new_placement[add(d, n, meet)] = placement
    if d.partner_ptr[meet] < d.partner_ptr[meet + 1]:
        copy_cut(d, n, meet)
    if below(n.rng, 2) == 0 and not chase(d, n, n.sums[CHANGES] + 8, 2):
        return False
    refit(d, n, 4)
    return True


@inner
def drop(d: Data, n: Now, meet: int) -> bool:
    """Left unplaced; not at its only place, unless another such meet is there: what it leaves would be filled."""
    if n.placement[meet] == d.missing[meet] or (only_place(d, meet) and not rivalled(d, n, meet)):
        return False
    leave(d, n, meet)
    return True
