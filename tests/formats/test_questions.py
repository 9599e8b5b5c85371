"""What-if sentences: each form in Dutch and English, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.formats.workbook.questions import MOST_LETTERS, Unclear, asked
from scheduler.school.records import Availability, Level, Pin, Room, RosterRow, RuleRow, School, Teacher
from tests.school.judging import lesson, small_school

MUST = Availability("teacher", "ANN", day=4, level=Level.MUST)
WISH = Availability("teacher", "ANN", day=0, level=Level.WISH)


def school(**more: object) -> School:
    rooms = (Room("L1"),)
    return small_school(lesson("W"), **{"availability": (MUST, WISH), "rooms": rooms, **more})


def new_rows(sentence: str) -> tuple[Availability, ...]:
    return asked(school(), sentence).school.availability[2:]


@pytest.mark.parametrize(
    ("sentence", "row"),
    [
        ("BEN vrij op vrijdag", Availability("teacher", "BEN", day=4)),
        ("ben free on Friday", Availability("teacher", "BEN", day=4)),
        ("3A vrij op wo voormiddag", Availability("class", "3A", day=2, half_day="am")),
        ("3A free on Wed morning", Availability("class", "3A", day=2, half_day="am")),
        ("L1 vrij op dinsdag lesuur 3", Availability("room", "L1", day=1, period=3)),
        ("L1 free Tuesday period 3 week B", Availability("room", "L1", week="B", day=1, period=3)),
        ("BEN liever vrij op maandag namiddag", Availability("teacher", "BEN", day=0, half_day="pm", level=Level.WISH)),
        ("BEN vrij op vrijdagnamiddag", Availability("teacher", "BEN", day=4, half_day="pm")),
        ("3A vrij maandagochtend", Availability("class", "3A", day=0, half_day="am")),
        ("BEN rather free on Monday", Availability("teacher", "BEN", day=0, level=Level.WISH)),
    ],
)
def test_somebody_is_free_at_some_times(sentence: str, row: Availability) -> None:
    assert new_rows(sentence) == (row,)


def test_several_periods_are_a_row_each() -> None:
    assert [row.period for row in new_rows("BEN vrij op ma lesuren 2-4")] == [2, 3, 4]


@pytest.mark.parametrize("sentence", ["zonder afwezigheid van ANN", "without absence of ann on Friday"])
def test_an_absence_is_dropped(sentence: str) -> None:
    assert asked(school(), sentence).school.availability == (WISH,)


@pytest.mark.parametrize(
    "sentence", ["zonder wens van Van Dam", "zonder wensen van VAN DAM op maandag", "without wish of Van Dam Monday"]
)
def test_a_name_of_several_words_is_one_name(sentence: str) -> None:
    spaced = Teacher("Van Dam", assignment=Fraction(20))
    wish = replace(WISH, code="Van Dam")
    built = school(availability=(MUST, wish))
    assert asked(replace(built, teachers=(*built.teachers, spaced)), sentence).school.availability == (MUST,)


@pytest.mark.parametrize(
    "sentence", ["zonder wens van ANN", "without wishes of ANN on Monday", "zonder wensen van ann"]
)
def test_a_wish_is_dropped(sentence: str) -> None:
    assert asked(school(), sentence).school.availability == (MUST,)


@pytest.mark.parametrize("sentence", ["zonder vast W", "without pin w"])
def test_a_pin_is_dropped_from_vast_and_from_rooster(sentence: str) -> None:
    found = asked(school(pins=(Pin("W", 1, day=0),), roster=(RosterRow("W", 1, pinned=True),)), sentence).school
    assert found.pins == () and not found.roster[0].pinned


@pytest.mark.parametrize(
    ("sentence", "row"),
    [
        ("zonder regel S03", RuleRow("S03", level=Level.OFF)),
        ("without rule s3 for ANN", RuleRow("S03", "ANN", level=Level.OFF)),
        ("regel S03 gewicht 20", RuleRow("S03", weight=20)),
        ("rule S03 weight 20 for ANN", RuleRow("S03", "ANN", weight=20)),
        ("regel H15 per_day=6 voor ANN", RuleRow("H15", "ANN", value="per_day=6")),
        ("regel S07 eis", RuleRow("S07", level=Level.MUST)),
        ("rule S07 must for WIS", RuleRow("S07", "WIS", level=Level.MUST)),
    ],
)
def test_a_rule_is_off_or_weighs_otherwise(sentence: str, row: RuleRow) -> None:
    assert asked(school(), sentence).school.rules == (row,)


@pytest.mark.parametrize(
    ("sentence", "key"),
    [
        ("maak het beter", "unclear"),
        ("ZZZ vrij op vrijdag", "nobody"),
        ("BENN vrij op vrijdag", "nobody_near"),
        ("zonder wens van ZZZ op maandag", "nobody"),
        ("zonder wens van ANN op feestdag", "no_day"),
        ("BEN vrij op feestdag", "no_day"),
        ("BEN vrij op vrijdag lesuur 15", "no_period"),
        ("BEN free on Saturday", "no_period"),
        ("BEN vrij op vrijdag lesuur 4-3", "no_period"),
        ("zonder afwezigheid van BEN", "no_absence"),
        ("without wish of ANN on Tuesday", "no_wish"),
        ("zonder vast W", "no_pin"),
        ("zonder regel X99", "no_rule"),
        ("regel S03 misschien", "no_level"),
        ("regel H15 per_day=veel", "rule_row"),
        ("regel H15 nooit=3", "rule_row"),
        ("zonder regel S03 voor ZZZ", "rule_row"),
        ("regel H15 per_day=6 voor 3A", "rule_row"),
        ("", "unclear"),
        ("JAN vrij op " + "vrij op " * 4000, "too_long"),
    ],
)
def test_what_is_not_clear_is_refused(sentence: str, key: str) -> None:
    with pytest.raises(Unclear) as wrong:
        asked(school(), sentence)
    assert wrong.value.key == key


def test_a_sentence_is_read_up_to_a_length_whatever_the_spaces_in_it() -> None:
    assert asked(school(), "BEN vrij " + " " * MOST_LETTERS + "op vrijdag").school.availability[2].code == "BEN"
    with pytest.raises(Unclear) as wrong:
        asked(school(), "a" * (MOST_LETTERS + 1))
    told = wrong.value.text("nl")
    assert str(MOST_LETTERS + 1) in told and len(told) < 300
    with pytest.raises(Unclear) as wrong:
        asked(school(), "a" * MOST_LETTERS)
    assert wrong.value.key == "unclear"
