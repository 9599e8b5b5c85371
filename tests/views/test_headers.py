"""The head of a printed page says what the planner wrote, whatever Excel takes for a code there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.views.timetable_sheet import header_text, shortened


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("School", "School"),
        ("2 Bergen", " 2 Bergen"),
        ("A&B", "A&&B"),
        ("&G", "&&G"),
        ("", ""),
        ("x" * 99, "x" * 79 + "…"),
    ],
)
def test_a_text_behind_a_code_is_no_part_of_it(text: str, expected: str) -> None:
    assert header_text(text) == expected


@given(st.lists(st.text("abcdé&-", min_size=1, max_size=30), min_size=1, max_size=12), st.integers(20, 120))
def test_a_long_text_ends_behind_a_word_with_a_sign_that_there_is_more(words: list[str], most: int) -> None:
    text = " ".join(words)
    short = shortened(text, most)
    assert len(short) <= most and (short == text) == (len(text) <= most)
    if short != text:
        kept = short.removesuffix("…")
        assert text.startswith(kept)
        rest = text[len(kept) :]
        assert rest.lstrip("-").startswith(" ") or max(map(len, words)) >= most // 2 - 1
