"""The real rosters beside the repository, where they are: facts and counts that must not get worse."""

from __future__ import annotations

import pytest

from tests.formats.roster import score

pytestmark = pytest.mark.skipif(not score.ROSTERS.is_dir(), reason=f"the real rosters are not at {score.ROSTERS}")

WANTED = score.expectations()
KNOWN_DIFFERENCES = {
    "in_college_tt_staff_rooms.xlsx": "Rooms names a class B4 that TT does not; TT names staff that Staff TT does not",
    "vn_thpt_leloi_assignments.xls": "two of the 78 listed teachers have one name",
    "es_fp_class_grid.xlsx": "the cells name five teachers",
    "it_multiweek_calendar.xlsx": "classes joined in one name are two classes",
}


@pytest.mark.parametrize("file", [count["file"] for count in WANTED["count"]])
def test_a_real_roster_says_what_a_correct_reader_finds(file: str):
    found = score.score(file, WANTED)
    assert [cell for cell, right in found.facts if not right] == []
    if file not in KNOWN_DIFFERENCES:
        assert {name: pair for name, pair in found.counts.items() if str(pair[0]) != str(pair[1])} == {}
