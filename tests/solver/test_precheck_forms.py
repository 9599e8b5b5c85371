"""What counting proves of forms, pools and single meets before a search, by hand, with the neighbours that fit."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from scheduler.evaluation.findings import Proof, Reason
from scheduler.problem import rules as r
from scheduler.problem.lessons import Demand, Lesson
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.resources import PoolUse
from scheduler.problem.text import Note
from tests.builders import (
    asynchronous,
    contact,
    demand,
    lesson,
    pool,
    synchronous,
    teacher,
    week,
)
from tests.solver.small import away, proofs

A, B = "teacher:A", "teacher:B"
R1 = "room:1"
SYNCHRONOUS = frozenset({Mode.SYNCHRONOUS})


# -- periods at distance --


def minimum(name: str, least: int, *lessons: str, **more: object) -> r.LimitPeriods:
    bound = r.PeriodBound(name, lessons or (name,), least)
    return r.LimitPeriods(**{"id": name, "entry": "H04", "bounds": (bound,), "modes": SYNCHRONOUS, **more})  # type: ignore


def cap(most: int | None, *lessons: str, share: int | None = None, **more: object) -> r.LimitPeriods:
    bound = r.PeriodBound("3A", lessons or ("x", "y"), 0, most, None if share is None else Fraction(share))
    fields = {"id": "cap", "entry": "H03", "bounds": (bound,), "modes": DISTANCE_MODES}
    return r.LimitPeriods(**{**fields, **more})  # type: ignore[arg-type]


BOTH = [contact(), synchronous(), asynchronous()]
FAR = [lesson(name, sizes=(1, 1, 1, 1), options=BOTH, who=[f"path:{name}"]) for name in ("x", "y", "z")]


def over(need: int, have: int, *lessons: str, name: str = "3A") -> list[Proof]:
    return [
        Proof("distance_over_cap", need, have, (name,), lessons[0], lessons, named=lessons, entry="H03"),
    ]


def test_minima_at_distance_that_together_exceed_the_cap() -> None:
    asked = minimum("x", 2), minimum("y", 1)
    assert proofs(FAR, cap(3), *asked) == []
    assert proofs(FAR, cap(2), *asked) == over(3, 2, "x", "y")
    assert proofs(FAR, cap(2, "y", "x"), *asked) == over(3, 2, "y", "x")
    assert proofs(FAR, cap(1, "x", "z"), *asked) == over(2, 1, "x")
    assert proofs(FAR, cap(None), *asked) == []
    for toothless in ({"hard": False}, {"weight": 0}):
        assert proofs(FAR, cap(2, **toothless), *asked) == []
        assert proofs(FAR, cap(2), asked[0], replace(asked[1], **toothless)) == []


def test_a_minimum_of_other_forms_or_other_lessons_says_nothing_of_the_cap() -> None:
    asked = minimum("x", 2), minimum("y", 1)
    assert proofs(FAR, cap(2, modes=frozenset({Mode.ASYNCHRONOUS})), *asked) == []
    assert proofs(FAR, cap(2, modes=SYNCHRONOUS), *asked) == over(3, 2, "x", "y")
    assert proofs(FAR, cap(2), asked[0], minimum("y", 1, "y", "z")) == []
    assert proofs(FAR, cap(2), asked[0], minimum("both", 3, "x", "y")) == over(3, 2, "x", "y")
    assert proofs(FAR, cap(3), asked[0], minimum("both", 3, "x", "y")) == [], "two of the three are those of x"


def test_lessons_without_a_minimum_are_not_told_beside_those_with_one() -> None:
    assert proofs(FAR, cap(1, "x", "y", "z"), minimum("x", 2), minimum("z", 0)) == over(2, 1, "x")


def test_meets_are_no_periods() -> None:
    asked = minimum("x", 2), minimum("y", 1)
    assert proofs(FAR, cap(2, count_meets=True), *asked) == []
    assert proofs(FAR, cap(2), asked[0], replace(asked[1], count_meets=True)) == []


def test_a_share_is_of_the_most_that_the_lessons_come_to() -> None:
    asked = minimum("x", 2), minimum("y", 1)
    assert proofs(FAR, cap(None, share=38), *asked) == []  # 3.04 of 8 periods
    assert proofs(FAR, cap(None, share=37), *asked) == over(3, 2, "x", "y")  # 2.96
    assert proofs(FAR, cap(None, share=50), minimum("x", 4)) == []
    assert proofs(FAR, cap(None, "x", "y", "x", share=37), *asked)[0].have == 2


def test_minima_of_a_cycle_are_worth_the_fewest_dates_in_a_cap_over_the_year() -> None:
    times = week(2, 4, weeks=2)
    year = ((18, 17, 0, 0, 0, 0, 0), (15, 16, 0, 0, 0, 0, 0))
    once = [replace(one, parts=tuple(replace(part, weeks=((0,), (1,))) for part in one.parts)) for one in FAR]
    asked = minimum("x", 2), minimum("y", 1)
    assert proofs(once, cap(45, occurrences=year), *asked, times=times) == []
    assert proofs(once, cap(44, occurrences=year), *asked, times=times) == over(45, 44, "x", "y")
    yearly = replace(asked[1], bounds=(r.PeriodBound("y", ("y",), 15),), occurrences=year)
    assert proofs(once, cap(44, occurrences=year), asked[0], yearly, times=times) == over(45, 44, "x", "y")
    # 15 periods of the year are at least 15/18 of a period of the cycle: 2 + 5/6 are more than 2
    assert proofs(once, cap(3), asked[0], yearly, times=times) == []
    assert proofs(once, cap(2), asked[0], yearly, times=times) == over(3, 2, "x", "y")
    never = replace(asked[1], occurrences=((0,) * 7, (0,) * 7))
    assert [one for one in proofs(once, cap(2), asked[0], never, times=times) if not one.rule] == []


# -- pools --


def asking(amount: int, *more: object, **fields: object) -> Lesson:
    options = [contact(demand("carts", "pool:carts", amount=amount)), *more]
    return lesson("x", options=options, **fields)  # type: ignore[arg-type]


def carts(**more: object) -> r.PoolCapacity:
    return r.PoolCapacity(**{"id": "carts", "entry": "H12", "pools": ("pool:carts",), **more})  # type: ignore[arg-type]


def opened(name: str, amount: int, *starts: int, size: int = 1) -> Lesson:
    """An optional lesson that supplies units, at these times."""
    made = lesson(name, sizes=(size,), options=[contact(demand("carts", "pool:carts", amount=-amount))], optional=True)
    return replace(made, parts=tuple(replace(part, starts=starts or None) for part in made.parts))


POOL = (pool("carts", 3),)


def test_a_meet_that_asks_more_of_a_pool_than_there_is() -> None:
    proof = Proof("pool_short", 4, 3, ("x",), "x", ("x",), pool="pool:carts")
    assert proofs([asking(3)], carts(), resources=POOL) == []
    assert proofs([asking(4)], carts(), resources=POOL) == [proof]
    assert proofs([asking(4, sizes=(1, 1))], carts(), resources=POOL) == [proof], "once for the lesson"
    assert proofs([asking(4)], carts(capacities={"pool:carts": 4}), resources=POOL) == []
    assert proofs([asking(2)], carts(capacities={"pool:carts": 1}), resources=POOL)[0].have == 1
    for toothless in ({"hard": False}, {"weight": 0}):
        assert proofs([asking(4)], carts(**toothless), resources=POOL) == []
    seats = (replace(POOL[0], use=PoolUse.SEATS),)
    assert proofs([asking(4)], carts(), resources=seats) == [replace(proof, key="seats_short")]


def test_the_option_that_asks_least_decides_unless_a_minimum_asks_for_another() -> None:
    more = synchronous(demand("carts", "pool:carts", amount=5)), asynchronous()
    assert proofs([asking(4, *more)], carts(), resources=POOL) == []
    assert proofs([asking(4, more[0])], carts(), resources=POOL)[0].need == 4
    least = minimum("x", 1)
    assert proofs([asking(2, *more)], carts(), least, resources=POOL)[0].need == 5
    assert proofs([asking(2, *more)], carts(), minimum("x", 1, "x", "x"), resources=POOL)[0].need == 5
    assert proofs([asking(2, *more)], carts(), replace(least, hard=False), resources=POOL) == []
    assert proofs([asking(2, *more)], carts(), replace(least, weight=0), resources=POOL) == []
    assert proofs([asking(2, *more)], carts(), minimum("x", 0), resources=POOL) == []
    two = [asking(2, *more), lesson("y", options=BOTH)]
    assert proofs(two, carts(), minimum("both", 1, "x", "y"), resources=POOL) == []
    # contact and distance are both asked: what cannot be in one form is looked at in those that it has
    near = minimum("near", 1, "x", modes=frozenset({Mode.CONTACT}))
    assert [one.need for one in proofs([asking(4, *more)], carts(), near, resources=POOL)] == [4]


def test_minima_of_several_forms_are_looked_at_one_by_one() -> None:
    more = synchronous(demand("carts", "pool:carts", amount=5)), asynchronous()
    near = minimum("near", 1, "x", modes=frozenset({Mode.CONTACT}))
    assert [
        one.need for one in proofs([asking(0, *more, sizes=(1, 1))], carts(), near, minimum("x", 1), resources=POOL)
    ] == [5]
    far = minimum("far", 1, "x", modes=frozenset({Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS}))
    some = minimum("some", 1, "x", modes=frozenset({Mode.CONTACT, Mode.SYNCHRONOUS}))
    either = [asking(0, *more, sizes=(1, 1))]
    assert proofs(either, carts(), far, some, resources=POOL) == [], "one in contact, one asynchronous"


def test_a_minimum_asks_of_one_of_the_blocks_only() -> None:
    two = asking(0, synchronous(demand("carts", "pool:carts", amount=5)), sizes=(1, 1))
    first = replace(two, parts=(replace(two.parts[0], starts=(0,)), two.parts[1]))
    assert proofs([first, opened("o", 2, 1)], carts(), minimum("x", 1), resources=POOL) == []
    assert proofs([first, opened("o", 1, 1)], carts(), minimum("x", 1), resources=POOL)[0].have == 4


def test_openings_add_seats_at_their_times() -> None:
    assert proofs([asking(5), opened("o", 2)], carts(), resources=POOL) == []
    assert proofs([asking(6), opened("o", 2)], carts(), resources=POOL)[0].have == 5
    assert proofs([asking(7), opened("o", 2), opened("o2", 2)], carts(), resources=POOL) == []
    assert proofs([asking(7), opened("o", 2, 0), opened("o2", 2, 1)], carts(), resources=POOL)[0].have == 5
    assert proofs([asking(4), opened("o", 1)], carts(), resources=POOL) == []
    larger = contact(demand("carts", "pool:carts", amount=-4), option="larger")
    either = replace(opened("o", 2), options=(*opened("o", 2).options, larger))
    assert proofs([asking(7), either], carts(), resources=POOL) == []
    closed = r.AllowedOptions(id="closed", entry="", allowed=(("o", frozenset()),))
    assert proofs([asking(4), opened("o", 1)], carts(), closed, resources=POOL)[0].have == 3
    block = asking(5, sizes=(2,))
    assert proofs([block, opened("o", 2, 0)], carts(), resources=POOL)[0].have == 3
    assert proofs([block, opened("o", 2, 1), opened("o2", 2, 2)], carts(), resources=POOL) == []
    assert proofs([block, opened("o", 2, 1, size=2)], carts(), resources=POOL) == []


def supervised(name: str, amount: int, *who: str, at: int = 0, **more: object) -> Lesson:
    """An opening at one time that needs one of these teachers."""
    made = opened(name, amount, at)
    option = replace(made.options[0], demands=(*made.options[0].demands, demand("teacher", *who)))
    return replace(made, options=(option,), **more)  # type: ignore[arg-type]


def at(name: str, start: int, *who: str) -> Lesson:
    """A lesson with one start, of one of these teachers."""
    made = lesson(name, options=[contact(demand("teacher", *who))])
    return replace(made, parts=(replace(made.parts[0], starts=(start,)),))


def supply(*lessons: Lesson, **more: object) -> list[Proof]:
    """What is proved of x, which asks for 5 of 3, beside these."""
    built = [asking(5, **more), *lessons]
    held = r.Assigned(id="held", entry="H08", lessons=tuple(one.id for one in built), role="teacher")
    return proofs(built, carts(), held, resources=(*POOL, teacher("A"), teacher("B"), teacher("C")))


A, B, C = "teacher:A", "teacher:B", "teacher:C"


def test_an_opening_needs_somebody_who_is_not_certain_to_be_elsewhere() -> None:
    opening = supervised("o", 9, A, B)
    assert supply(opening) == []
    assert supply(opening, at("y", 0, A)) == []
    assert supply(opening, at("y", 0, A), at("z", 1, B)) == []
    assert supply(opening, at("y", 0, A), lesson("z", who=[B])) == [], "z can be at another time"
    proof = Proof("pool_unsupplied", 5, 3, ("x", A, B), "x", ("x",), pool="pool:carts", named=("y", "z"))
    assert supply(opening, at("y", 0, A), at("z", 0, B)) == [proof]
    assert supply(opening, at("y", 0, A, B), at("z", 0, A, B)) == [proof], "whichever of the two is where"
    assert supply(opening, at("y", 0, A, B), at("z", 0, B, A, C)) == []
    assert supply(opening, supervised("o2", 2, C), at("y", 0, A), at("z", 0, B)) == []
    assert supply(opening, supervised("o2", 2, A, at=1), at("y", 0, A), at("z", 0, B)) == []
    seats = (replace(POOL[0], use=PoolUse.SEATS),)
    held = r.Assigned(id="held", entry="H08", lessons=("o", "y"), role="teacher")
    found = proofs([asking(5), supervised("o", 9, A, B), at("y", 0, A)], carts(), held, away(0, who=B), resources=seats)
    assert found == [replace(proof, key="seats_unsupervised", named=("y",))], "the other one is away"


def test_one_person_supplies_one_opening_at_a_time() -> None:
    assert supply(supervised("o", 1, A, B), supervised("o2", 1, A, B)) == []
    assert supply(supervised("o", 1, A, B), supervised("o2", 1, A, B), at("y", 0, A))[0].have == 4
    assert supply(supervised("o", 1, A), supervised("o2", 1, A))[0].have == 4
    assert supply(supervised("o", 1, A), supervised("o2", 2, A)) == [], "the larger one is enough"


def test_who_gives_the_lesson_that_asks_cannot_supply_it() -> None:
    assert supply(supervised("o", 9, A), who=[A])[0].about == ("x", A)
    assert supply(supervised("o", 9, A, B), who=[A]) == []


def test_an_opening_that_must_take_place_is_no_rival_of_itself() -> None:
    assert supply(supervised("o", 9, A, optional=False)) == []


def test_openings_that_are_too_few_anyway_are_no_matter_of_people() -> None:
    assert supply(supervised("o", 1, A), at("y", 0, A))[0].key == "pool_short"


def test_a_lesson_that_has_no_way_asks_nothing_of_a_pool() -> None:
    none = r.AllowedOptions(id="none", entry="", allowed=(("x", frozenset()),))
    assert [one.key for one in proofs([asking(1)], carts(), none, resources=(pool("carts", 0),))] == ["no_way"]


def test_a_pool_among_candidates_is_not_asked_for_sure_but_may_be_supplied() -> None:
    pools = (pool("carts", 3), pool("more", 3))
    either = lesson("x", options=[contact(demand("carts", "pool:carts", "pool:more", amount=4))])
    assert proofs([either], carts(), resources=pools) == []
    supply = lesson("o", options=[contact(demand("c", "pool:carts", "pool:more", amount=-2))], optional=True)
    assert proofs([asking(5), supply], carts(), resources=pools) == []


# -- one meet --

NOTE = Note("building", "no_room", (("who", "3A"),))
NO_ROOM = Demand("room", (), why=NOTE)


def test_a_lesson_without_a_form_left_has_no_way() -> None:
    lessons = [lesson("x", sizes=(1, 1)), lesson("y"), lesson("z")]
    none = r.AllowedOptions(id="none", entry="", allowed=(("x", frozenset()), ("z", frozenset())))
    assert proofs(lessons, none) == [Proof("no_way", 1, 0, (name,), name, (name,), part=1) for name in ("x", "z")]


def test_a_form_for_which_nothing_fits_is_none_where_it_must_be_filled() -> None:
    filled = r.Assigned(id="filled", entry="H10", lessons=("x",), role="room")
    proof = Proof("nothing_fits", 1, 0, ("x",), "x", ("x",), part=1, why=NOTE)
    alone = lesson("x", options=[contact(NO_ROOM)])
    assert proofs([alone], filled) == [proof]
    assert proofs([alone], replace(filled, role="teacher")) == []
    assert proofs([lesson("x", who=[A], options=[contact(demand("teacher", B), NO_ROOM)])], filled) == [proof]
    assert proofs([alone], replace(filled, hard=False)) == []
    elsewhere = lesson("x", sizes=(1, 1), options=[contact(NO_ROOM), synchronous()])
    assert proofs([elsewhere], filled) == []
    assert proofs([elsewhere], filled, cap(2, "x")) == []
    assert proofs([elsewhere], filled, cap(1, "x")) == [proof]
    assert proofs([elsewhere], filled, cap(1, "x", modes=SYNCHRONOUS)) == [proof]
    assert proofs([elsewhere], filled, cap(1, "x", modes=frozenset({Mode.ASYNCHRONOUS}))) == []
    assert proofs([elsewhere], filled, cap(1, "x", hard=False)) == []
    assert proofs([elsewhere], filled, cap(1, "x", weight=0)) == []
    assert proofs([elsewhere, lesson("y", options=BOTH)], filled, cap(1, "y")) == []
    assert proofs([elsewhere], filled, cap(None, "x", share=50)) == [proof]
    assert proofs([elsewhere], filled, cap(2, "x", occurrences=((7,) * 7,))) == [proof]
    assert proofs([elsewhere], filled, cap(14, "x", occurrences=((7,) * 7,))) == []


def test_blocks_count_once_where_meets_are_counted() -> None:
    filled = r.Assigned(id="filled", entry="H10", lessons=("x",), role="room")
    block = lesson("x", sizes=(2, 1), options=[contact(NO_ROOM), synchronous()])
    assert [one for one in proofs([block], filled, cap(2, "x", count_meets=True)) if not one.rule] == []
    assert proofs([block], filled, cap(1, "x", count_meets=True))[0].key == "nothing_fits"
    assert proofs([block], filled, cap(2, "x"))[0].key == "nothing_fits"


def test_the_rarest_block_tells_how_often_a_lesson_takes_place_at_the_least() -> None:
    filled = r.Assigned(id="filled", entry="H10", lessons=("x",), role="room")
    plain = lesson("x", sizes=(1, 1), options=[contact(NO_ROOM), synchronous()])
    mixed = replace(plain, parts=(replace(plain.parts[0], weeks=((0, 1),)), plain.parts[1]))
    times = week(1, 4, weeks=2)
    assert [one for one in proofs([mixed], filled, cap(2, "x"), times=times) if not one.rule] == []
    assert proofs([mixed], filled, cap(1, "x"), times=times)[0].key == "nothing_fits"


def no_time(starts: int, *reasons: Reason, duration: int = 2, part: int = 1) -> list[Proof]:
    return [
        Proof("no_time", 1, 0, ("x",), "x", ("x",), part=part, duration=duration, starts=starts, reasons=reasons),
    ]


def test_a_block_without_a_start_says_what_takes_how_many_of_them() -> None:
    block = lesson("x", sizes=(2,), who=[A, B], options=[contact(), synchronous(demand("room", R1))])
    early = r.PreferTimes(id="early", entry="H17", lessons=("x",), times=frozenset({0}))
    rule, absent = Reason("closed_rule", 2, "H17"), Reason("closed_absent", 2, A)
    assert proofs([block], early, away(0)) == no_time(3, rule, replace(absent, times=1))
    assert proofs([block], away(1, 2)) == no_time(3, replace(absent, times=3))
    assert proofs([block], early, away(1)) == no_time(3, absent, rule), "the same order at every run"
    assert proofs([lesson("x", sizes=(5,))])[:1] == no_time(0, duration=5)
    assert proofs([lesson("x", sizes=(1, 5))])[:1] == no_time(0, duration=5, part=2)
    for toothless in (replace(early, duration=1), replace(early, modes=SYNCHRONOUS), replace(early, lessons=("y",))):
        others = [block, lesson("y", sizes=(1,))]
        assert proofs(others, away(1, 2), replace(toothless, hard=True)) == no_time(3, replace(absent, times=3))
    assert proofs([block], away(1, 2), replace(early, duration=2)) == no_time(3, replace(absent, times=3), rule)
    assert proofs([block], early, away(0), away(0, who=R1, id="r"))[0].reasons == (rule, replace(absent, times=1))


def test_pins_that_contradict_each_other_or_an_absence_are_a_reason() -> None:
    block = lesson("x", who=[A])

    def pinned(*starts: int | None) -> r.Pinned:
        return r.Pinned(id="pin", entry="H16", pins=tuple(r.PinnedMeet("x", 1, start) for start in starts))

    pin = Reason("closed_pin", 3)
    assert proofs([block], pinned(0, None), away(0)) == no_time(4, pin, Reason("closed_absent", 1, A), duration=1)
    assert proofs([block], pinned(0, 1)) == no_time(4, replace(pin, times=4), duration=1)
    assert proofs([block], pinned(0, None)) == []
    never = r.PreferTimes(id="never", entry="H17", lessons=("x",), times=frozenset())
    all_day = away(0, 1, 2, 3), away(0, 1, 2, 3, who=B, id="b")
    held = replace(block, demands=(*block.demands, demand("2", B)))
    assert proofs([held], pinned(0, 1), never, *all_day)[0].reasons == (
        Reason("closed_absent", 4, A),
        Reason("closed_absent", 4, B),
        Reason("closed_pin", 4),
        Reason("closed_rule", 4, "H17"),
    )
    chosen = replace(block, demands=(demand("1", A, B),))
    assert proofs([chosen], never, *all_day)[0].reasons == (Reason("closed_rule", 4, "H17"),)


FILLED = r.Assigned(id="filled", entry="H02", lessons=("x",), role="1")
EITHER = demand("1", A, B)


def test_a_lesson_of_which_no_candidate_is_there_in_one_of_the_weeks_has_no_time() -> None:
    """A and B are both away in week B: whoever gives the lesson, it needs him in both weeks."""
    either = lesson("x", demands=(EITHER,))
    either = replace(either, parts=tuple(replace(part, weeks=((0, 1),)) for part in either.parts))
    times = week(1, 2, weeks=2)
    nobody = Reason("closed_nobody", 2, among=(A, B))
    both = away(2, 3), away(2, 3, who=B, id="b")
    assert proofs([either], FILLED, *both, times=times) == no_time(2, nobody, duration=1)
    in_turn = away(0, 1), away(2, 3, who=B, id="b")  # one in week A, the other in week B: nobody could give it in both
    assert proofs([either], FILLED, *in_turn, times=times) == no_time(2, nobody, duration=1)
    assert proofs([either], FILLED, away(2, 3), away(3, who=B, id="b"), times=times) == []
    assert proofs([either], *both, times=times) == [], "where nobody is asked, nobody is missing"


def test_a_block_for_which_a_candidate_would_have_to_leave_halfway_has_no_start() -> None:
    block = lesson("x", sizes=(2,), demands=(EITHER,))
    times = week(1, 2)
    halves = away(0), away(1, who=B, id="b")
    assert proofs([block], FILLED, *halves, times=times) == no_time(1, Reason("closed_nobody", 1, among=(A, B)))
    assert proofs([block], FILLED, halves[0], times=times) == []


def test_an_option_that_needs_nobody_keeps_its_times() -> None:
    lone = lesson("x", options=[contact(EITHER), synchronous()])
    gone = away(0, 1, 2, 3), away(0, 1, 2, 3, who=B, id="b")
    assert proofs([lone], FILLED, *gone) == []
    assert proofs([lesson("x", options=[contact(EITHER)])], FILLED, *gone)[0].key == "no_time"
    split = [contact(demand("1", A)), synchronous(demand("1", B))]
    assert proofs([lesson("x", options=split)], *gone)[0].reasons == (
        Reason("closed_absent", 4, A),
        Reason("closed_absent", 4, B),
    )
