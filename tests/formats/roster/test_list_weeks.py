"""A column of weeks in a list: its labels mean week A and week B by what all of them are."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.formats.roster import import_roster
from scheduler.formats.roster.words.labels import weeks_in


@pytest.mark.parametrize("heading", ["week", "Week", "weken"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("WA", "WB"),
        ("wk A", "wk B"),
        ("1", "2"),
        ("I", "II"),
        ("A", "B"),
        ("week A", "week B"),
        ("oneven", "even"),
        ("W1", "W2"),
    ],
)
def test_two_labels_of_a_column_of_weeks_are_week_a_and_b(
    tmp_path: Path, heading: str, first: str, second: str
) -> None:
    rows = [
        f"klas;vak;leraar;dag;uur;lokaal;{heading}",
        f"1A;MU;ANS;ma;1;L1;{first}",
        f"1A;PO;BOB;ma;1;L2;{second}",
        "1A;NED;CIS;di;1;L1;",
        f"1A;MU;ANS;wo;2;L1;{second}",
    ]
    path = tmp_path / "roster.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    school = import_roster([path]).school
    weeks = {(row.subject, row.day): row.week for row in school.roster}
    assert weeks == {("MU", 0): "A", ("PO", 0): "B", ("NED", 1): "every", ("MU", 2): "B"}
    assert school.groups == () and school.settings.cycle_weeks == 2


@pytest.mark.parametrize(
    "labels",
    [("36", "37"), ("36", "37", "38"), ("1", "2", "3"), ("1", "1"), ("noot", "toon"), ("WA", "XB"), ("MA", "PA"), ()],
)
def test_other_labels_are_no_weeks_of_a_cycle(labels: tuple[str, ...]) -> None:
    assert weeks_in(labels) == {}


def test_known_labels_need_no_others() -> None:
    assert weeks_in(["week A", "", "feest"]) == {"week a": "A"}
    assert weeks_in(["B"]) == {"b": "B"}
