"""Titles and file names that Excel and Windows take, unique whatever the case."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scheduler.views.names import FileNames, SheetTitles, input_titles


@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_titles_are_legal_and_differ_in_any_case(wanted: list[str]) -> None:
    titles = SheetTitles(["Overzicht"])
    made = [titles.make(text) for text in wanted]
    assert len({title.casefold() for title in [*made, "Overzicht"]}) == len(made) + 1
    for title in made:
        assert 2 <= len(title.encode("utf-16-le")) <= 62
        assert not set(title) & set("[]:*?/\\!")
        assert not title.startswith("'")
        assert not title.endswith("'")
        assert title.isprintable()


@given(st.lists(st.text(max_size=120), max_size=12))
def test_any_file_names_are_legal_and_differ_in_any_case(wanted: list[str]) -> None:
    names = FileNames()
    made = [names.make(text, ".xlsx") for text in wanted]
    assert len({name.casefold() for name in made}) == len(made)
    for name in made:
        assert name.endswith(".xlsx")
        base = name.removesuffix(".xlsx")
        assert base
        assert not set(base) & set('<>:"/\\|?*')
        assert base not in (".", "..")
        assert not base.startswith(".")
        assert not base.endswith((" ", "."))


def test_reserved_device_names_are_changed() -> None:
    names = FileNames()
    assert [names.make(name, ".ics") for name in ("CON", "nul", "com1", "Lpt9", "con.fig")] == [
        "_CON.ics", "_nul.ics", "_com1.ics", "_Lpt9.ics", "_con.fig.ics",
    ]  # fmt: skip


def test_a_path_cannot_leave_the_folder() -> None:
    assert "/" not in FileNames().make("../../etc/passwd", ".html")


def test_codes_that_differ_in_case_only_get_two_files() -> None:
    names = FileNames()
    assert [names.make("1a", ".xlsx"), names.make("1A", ".xlsx")] == ["1a.xlsx", "1A (2).xlsx"]


def test_no_title_is_taken_for_an_input_sheet() -> None:
    titles = SheetTitles()
    for wanted in ("Lessen", "Klas sen", "lessons", "Rooster", "Tijdraster"):
        made = titles.make(wanted)
        assert "".join(c for c in made.casefold() if c.isalnum()) not in input_titles()
