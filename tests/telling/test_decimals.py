"""Numbers in sentences: a comma in Dutch, a point in English, the word for one and for many, whatever carries them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scheduler.formats.files.faults import Fault
from scheduler.formats.workbook.checks import shown
from scheduler.problem.text import Figure, Joined, Note, decimal

HALVES = [
    (Fraction(1, 2), "0,5", "0.5"),
    (Fraction(15, 2), "7,5", "7.5"),
    (Fraction(3), "3", "3"),
    (Fraction(41, 4), "10,25", "10.25"),
]


@pytest.mark.parametrize(("number", "dutch", "english"), HALVES)
def test_a_number_has_the_comma_of_its_language(number: Fraction, dutch: str, english: str) -> None:
    for language, told in (("nl", dutch), ("en", english)):
        assert decimal(number, language) == told
        assert f" {told} " in Fault("Lessen!E2", shown(number), "half_needs_cycle", {"settings": "S"}).text(language)
        values = (("teachers", Joined(("A.1.2 (", number, " > ", Figure(number.limit_denominator(1)), ")"))),)
        assert f"A.1.2 ({told} > " in Note("building", "over_assignment", values).text(language)


def test_one_is_one_however_it_is_carried() -> None:
    for one in (Fraction(1), Figure("1"), 1, "1"):
        assert "1 lesuur " in Fault("Lessen!E2", one, "half_needs_cycle", {"settings": "S"}).text("nl")  # type: ignore[arg-type]
