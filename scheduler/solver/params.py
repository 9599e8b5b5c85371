"""Every number of the search that can be tuned, in one place: what it is, its unit, why this value.

Numbers that the machine code is compiled with and CP-SAT's own settings stay where they are used. "Seconds or work"
means seconds of the clock (more of them where others use the processor too), or units of CP-SAT's deterministic work
where work is counted instead (`stopping`). A *share* is a part, 0 to 1, of what is left of the clock. A *size* counts
(meet, placement, option).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from scheduler.ordinary_files import content_of, parsed_toml
from scheduler.solver.annealing.layout import KINDS_OF_MOVES
from scheduler.solver.annealing.presets import (
    HOT_PRESET,
    HURRIED_PRESETS,
    PLACING_PRESET,
    PRESETS,
    SETTLING_PRESET,
    STEADY_PRESETS,
    Preset,
)

MOST_BYTES = 2**20
"""Of a file with parameters."""


def _share(default: float) -> Any:
    return field(default=default, metadata={"least": 0.0, "most": 1.0})


def _amount(default: float, least: float = 0.0, most: float | None = None) -> Any:
    """A number, whole where its default is; `least` and `most` are allowed."""
    return field(default=default, metadata={"least": least, "most": most})


@dataclass(frozen=True, kw_only=True)
class SearchParams:
    """The tunable numbers of a search; each field says what it is, its unit and why its default.

    Raises:
        TypeError, ValueError: a value is of the wrong type, or out of range; its field is named.

    Example:
        >>> params = SearchParams(stall_share=0.1)
        >>> solve(problem, stop=Stop(work=1), workers=1, params=params).status
        'optimal'
    """

    # -- what follows what (`search`) --

    whole_share: float = _share(0.6)
    """Share for the exact model of everything, which small problems begin with."""
    construct_share: float = _share(0.7)
    """Share for the first timetable of a large problem."""
    partial_share: float = _share(0.5)
    """Share for a timetable that leaves something unplaced, where nothing complete was found."""
    partial_times_share: float = _share(0.6)
    """Part of `partial_share` for the times of a large problem."""
    anneal_share: float = _share(0.5)
    """Share for one round of annealing."""
    repair_share: float = _share(0.75)
    """The same while hard rules are broken that counting does not show to break anyway: they matter most."""
    stall_share: float = _share(0.2)
    """Share in which the neighbourhoods must bring something; after that a new round of annealing begins."""
    certify_pause: float = _amount(3.0)
    """Least seconds between two looks of the evaluator at an improving timetable: a look takes time too."""

    # -- the first timetable (`construction`) --

    small_model: int = _amount(1500, least=-1)
    """Largest size of a problem that one exact model solves with all its costs from the start."""
    times_seconds: float = _amount(40.0)
    """Most seconds for times of the exact model, or `times_share` where that is more: found soon or hardly ever."""
    times_work: float = _amount(20.0)
    """The same in counted work."""
    times_share: float = _share(0.35)
    """Share that this search may take even where it is longer."""
    early_share: float = _share(0.03)
    """Share for a first short exact search where walks ended with something broken: it often succeeds at once."""
    early_most: float = _amount(8.0)
    """Most seconds or work for it."""
    early_repair_share: float = _share(0.2)
    """Share in which neighbourhoods may then repair the timetable, before a long exact search."""
    later_factor: float = _share(0.75)
    """Part of its share that the long exact search gets where there is a timetable already, which walks can repair."""
    most_products: int = _amount(100_000)
    """Most (meet, placement, choice) of choices that cannot be deferred; larger exact models do not come through."""
    together_share: float = _share(0.25)
    """Share for times of all meets in one model by hard rules about times alone."""
    together_most: float = _amount(60.0)
    """Most seconds or work for it."""
    most_together: int = _amount(2500)
    """Most meets for that model; larger schools go layer by layer at once (1,700 meets take 10 s, 3,200 over 100 s)."""
    layer_meets: int = _amount(900, least=1)
    """Meets of a layer, unless more share their pupils."""
    layer_share: float = _share(0.3)
    """Share for one model of one layer."""
    layer_strict_most: float = _amount(40.0)
    """Most seconds or work for a layer that keeps all its rules."""
    layer_priced_most: float = _amount(15.0)
    """Most seconds or work for a layer that may break rules it shares with layers before it."""
    empty_walk_share: float = _share(0.04)
    """Share for walks from the empty timetable; in many schools they place everything at once."""
    placing_share: float = _share(0.25)
    """Share for walks by hard rules alone after them, where they did not."""
    placing_walks: int = _amount(3)
    """How often at most such walks follow each other, each twice as long and from where the last ended. Large demo,
    60 s on a busy machine: after the first of them 4 and 2 periods unplaced, and the exact model that came then took
    up to 24 s."""
    placing_each: float = _amount(0.005)
    """Most seconds or work for walks by hard rules alone by meet, where that is more than `empty_walk_most`. They end
    with the first one that breaks nothing: medium demo (890 meets) 4 million moves, 2.5 s, large (1,700) 8 million,
    3.2 s."""
    exact_size: float = _amount(11_000.0, least=1.0)
    """Size of a problem for whose times an exact model takes a second, to be written and solved by two workers."""
    exact_growth: float = _amount(1.5, least=1.0)
    """Power of the size by which that grows; medium demo (size 40,000): 6 to 8 s, large (74,000): 12 to over 19 s."""
    exact_alone: float = _amount(1.5, least=1.0)
    """So many times as long with one worker; medium demo: 9 s and more than 10 s."""
    exact_part: float = _share(0.7)
    """Part of the time left in which it must be expected to end; otherwise the search is hurried, and walks get all."""
    exact_spare: float = _amount(1.5, least=1.0)
    """So many times what is expected it may take even where that is more than its share: what is given up a second
    too soon was all for nothing (medium demo, 24 s: 8 lessons unplaced, instead of none after 10 s)."""
    exact_most: float = _share(0.75)
    """Part of the time left that it may take at most then; where it finds nothing, walks get the rest."""
    hurried_walk_share: float = _share(0.5)
    """Share for walks from what there is in a hurried search; all where the rest is too short for annealing."""
    ejecting_steps: int = _amount(20)
    """Meets that may be placed by lifting out others, for each that there is; the demo schools need two."""
    most_slowness: float = _amount(2.5)
    """Seconds for one of the processor above which a first timetable is not left to walks."""
    placing_preset: Preset = PLACING_PRESET
    """Preset of walks by hard rules alone from nothing."""
    hurried_presets: tuple[Preset, ...] = HURRIED_PRESETS
    """Presets of those from where lifting out ends. Medium demo, a million moves, six seeds: 0 and 6 periods unplaced
    in all, from nothing 107; large, 2.5 million: 16 and 0, from nothing 112."""
    steady_presets: tuple[Preset, ...] = STEADY_PRESETS
    """Presets of the walks that follow where those leave something: mostly schools with few free hours and hard rules
    about days and idle hours of teachers. Khoi-chieu (288 meets), three seeds: nothing broken after 1.2 to 2.6
    million moves; without `learning` 1 to 4 hard points left after 8 million (six seeds)."""
    placing_focus: float = _share(0.5)
    """How often their moves begin at a broken hard rule, of which what is not placed is one."""
    placing_shares: tuple[float, ...] = (0.12, 0.40, 0.22, 0.015, 0.06, 0.06, 0.04, 0.15, 0.15, 0.03, 0.10)
    """How often they try each kind of move. Medium demo, a million moves, four seeds: 6 to 14 periods unplaced and
    hardly any other rule broken; with `move_shares` 16 to 32, and with `focus` too 8 to 29 and 40 others broken."""
    offering: float = _amount(0.7)
    """Time that looking at a timetable takes, in times that numbering the problem took."""
    least_numberings: float = _amount(8.0)
    """Time that must be left for counting what cannot fit, in times that numbering the problem took: a rough timetable
    is worth more than a proof that there is no perfect one."""
    empty_walk_most: float = _amount(1.0)
    """Most seconds or work for them."""
    times_walk_share: float = _share(0.015)
    """Share for the first walk that moves times until rooms will be enough."""
    times_walk_most: float = _amount(2.5)
    """Most seconds or work for it."""
    layers_walk_share: float = _share(0.08)
    """The same for times of layers, which may break shared rules."""
    layers_walk_most: float = _amount(20.0)
    """Most seconds or work for it."""
    walk_rounds: int = _amount(2, least=1)
    """How often short sets of rooms are looked for while walks move times."""
    walk_rounds_guessed: int = _amount(3, least=1)
    """The same where no exact search of all choices follows."""
    walk_growth: float = _amount(1.5, least=1.0)
    """Each of these rounds is so many times as long as the one before."""
    construct_presets: tuple[str, ...] = ("wide", "firm")
    """Names of presets, by turns, for walks that shall break no hard rule and leave soft ones to others."""
    choose_share: float = _share(0.25)
    """Share for choosing one resource for all meets of each lesson at known times."""
    choose_most: float = _amount(8.0)
    """Most seconds or work for it."""
    choose_least: float = _amount(3.0)
    """Seconds or work below which CP-SAT finds no better choices than walks do."""

    # -- rooms after times (`rooms_later`, `construction`) --

    rooms_share: float = _share(0.3)
    """Share for an exact assignment of rooms where the greedy one fails."""
    rooms_most: float = _amount(20.0)
    """Most seconds or work for it."""
    room_moves_share: float = _share(0.5)
    """Share for one try to move meets that have no room."""
    room_moves_seconds: float = _amount(8.0)
    """Most seconds for such a try."""
    room_moves_work: float = _amount(6.0)
    """Most work for such a try."""
    room_moves_meets: float = _amount(50.0, least=1.0)
    """Meets freed at the first such try; more at each later one."""
    most_cut_sets: int = _amount(150, least=1)
    """Most sets of rooms, with unions of those that overlap, for which Hall's condition is looked at."""
    always_cut: int = _amount(8)
    """Sets of at most so many rooms are written as cuts at once, larger ones once a solution has broken them: long
    sums slow the search down.
    """
    chain_depth: int = _amount(3)
    """How many earlier requests an ejection chain may move, one after the other."""
    chain_steps: int = _amount(400, least=1)
    """Placings tried for one request."""
    chain_budget: int = _amount(20_000, least=0)
    """Placings tried for all requests together; after these, requests only get what is free."""

    # -- annealing --

    least_for_annealing: int = _amount(500)
    """Up to this size of a problem no machine code is built: the search is over before it is ready."""
    anneal_least: float = _amount(4.0)
    """Seconds below which loading the machine code is not worth it. Once it is loaded, `walk_least` is enough: medium
    demo, 15 s, three seeds: 132,130 to 145,399 soft points where walks of 3 s were left out, 12,276 to 14,391 now."""
    moves_per_work: int = _amount(250_000, least=1)
    """Moves of a walk that take about as long as one unit of CP-SAT's deterministic work."""
    racing_rounds: tuple[float, ...] = (0.2, 0.3, 0.5)
    """Parts of a race's time for its rounds: with every preset, with the better half, with the best."""
    walk_least: float = _amount(1.0)
    """Seconds or work below which a walk says nothing about its preset; only so many presets race."""
    walk_each: float = _amount(0.012)
    """The same by meet, where that is more. Medium demo (890 meets), 8 million moves from one timetable: in one walk
    6,496 to 9,923 soft points (by preset), in a race of six short ones over 8,258."""
    walk_enough: float = _amount(10.0)
    """More than this is not asked of a walk: in five minutes all presets race."""
    unraced_presets: tuple[str, ...] = ("open", "wide")
    """Names of presets, by turns, where there is no time for a race: planner's school (300 meets), 4 million moves, two
    seeds: 2,616 and 2,744 (open), 3,256 and 3,350 (wide); medium demo, 8 million: 9,923 (open), 6,496 (wide)."""
    settle_share: float = _share(0.1)
    """Part of a walk's time for one that makes a timetable of its end, where less was free than the walk counted on.
    A planner's school of 300 meets: 200,000 moves are enough, after walks of 2 million."""
    settle_rounds: int = _amount(3, least=0)
    """Most such walks, one after the other."""
    settling_preset: Preset = SETTLING_PRESET
    """Their preset."""
    repair_rounds: int = _amount(4, least=1)
    """Most rounds into which the time for repairing broken hard rules is cut."""
    repair_presets: tuple[str, ...] = ("open", "firm")
    """Names of presets, by turns, of the walks that end such a round."""
    repair_round: float = _amount(40.0, least=0.001)
    """Seconds or work that each such round should have."""
    hot_share: float = _share(0.4)
    """Part of such a round for its hot walks."""
    hot_walks: int = _amount(8, least=1)
    """Most hot walks for each worker."""
    hot_walk: float = _amount(5.0, least=0.001)
    """Seconds or work that each hot walk should have."""
    presets: tuple[Preset, ...] = PRESETS
    """Presets that race, the first ones where there is no time for all."""
    hot_preset: Preset = HOT_PRESET
    """Preset of the hot walks."""
    remembered: float = _amount(3_700.0, least=1.0)
    """Moves for each meet after which a walk that is `learning` has mostly forgotten which rules were broken."""
    coldest: float = _amount(0.1, least=1e-9)
    """Temperature at the end of a walk, in weights of the lightest soft rule."""
    looks: int = _amount(2_400, least=1)
    """About how often in a walk its price, temperature and clock are looked at."""
    shortest_chunk: int = _amount(500, least=1)
    """Fewest moves between two looks."""
    longest_chunk: int = _amount(50_000, least=1)
    """Most moves between two looks."""
    frozen_chunks: int = _amount(60, least=1)
    """A walk ends when its cost stays the same for the moves of so many longest chunks."""
    move_shares: tuple[float, ...] = (0.12, 0.40, 0.22, 0.015, 0.12, 0.12, 0.04, 0.03, 0.15, 0.002, 0.05)
    """How often each kind of move is tried, in the order of `annealing.layout.KINDS_OF_MOVES`, relative to
    the others; kinds for which a problem has no room are left out. The last, `mend`, for hard rules only and for soft
    ones too, counted work: IT-I4-96 66, 66, 53 and 53, 53, 50; demo small, mean of four, 2,556 and 2,411; medium
    16,754, 16,168 and 15,315, 13,998. Three times as often: IT 42, 37, 50, but small 3,486.
    """
    focus: float = _share(0.1)
    """How often a move begins at a meet of a broken monitor."""
    price_up: float = _amount(57.0)
    """Power of e, over a whole walk, by which the price of a hard point rises while broken rules are never repaired."""
    price_down: float = _amount(31.0)
    """The same by which it falls while as few hard points are broken as ever."""
    price_range: float = _amount(1e4, least=1.0)
    """Highest price of a hard point, in lowest ones."""

    # -- neighbourhoods (`lns`) --

    try_seconds: float = _amount(4.0)
    """Most seconds for one neighbourhood."""
    try_work: float = _amount(0.3, least=1e-6)
    """Most work for one neighbourhood."""
    try_share: float = _share(0.9)
    """Most share for one neighbourhood: towards the end something is left for the next."""
    unplaced_tries: float = _share(0.75)
    """Part of the tries that go to meets without a time while there are some."""
    equal_tries: float = _share(0.1)
    """Part of the tries that ask for another timetable at the same cost, to get away from where nothing is better."""
    equal_work: float = _share(0.3)
    """Part of `try_work` for these: they are found soon or not at all."""
    unplacing_tries: float = _share(0.2)
    """Part of the tries in which meets may lose their times for a hard rule, where that may cost less."""
    idle_tries: int = _amount(2000, least=1)
    """So many neighbourhoods in a row of which nothing can come, and there is none left to try."""
    fewest_freed: float = _amount(4.0, least=1.0)
    """Fewest meets that a kind of neighbourhood frees."""
    most_freed: float = _amount(400.0, least=1.0)
    """Most meets that a kind of neighbourhood frees."""
    choice_work: float = _amount(0.002, least=1e-9)
    """Work that choosing a neighbourhood counts for, whatever comes of it."""
    least_gain: float = _amount(0.002, least=1e-9)
    """Gain that any try counts for, so that no kind is given up; a tenth where nothing could come of it."""
    memory: float = _share(0.95)
    """Part of what a kind brought before that still counts after one more try."""
    quick_try: float = _share(0.2)
    """A try that takes less than this part of `try_work` freed too few meets to find much."""
    after_timeout: float = _amount(0.7, least=0.01, most=1.0)
    """Factor of the meets freed after a try ran out of work: it costs as much as ten quick ones."""
    after_quick: float = _amount(1.04, least=1.0)
    """Factor of the meets freed after a quick try: nine of them make up for one that ran out of work."""
    after_quick_first: float = _amount(1.3, least=1.0)
    """The same before any try of the kind ran out of work."""
    writing_work: float = _amount(1.2e-5)
    """Work that a written variable or constraint stands for: CP-SAT does not count writing, nor all of reading it."""

    # -- the lower bound (`proofs.bound`) --

    bound_share: float = _share(0.1)
    """Share for small proofs of a lower bound."""
    bound_seconds: float = _amount(15.0)
    """Most seconds for them."""
    smallest_part: int = _amount(2_000, least=1)
    """Size of the first parts of the problem that are solved by themselves (with candidates counted too)."""
    largest_part: int = _amount(40_000, least=1)
    """Size of the largest such parts."""
    part_work: float = _amount(1.0, least=1e-6)
    """Most work for a part of up to `part_size`; larger parts get more in proportion."""
    part_size: int = _amount(5000, least=1)
    """Size of a part up to which `part_work` is enough."""
    most_neighbours: int = _amount(120, least=2)
    """People and rules with more lessons than this do not make lessons neighbours of each other."""

    def __post_init__(self) -> None:
        for one in fields(self):
            _check(one.name, getattr(self, one.name), one.default, one.metadata)
        _check_shares("racing_rounds", self.racing_rounds, most=1.0)
        _check_shares("move_shares", self.move_shares)
        if len(self.move_shares) != len(KINDS_OF_MOVES):
            raise ValueError(
                f"move_shares: {len(self.move_shares)} values, there are {len(KINDS_OF_MOVES)} kinds of moves"
            )
        names = {preset.name for preset in self.presets}
        for field_name in ("construct_presets", "unraced_presets", "repair_presets"):
            given = getattr(self, field_name)
            unknown = [name for name in given if name not in names]
            if unknown or not given:
                raise ValueError(f"{field_name}: {unknown or 'empty'}; presets are {sorted(names)}")
        for low, high in _ORDERED:
            if getattr(self, low) > getattr(self, high):
                raise ValueError(f"{low}: {getattr(self, low)!r} is more than {high} = {getattr(self, high)!r}")

    @classmethod
    def from_toml(cls, path: Path | str) -> SearchParams:
        """The values in a TOML file, one key for each field, presets as tables; the defaults for all others.

        Parameters:
            path: the file.

        Returns:
            The numbers.

        Raises:
            ValueError, TypeError: a key is unknown, or a value out of range or of the wrong type; the key is named.
            tomllib.TOMLDecodeError: the file is no TOML.
            OSError: it cannot be read, or is no ordinary file of at most 1 MB.

        Example:
            >>> _ = Path("quick.toml").write_text("stall_share = 0.1")
            >>> SearchParams.from_toml("quick.toml").stall_share
            0.1
        """
        given = parsed_toml(content_of(path, MOST_BYTES).decode("utf-8"))
        unknown = sorted(given.keys() - {one.name for one in fields(cls)})
        if unknown:
            raise ValueError(f"{path}: unknown: {', '.join(unknown)}")
        return cls(**{name: _from_toml(name, value) for name, value in given.items()})


_ORDERED = (
    ("shortest_chunk", "longest_chunk"),
    ("fewest_freed", "most_freed"),
    ("smallest_part", "largest_part"),
)
"""Fields of which the first is at most the second."""


def _check(name: str, value: Any, default: Any, limits: Mapping[str, Any]) -> None:
    """Type and range of one field; `default` says what type it has, `limits` its `least` and `most`."""
    if isinstance(default, tuple):
        if not isinstance(value, tuple) or not value:
            raise TypeError(f"{name}: {value!r} is not a tuple with something in it")
        for one in value:
            _check(name, one, default[0], limits)
        return
    expected = (int, float) if isinstance(default, float) else type(default)
    if not isinstance(value, expected) or isinstance(value, bool):
        words = {int: "a whole number", float: "a number", str: "a text", Preset: "a preset"}
        raise TypeError(f"{name}: {value!r} is not {words[type(default)]}")
    if value != value:
        raise ValueError(f"{name}: {value!r} is not a number")
    least, most = limits.get("least"), limits.get("most")
    if least is not None and value < least:
        raise ValueError(f"{name}: {value!r} is less than {least:g}")
    if most is not None and value > most:
        raise ValueError(f"{name}: {value!r} is more than {most:g}")


def _check_shares(name: str, shares: tuple[float, ...], most: float | None = None) -> None:
    if min(shares) < 0 or sum(shares) <= 0 or (most is not None and sum(shares) > most + 1e-9):
        raise ValueError(
            f"{name}: {shares!r} are not shares, none below 0" + ("" if most is None else f", sum {most:g}")
        )


def _from_toml(name: str, value: Any) -> Any:
    """Lists as tuples, tables as presets."""
    if isinstance(value, list):
        return tuple(_from_toml(name, one) for one in value)
    if isinstance(value, Mapping):
        try:
            return Preset(**value)
        except TypeError as error:
            raise TypeError(f"{name}: {error}") from None
    return value
