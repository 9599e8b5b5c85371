"""The flat form of a problem: what the compiled search reads (`Data`) and what it changes (`Now`), array by array.

Lists of varying length are stored one after another; `x_ptr[i]:x_ptr[i + 1]` is the part of `x` that belongs to i. A
meet's words hang on *holders*: what it always adds (common), what its option adds, what each slot's choice adds. What a
holder adds is a *bundle*: rows to load, sums and items to feed. Bundle 0 adds nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

LINEAR, QUADRATIC, STEP = range(3)
UNBOUNDED = 1 << 40

HARD, SOFT, BEST_HARD, BEST_SOFT, STAMP, CHANGES, LOGGED, BROKEN, ACCEPTED, IMPROVED = range(10)
"""Places in `Now.sums`: costs now and of the best state, and counters of the search."""

KINDS_OF_MOVES = (
    "shift",
    "chain",
    "swap",
    "block",
    "choose",
    "trade",
    "switch",
    "switch and shift",
    "cut",
    "drop",
    "mend",
)
SHIFT, CHAIN, SWAP, BLOCK, CHOOSE, TRADE, SWITCH, SWITCH_AND_SHIFT, CUT, DROP, MEND = range(11)
"""Kinds of moves; each is explained at the function of its name in `moves` or `mending`."""

Ints = Any
Longs = Any
Floats = Any
"""Arrays of 32-bit and 64-bit whole numbers and of 64-bit fractions (`views` reads these names)."""


class Data(NamedTuple):
    """Never changes during a search."""

    meets: int
    ticks: int
    words: int
    plain: int  # 1 where every time is one tick with the same number
    widest: int  # most slots of a meet
    # meets
    domain: Ints
    lesson: Ints
    missing: Ints
    movables: int
    monitors: int
    members: int  # of peaks
    movable: Ints  # meets with anything to decide
    common: Ints  # bundle
    option_ptr: Ints
    option_bundle: Ints
    options_ptr: Ints  # usable options
    options: Ints
    slot_ptr: Ints
    slot_width: Ints  # per slot: candidates + 1
    slot_base: Ints  # per slot: slot_bundle[base + option * width + choice + 1]
    slot_bundle: Ints
    candidate_ptr: Ints  # per slot: resource of each candidate
    candidate: Ints
    choices_ptr: Ints  # per slot: usable choices
    choices: Ints
    usable_ptr: Ints  # per (meet, duration - shortest): usable placements
    usable: Ints
    usable_of: Ints  # per meet: its first entry in usable_ptr
    ok_of: Ints
    ok: Ints  # per meet and placement: usable
    partner_ptr: Ints  # meets of lessons linked with the meet's lesson
    partner: Ints
    # lessons
    duration: Ints
    rest: Ints
    flexible: Ints
    part_ptr: Ints
    part: Ints
    # domains; `first[d] + p` is the number of placement p among all domains' placements
    first: Ints
    shortest: Ints
    longest: Ints
    absent: Ints
    find_of: Ints
    find: Ints  # per domain, duration, start: placement or -1
    length: Ints
    start: Ints
    tick_ptr: Ints  # of all placements three times over: at the ticks of the clock, of the slot and of the bells
    tick: Ints
    # times
    times: int
    time_ptr: Ints  # per tick: times that run then
    time_at: Ints
    slot_time: Ints  # the same day and period in the first week
    day_first: Ints  # first time of each day
    day_of: Ints
    day_last: Ints
    # bundles
    load_ptr: Ints
    load_row: Ints
    load_amount: Ints
    load_seen: Ints  # where the placements as the row sees them begin in `tick_ptr` (clock: 0)
    term_ptr: Ints
    term_sum: Ints
    term_table: Ints
    item_ptr: Ints
    item: Ints
    item_table: Ints
    clash_ptr: Ints  # rows that hold one meet at a time
    clash_row: Ints
    tables: Ints
    # sums and items
    sum_monitor: Ints
    sum_least: Longs
    sum_most: Longs
    sum_divide: Longs
    item_monitor: Ints
    # rows
    watched: Ints
    clash: Ints
    cap_ptr: Ints
    cap_monitor: Ints
    cap_capacity: Ints
    cap_unit: Ints
    reader_ptr: Ints  # monitors that read the row's pattern
    reader: Ints
    row_meet_ptr: Ints
    row_meet: Ints
    # monitors
    kind: Ints
    hard: Ints
    weight: Longs
    shape: Ints
    penalty: Floats  # share of the price that a hard point of the monitor costs
    least: Longs
    most: Longs
    row: Ints
    a: Ints
    b: Ints
    c: Ints
    e: Ints
    low: Longs
    high: Longs
    reach: Longs  # per reader the ticks that matter, `words` each
    shift_ptr: Ints  # per meet: monitors to read again when it moves
    shift_monitor: Ints
    split_ptr: Ints  # per meet: monitors to read again when its duration changes
    split_monitor: Ints
    member_ptr: Ints  # per monitor: peak members it belongs to
    member: Ints
    member_monitor: Ints
    focus_from: Ints  # per monitor: meets that can lower its deviation
    focus_to: Ints
    focus: Ints
    # sets of times
    set_ptr: Ints
    set_time: Ints
    set_mask: Longs  # `words` each
    set_word: Ints  # -1 where the times are not neighbours within 60
    set_shift: Ints
    set_size: Ints
    # lists of the monitors
    cluster_ptr: Ints
    cluster_weight: Ints
    touch_row: Ints
    touch_set: Ints
    touch_present: Ints
    some_rows: Ints
    some_meets: Ints
    pair: Ints
    weeks: Ints  # (from, to) among the sets: the weeks of a half day, the meals of a day


class Now(NamedTuple):
    """What the search changes. `old`/`new` hold the changes of the move in hand."""

    sums: Longs
    rng: Longs
    tally: Longs  # 3 per kind of move: proposed, accepted, improving
    mix: Floats  # kinds of moves, cumulative
    placement: Ints
    option: Ints
    choice: Ints
    mentioned: Ints
    load: Ints
    who: Ints
    on: Longs  # per row the busy ticks
    busy: Longs  # per row the busy times (`on` itself where the data is plain)
    under: Ints  # per row and time: busy ticks
    value: Longs  # of sums
    item_terms: Ints
    item_present: Ints
    running: Longs  # deviations kept up to date
    deviation: Longs
    renewed: Longs
    member_sum: Longs
    broken: Ints
    broken_at: Ints
    best_placement: Ints
    best_option: Ints
    best_choice: Ints
    log: Ints
    log_stamp: Ints
    # the move in hand
    moved: Ints
    moved_at: Ints
    moved_stamp: Longs
    old_placement: Ints
    new_placement: Ints
    old_option: Ints
    new_option: Ints
    old_choice: Ints
    new_choice: Ints
    row_list: Ints
    row_stamp: Longs
    row_saved: Longs
    monitor_list: Ints
    monitor_stamp: Longs
    peak_list: Ints
    lesson_stamp: Longs
    job_bundle: Ints
    job_from: Ints
    job_to: Ints
