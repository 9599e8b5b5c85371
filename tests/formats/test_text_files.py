"""Text files in every encoding and cut in every way: the right rows, or a fault that names file, place and cure."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.formats.files.faults import Faults
from scheduler.formats.files.opening import text_bytes
from scheduler.formats.files.text import decoded, looks_like_xml, rows_of, separator_of

TABLE = "klas;vak;leraar\r\n1A;Fysica é;Zoë\r\n1B;Latijn;Öztürk\r\n"
ROWS = [["klas", "vak", "leraar"], ["1A", "Fysica é", "Zoë"], ["1B", "Latijn", "Öztürk"]]


def told(content: bytes) -> list[str]:
    with pytest.raises(Faults) as caught:
        list(rows_of(decoded(content, "lijst.csv"), "lijst.csv"))
    for fault in caught.value.faults:
        assert fault.where == "lijst.csv"
        assert {fault.text("nl"), fault.text("en")} and "lijst.csv" in fault.text("nl")
    return [fault.key for fault in caught.value.faults]


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode("utf-8"),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("cp1252"),
        TABLE.encode("utf-16"),
        codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        TABLE.encode("utf-32"),
    ],
    ids=["utf-8", "marked", "windows", "utf-16-le", "utf-16-be", "unmarked-le", "unmarked-be", "utf-32"],
)
def test_one_table_reads_the_same_in_every_encoding(content: bytes) -> None:
    assert list(rows_of(decoded(content, "lijst.csv"), "lijst.csv")) == ROWS


def test_wide_text_in_another_alphabet_is_known_without_a_mark() -> None:
    text = "вчитель;предмет;години\nІваненко;Математика;3\nКоваль;Хімія;2\n"
    assert decoded(text.encode("utf-16-le"), "a.csv") == decoded(text.encode("utf-16-be"), "a.csv") == text


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (codecs.BOM_UTF16_LE + "Klas".encode("utf-16-le") + b"\x00\xd8", "damaged_text"),  # half a pair at the end
        (codecs.BOM_UTF16_LE + "Klas;vak".encode("utf-16-le")[:-1], "damaged_text"),
        (codecs.BOM_UTF16_BE + b"\x00K\xdc\x00\x00l", "damaged_text"),
        (TABLE.encode("utf-16-le") + b"\n", "damaged_text"),
        (TABLE.encode("utf-8-sig")[:-4] + b"\xff", "damaged_text"),
        (b"\xff\xfe\x00\x00Klas", "damaged_text"),
        (b"klas;vak\n1A;\x81\x8d\n", "unknown_encoding"),
        (b"klas;vak\n1A;W\0IS\n", "not_text"),
        (codecs.BOM_UTF16_LE + "klas\0vak".encode("utf-16-le"), "not_text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not_text"),
        (bytes(range(256)) * 20, "not_text"),
        (b'klas;vak\n1A;"WIS\n' + b"x" * 200_000, "long_cell"),
    ],
)
def test_what_is_no_text_or_damaged_is_told_with_file_and_cure(content: bytes, key: str) -> None:
    assert told(content) == [key]


def test_a_fault_names_the_line_and_the_byte() -> None:
    with pytest.raises(Faults) as caught:
        decoded(b"klas;vak\n1A;WIS\n1B;caf" + b"\x8d\n", "lijst.csv")
    text = caught.value.text("en")
    assert "lijst.csv" in text and "line 3" in text and "0x8D" in text and "UTF-8" in text
    with pytest.raises(Faults) as caught:
        decoded("klas;vak\n1A;WIS\n".encode("utf-16") + b"\x00\xd8", "lijst.csv")
    assert "UTF-16" in caught.value.text("en") and "line 3" in caught.value.text("en")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_may_end_in_three_ways_and_a_cell_may_hold_lines(end: str) -> None:
    text = end.join(("klas;nota", '1A;"twee', 'regels"', "1B;een", ""))
    assert list(rows_of(text, "a.csv")) == [["klas", "nota"], ["1A", f"twee{end}regels"], ["1B", "een"]]


@pytest.mark.parametrize("separator", [";", "\t", ",", "|"])
def test_the_separator_is_found_whatever_stands_in_quotes(separator: str) -> None:
    others = "".join(one for one in ";,\t|" if one != separator)
    lines = [("klas", "vak", "nota"), ("1A", "WIS", f'"{others * 3}"'), ("1B", "NED", f'"a ""b"" {others}')]
    text = "\n".join(separator.join(line) for line in lines) + '"\n'
    assert separator_of(text) == separator
    assert [len(row) for row in rows_of(text, "a.csv")] == [3, 3, 3]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("leraar;vakken\nAn;WIS,NED,FRA\nJan;LO,MO,PO\n", ";"),  # lists of one length in every row but the heading
        ("Rooster 3A, week 12\n;ma;di;wo\n1;WIS;NED;FRA\n2;LO;LO;ENG\n", ";"),  # a title above the grid
        (
            "ma;di;wo;do;vr\nWIS;NED\nFRA, ENG;LO;MO;PO;BIO\nWIS;NED;FRA;LO;MO\n",
            ";",
        ),  # rows cut off after their last cell
        ("uur,ma,di\n1,2;5,3\n", ","),
        ("naam\nMayer\n", ","),
        ("", ","),
    ],
)
def test_the_separator_that_cuts_lines_alike_wins(text: str, separator: str) -> None:
    assert separator_of(text) == separator


def test_an_element_is_seen_in_every_encoding() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"):
        assert looks_like_xml(" \r\n<document/>".encode(encoding))
        assert not looks_like_xml("klas;<5\n".encode(encoding))


def test_a_file_that_is_not_there_or_is_a_folder_or_too_large_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"klas\n1A\n")
    assert text_bytes(tmp_path / "a.csv", 8) == b"klas\n1A\n"
    for path, most, key in (
        (tmp_path / "b.csv", 8, "no_file"),
        (tmp_path, 1 << 20, "cannot_open"),
        (tmp_path / "a.csv", 7, "file_too_large"),
    ):
        with pytest.raises(Faults) as caught:
            text_bytes(path, most)
        assert [fault.key for fault in caught.value.faults] == [key]


@st.composite
def contents(draw: st.DrawFn) -> bytes:
    """Any bytes; a table in some encoding, whole, cut, or with bytes of another thing in between."""
    if draw(st.booleans()):
        return draw(st.binary(max_size=200))
    cell = st.text(st.sampled_from("1AéŁ \"'<=;,\t|\r\n\0\x81И"), max_size=6)
    rows = draw(st.lists(st.lists(cell, min_size=1, max_size=4), max_size=5))
    text = draw(st.sampled_from(["\n", "\r", "\r\n"])).join(draw(st.sampled_from(";,\t|")).join(row) for row in rows)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"]))
    content = text.encode(encoding, errors="replace")
    cut = draw(st.integers(0, len(content)))
    return content[:cut] + draw(st.binary(max_size=3)) + content[cut : draw(st.integers(cut, len(content)))]


@given(contents())
def test_any_bytes_are_rows_or_faults(content: bytes) -> None:
    try:
        rows = list(rows_of(decoded(content, "a.csv"), "a.csv"))
    except Faults as caught:
        assert caught.faults and caught.text("nl") and caught.text("en")
    else:
        assert all(isinstance(cell, str) and "\0" not in cell for row in rows for cell in row)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=100))
def test_text_that_was_marked_comes_back_as_it_was(text: str) -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert decoded(text.encode(encoding), "a.csv") == text
