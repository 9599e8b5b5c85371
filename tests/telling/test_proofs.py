"""Proofs in a planner's words, from plain facts: who, how many, which rule, and the cell to look at."""

from dataclasses import replace

import pytest

from scheduler.evaluation.findings import Proof, Reason
from scheduler.problem import rules as r
from scheduler.problem.modes import DISTANCE_MODES, Mode, Origin
from scheduler.problem.problem import Problem
from scheduler.problem.text import LANGUAGES, Note, catalogue
from scheduler.telling.proofs import sentence
from tests.builders import days_of, lesson, path, pool, problem, room, teacher, week

TIMES = week(4, 6)
DAYS = tuple(r.Bound(day, most=1) for day in days_of(TIMES))


def school(*rules: r.Rule) -> Problem:
    """Two lessons of class 3A, whose records stand in the planner's sheets."""
    sums, art = (
        replace(lesson(name, who=["path:3A", "teacher:A"]), origin=Origin("Lessen", row, {"distance_min": "L"}))
        for name, row in (("sums", 2), ("art", 3))
    )
    people = [
        replace(path("3A"), class_code="3A", origin=Origin("Klassen", 4)),
        replace(teacher("A"), name="An", origin=Origin("Leraren", 5)),
        *(room(f"r{number}") for number in range(8)),
        pool("carts", 3),
    ]
    return problem(TIMES, [sums, art], *rules, resources=people, weekdays=True)


def spread(**more: object) -> r.Spread:
    return r.Spread(**{"id": "rule", "entry": "S07", "groups": (("sums",),), "bounds": DAYS, **more})  # type: ignore[arg-type]


def test_the_sentence_says_which_rule_whom_how_many_and_what_to_do() -> None:
    proof = Proof("spread_over", 5, 4, ("sums",), rule="rule", limits=(1, 1, 1, 1))
    assert sentence(school(spread()), proof, "en") == (
        "lesson sums: in any timetable at least 5 blocks are on Monday, Tuesday, Wednesday and Thursday (at most 1 "
        "each), but by rule S07 (A subject is spread over the week for every pupil: not more often a day than it may, "
        "not twice in a half day (a block counts once), not always last, demanding subjects not in a row) at most 4 "
        "fit there together. Make fewer and longer blocks, allow more or turn the rule into a wish."
    )
    assert sentence(school(spread()), proof, "nl") == (
        "les sums: in elk rooster staan er minstens 5 blokken op maandag, dinsdag, woensdag en donderdag (elk "
        "hoogstens 1), maar door regel S07 (Een vak is voor elke leerling gespreid over de week: niet vaker per dag "
        "dan mag, niet tweemaal in een halve dag (een blok telt één keer), niet altijd het laatste uur, zware vakken "
        "niet na elkaar) passen er daar samen hoogstens 4. Maak minder en langere blokken, laat er meer toe of maak "
        "van de regel een wens."
    )


def test_only_the_days_that_matter_are_named() -> None:
    proof = Proof("spread_over", 4, 3, ("sums",), rule="rule", limits=(1, None, 1, 1))
    assert "at least 4 blocks are on Monday, Wednesday and Thursday (at most 1 each)" in sentence(
        school(spread()), proof, "en"
    )


def test_without_a_school_days_are_counted_and_the_rules_own_name_is_used() -> None:
    times = week(2, 6)
    bounds = tuple(r.Bound(day, most=1) for day in days_of(times))
    rule = spread(entry="SpreadEvents", name="once a day", bounds=bounds)
    foreign = problem(times, [lesson("sums", sizes=(1, 1, 1))], rule)
    proof = Proof("spread_over", 3, 2, ("sums",), rule="rule", limits=(1, 1))
    assert "on 2 days (at most 1 each)" in sentence(foreign, proof, "en")
    assert "SpreadEvents (once a day)" in sentence(foreign, proof, "nl")


def limit(modes: frozenset[Mode], period: str) -> r.LimitPeriods:
    bounds = (r.PeriodBound("3A", ("sums", "art"), most=1),)
    return r.LimitPeriods(id="rule", entry="H03", bounds=bounds, modes=modes, period=r.Span(period))


NAMED = {"id": "rule", "entry": "H06"}
COME = r.LimitClusters(**NAMED, resources=("path:3A",), clusters=(), least=3)
WORK = r.LimitWorkload(**NAMED, resources=("teacher:A",), most=1)
TWICE = r.SplitCount(**NAMED, lessons=("sums",), duration=2, least=0, most=0)
ROOMS = tuple(f"room:r{number}" for number in range(8))

CLOSED = (Reason("closed_rule", 2, "H17"), Reason("closed_absent", 1, "teacher:A"))

TOLD = [
    (Proof("no_way", 1, 0, ("sums",), "sums", part=2), None, "Lessen!2: lesson sums (sums), part 2: no form"),
    (
        Proof("no_time", 1, 0, ("sums",), "sums", part=1, duration=3, starts=2, reasons=CLOSED),
        None,
        "Lessen!2: lesson sums (sums), part 1: a block of 3 periods can start at 2 places in the grid, but "
        "none is left. Rule H17 (A block of periods stays inside a half day) excludes 2 of them. At 1 of them "
        "teacher A is not there.",
    ),
    (
        Proof("no_time", 1, 0, ("sums",), "sums", part=1, duration=9),
        None,
        "part 1: no day of the grid has room for a block of 9 periods.",
    ),
    (
        Proof("teacher_hours", 4, 3, ("teacher:A",), "teacher:A", because=frozenset({"absent", "limit"}), entry="H15"),
        None,
        "but rule H15 (a maximum a day or a number of days) leaves room for at most 3. "
        "Give lessons to somebody else. Or remove absences",
    ),
    (
        Proof("teacher_hours", 4, 3, ("teacher:A",), "teacher:A"),
        None,
        "Leraren!5: teacher A (An) has 4 lessons in the cycle, but there are only 3 periods "
        "in which these lessons can be. Give lessons to somebody else.",
    ),
    (Proof("class_hours", 9, 8, ("path:3A",), "path:3A"), None, "Klassen!4: class 3A has 9 lessons"),
    (Proof("room_hours", 9, 8, ("room:r1",), "room:r1"), None, "room r1 is needed for 9 periods"),
    (Proof("hours", 9, 8, ("room:r1",), "room:r1"), None, "r1 is needed for 9 periods"),
    (Proof("teachers_short", 9, 8, ("teacher:A",), "art"), None, "9"),
    (
        Proof("teachers_workload", 8, 6, ("teacher:A",), "art"),
        None,
        "Lessen!3: teachers A may together have at most 6 periods in the cycle (assignment and plage, rule H20), but "
        "lessons that only they can give ask for 8.",
    ),
    (Proof("band_teachers", 2, 1, ("teacher:A",), "sums", named=("sums", "art")), None, "sums and art"),
    (Proof("rooms_short", 9, 8, ROOMS[:2], "art"), None, "Lessen!3: the 2 rooms r0 and r1 are needed for 9 periods"),
    (Proof("rooms_short", 9, 8, ROOMS, "art"), None, "the 8 rooms r0, r1, r2, r3, r4, r5 and 2 more are needed"),
    (
        Proof("teachers_short", 9, 8, ("teacher:A",), "art"),
        None,
        "Lessen!3: teachers A are together needed for 9 periods in the cycle, but have only 8 free.",
    ),
    (
        Proof("band_teachers", 2, 1, ("teacher:A",), "sums", named=("sums", "art")),
        None,
        "Lessen!2: lessons sums and art are at the same time by their band and need 2 teachers out of A;",
    ),
    (
        Proof("nothing_fits", 1, 0, ("sums",), "sums", why=Note("building", "no_room", (("who", "3A"),))),
        None,
        "Lessen!2: lesson sums (sums): no room fits: there is no ordinary room on the campus of 3A",
    ),
    (
        Proof("band_person", 2, 1, ("teacher:A",), "sums", named=("sums", "art")),
        None,
        "Lessen!2: A (An) is needed in lesson sums and in lesson art",
    ),
    (
        Proof("band_rooms", 2, 1, ("room:r1",), "sums", named=("sums", "art")),
        None,
        "lessons sums and art are at the same time by their band and need 2 rooms out of r1; those are only 1",
    ),
    (
        Proof("distance_over_cap", 2, 1, ("3A",), "sums", named=("sums", "art"), entry="H03"),
        None,
        "Lessen!L2: 3A: the distance minima (sums and art) add up to 2 periods; rule H03 allows at most 1",
    ),
    (
        Proof("mixed_over_cap", 1, 0, ("3A",), "sums", named=("sums",), part=1, entry="H03"),
        None,
        "lesson sums, part 1, is mixed and always at distance for somebody: 3A follows 1 period elsewhere",
    ),
    (
        Proof("pool_short", 9, 3, ("art",), "art", pool="pool:carts"),
        None,
        "Lessen!3: lesson art (art) asks 9 of carts, but at no moment are there more than 3",
    ),
    (Proof("seats_short", 9, 3, ("art",), "art", pool="pool:carts"), None, "lesson art (art) asks 9 seats at school"),
    (
        Proof("pool_unsupplied", 9, 3, ("art", "teacher:A"), "art", pool="pool:carts"),
        None,
        "lesson art (art) asks 9 of carts, but at no moment are there more than 3: more needs A (An).",
    ),
    (
        Proof("seats_unsupervised", 9, 3, ("art", "teacher:A"), "art", pool="pool:carts", named=("sums",)),
        None,
        "only possible with A (An); lesson sums certainly takes place then. Let somebody else",
    ),
    (
        Proof("seats_unsupervised", 1, 0, ("art", "teacher:A"), "art", pool="pool:carts", named=("sums", "art")),
        None,
        "asks 1 seat at school for those who follow distance lessons there, but at no moment are more than 0 superv",
    ),
    (Proof("spread_under", 1, 0, ("sums",), rule="rule", limits=(1, None, None, None)), spread(), "needed on Monday,"),
    (
        Proof("spread_under", 4, 2, ("sums", "art"), rule="rule", limits=(1, 1, 1, 1)),
        spread(groups=(("sums", "art"),)),
        "lesson sums and lesson art: by rule S07",
    ),
    (
        Proof("periods_over", 2, 1, ("3A",), rule="rule"),
        limit(DISTANCE_MODES, "cycle"),
        "3A: in any timetable there are at least 2 distance lessons per week, but rule H03",
    ),
    (
        Proof("periods_under", 2, 1, ("3A",), rule="rule"),
        limit(DISTANCE_MODES, "year"),
        "2 distance lessons over the scho",
    ),
    (
        Proof("periods_under", 2, 1, ("3A",), rule="rule"),
        limit(DISTANCE_MODES, "calendar"),
        "2 distance lessons over the teaching weeks of the calendar",
    ),
    (Proof("split_over", 2, 1, ("sums",), "sums", rule="rule", duration=2), TWICE, "at least 2 blocks of 2 periods"),
    (
        Proof("split_under", 2, 1, ("sums",), "sums", rule="rule", duration=2),
        TWICE,
        "2 blocks of 2 periods, but",
    ),
    (Proof("workload_over", 2, 1, ("teacher:A",), "teacher:A", rule="rule"), WORK, "Leraren!5: teacher A has a workl"),
    (Proof("workload_under", 2, 1, ("teacher:A",), "teacher:A", rule="rule"), WORK, "teacher A must have a workload"),
    (
        Proof("times_over", 2, 0, ("sums",), "sums", rule="rule"),
        r.PreferTimes(**NAMED, lessons=("sums",), times=frozenset()),
        "Lessen!2: lesson sums: at least 2 periods start at a time that rule H06",
    ),
    (Proof("half_days", 3, 2, ("path:3A",), "path:3A", rule="rule"), COME, "class 3A must have lessons in at least 3 "),
    (
        Proof("on_hand", 2, 1, ("teacher:A",), rule="rule", when=(0,)),
        r.OnHand(**NAMED, groups=(("teacher:A",),), times=(0,), least=2),
        "asks for 2 free teachers of teacher A on Monday period 1; at most 1 of them can be free then",
    ),
    (
        Proof("blocks_too_short", 2, 0, ("sums",), "sums", rule="rule"),
        r.Placed(**NAMED, lessons=("sums",)),
        "lesson sums: 2 periods fit in none of the lesson's blocks",
    ),
]


@pytest.mark.parametrize(("proof", "rule", "words"), TOLD, ids=[f"{one[0].key}-{n}" for n, one in enumerate(TOLD)])
def test_a_proof_says_whom_it_is_about_and_where_to_look(proof: Proof, rule: r.Rule | None, words: str) -> None:
    built = school(*([rule] if rule else ()))
    assert words in sentence(built, proof, "en")
    assert "{" not in sentence(built, proof, "nl")


def test_every_sentence_about_a_need_and_what_there_is_was_told_above() -> None:
    texts = catalogue("solver")
    of_proofs = {key for key, text in texts.items() if "{need}" in text["en"] or "{have}" in text["en"]}
    of_proofs = {key.removesuffix("_no_sheets") for key in of_proofs}
    told = {proof.key for proof, _, _ in TOLD}
    parts = {"within_limit", "within_periods"}  # of the sentences about hours
    assert of_proofs <= told | parts | {"spread_over"}
    assert told <= set(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_without_a_cell_of_a_planner_gives_the_sentence_alone(language: str) -> None:
    plain = problem(TIMES, [lesson("sums")])
    assert sentence(plain, Proof("no_time", 1, 0, ("sums",), "sums", part=1), language).startswith("les")


OF_SCHOOLS_ALONE = {
    *("teachers_workload", "nothing_fits", "seats_short", "seats_unsupervised"),
    *("distance_over_cap", "periods_over", "periods_under", "mixed_over_cap"),
}
"""What only a workbook can say: assignments, types of rooms, forms, seats for those who follow at a distance."""
SHEETS = ("sheet ", "column", "form ", "forms", "Lessons", "Teachers", "Rooms", "Pinned", "Availability")


@pytest.mark.parametrize(("proof", "rule", "words"), TOLD, ids=[f"{one[0].key}-{n}" for n, one in enumerate(TOLD)])
def test_a_proof_about_the_file_of_another_program_names_no_sheet(
    proof: Proof, rule: r.Rule | None, words: str
) -> None:
    if proof.key in OF_SCHOOLS_ALONE:
        return
    people = [replace(one, origin=None) for one in school().resources]
    foreign = () if rule is None else (replace(rule, entry="ConstraintOfAFile"),)
    lessons = [replace(one, origin=None) for one in school().lessons]
    built = problem(TIMES, lessons, *foreign, resources=people, weekdays=True)
    causes = tuple(replace(one, who="ConstraintOfAFile" if one.who == "H17" else one.who) for one in proof.reasons)
    told = sentence(built, replace(proof, reasons=(*causes, Reason("closed_pin", 1))), "en")
    assert not [one for one in SHEETS if one in told], told
    assert "{" not in sentence(built, proof, "nl")
