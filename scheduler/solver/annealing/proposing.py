"""One move of the compiled search: which kind, and at which meet it begins; the moves themselves are in `moves`, and
those that go straight at a broken rule in `mending`.
"""

from __future__ import annotations

from scheduler.solver.annealing import layout as at
from scheduler.solver.annealing.bits import below, fraction
from scheduler.solver.annealing.inner import inner
from scheduler.solver.annealing.layout import Data, Now
from scheduler.solver.annealing.mending import mend
from scheduler.solver.annealing.moves import (
    block,
    chain,
    choose,
    cut,
    drop,
    length_of,
    shift,
    start_of,
    swap,
    switch,
    trade,
)

CHANGES, BROKEN = at.CHANGES, at.BROKEN
SHIFT, CHAIN, SWAP, BLOCK, CHOOSE = at.SHIFT, at.CHAIN, at.SWAP, at.BLOCK, at.CHOOSE
TRADE, SWITCH, SWITCH_AND_SHIFT, CUT, DROP, MEND = at.TRADE, at.SWITCH, at.SWITCH_AND_SHIFT, at.CUT, at.DROP, at.MEND


@inner
def propose(d: Data, n: Now, focus: float) -> int:
    """Writes a move into `n` and returns its kind, -1 where nothing came of it."""
    n.sums[CHANGES] = 0
    dice = fraction(n.rng)
    move = 0
    while move < MEND and dice > n.mix[move]:
        move += 1
    meet = some_meet(d, n, focus)
    if move != CUT:
        meet = present(d, n, meet)
    if move == SHIFT:
        made = shift(d, n, meet)
    elif move == CHAIN:
        made = chain(d, n, meet)
    elif move == SWAP:
        made = swap(d, n, meet)
    elif move == BLOCK:
        made = block(d, n, meet)
    elif move == CHOOSE:
        made = choose(d, n, meet)
    elif move == TRADE:
        made = trade(d, n, meet)
    elif move == SWITCH:
        made = switch(d, n, meet, False)
    elif move == SWITCH_AND_SHIFT:
        made = switch(d, n, meet, True)
    elif move == CUT:
        made = cut(d, n, meet)
    elif move == DROP:
        made = drop(d, n, meet)
    else:
        made = mend(d, n)
    if made and d.widest > 0:
        let_go(d, n)
    return move if made else -1


@inner
def let_go(d: Data, n: Now) -> None:
    """A meet without a time holds nothing that is chosen (`IndexedProblem.timetable` says nothing of it)."""
    for change in range(n.sums[CHANGES]):
        if start_of(d, n.moved[change], n.new_placement[change]) < 0:
            for place in range(change * d.widest, change * d.widest + d.widest):
                n.new_choice[place] = -1


@inner
def some_meet(d: Data, n: Now, focus: float) -> int:
    if n.sums[BROKEN] > 0 and fraction(n.rng) <= focus:
        monitor = n.broken[below(n.rng, n.sums[BROKEN])]
        begin = d.focus_from[monitor]
        return d.focus[begin + below(n.rng, d.focus_to[monitor] - begin)]
    return d.movable[below(n.rng, d.movables)]


@inner
def present(d: Data, n: Now, meet: int) -> int:
    """For a part without a meet, for which no period is left, one of the lesson that has some."""
    lesson = d.lesson[meet]
    if length_of(d, meet, n.placement[meet]) > 0 or n.mentioned[lesson] < d.duration[lesson]:
        return meet
    begin, parts = d.part_ptr[lesson], d.part_ptr[lesson + 1] - d.part_ptr[lesson]
    first = below(n.rng, parts)
    for k in range(parts):
        other = d.part[begin + (first + k) % parts]
        if length_of(d, other, n.placement[other]) > 0:
            return other
    return meet
