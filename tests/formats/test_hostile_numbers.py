"""Numbers that no school has end, in any field of any format, in a fault or are no number at all, and take no time."""

from __future__ import annotations

import pytest

from scheduler.formats.roster.sheets.values import LARGEST, number_of
from scheduler.formats.untis.texts import number_in, whole_in
from scheduler.school.catalogue import RuleRowError, catalogue, parse_value
from scheduler.school.records import RuleRow

FAR = ("9" * 400, "1" + "0" * 4000, "1e999", "-1e999", "nan", "inf", "-inf", "1/0", "1e99999999", "0." + "1" * 5000)


@pytest.mark.parametrize("text", FAR, ids=lambda text: text[:12])
def test_a_number_that_no_school_has_is_no_number_of_a_roster(text: str) -> None:
    assert (number_of(text), number_in(text), whole_in(text)) == (None, None, None)


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan"), 1e300, 10**400, float(LARGEST)])
def test_a_cell_with_such_a_number_is_none_either(value: float) -> None:
    assert number_of(value) is None


def test_numbers_of_schools_are_read() -> None:
    assert [number_of(one) for one in (3, 2.5, "2,5", "-4", "0.333333")] == [3.0, 2.5, 2.5, -4.0, 0.333333]
    assert [number_in(one) for one in ("3", "2,5", "-4")] == [3.0, 2.5, -4.0]


@pytest.mark.parametrize("text", FAR, ids=lambda text: text[:12])
def test_a_rule_with_such_a_number_is_told_at_once(text: str) -> None:
    entry = next(one for one in catalogue().values() if one.parameters and one.parameters[0].unit)
    with pytest.raises(RuleRowError):
        parse_value(entry, RuleRow(entry.id, value=text))
    assert parse_value(entry, RuleRow(entry.id, value="3")) == {entry.parameters[0].name: "3"}
