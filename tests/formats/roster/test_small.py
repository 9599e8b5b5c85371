"""The small rosters beside the repository, where they are: each one kind of layout, read as a correct reader does."""

from __future__ import annotations

import pytest

from tests.formats.roster import small

pytestmark = pytest.mark.skipif(not small.SMALL.is_dir(), reason=f"the small rosters are not at {small.SMALL}")


@pytest.mark.parametrize("name", sorted(small.CASES))
def test_a_small_roster_is_read_as_a_correct_reader_does(name: str):
    (file,) = small.SMALL.glob(f"{name}*")
    verdict, why = small.judged(file)
    assert verdict == "right", why
