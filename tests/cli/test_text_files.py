"""Any bytes in a text file given to a verb: done, or faults with a sentence, and never a traceback."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.cli.main import scheduler

CALM = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
BAD16 = b"\xff\xfe" + "Klas".encode("utf-16-le") + b"\x00\xd8"

HEADS = (
    "",
    "klas;vak;uren\n",
    "klas;dag;uur;vak;leraar;lokaal\n1A;ma;1;WIS;AN;L1\n",
    ";ma;di;wo\n1;WIS;NED;FRA\n2;LO;LO;ENG\n",
    '1,"1A","AN","WIS","L1",1,2,,,\n2,"1B","JAN","NED","L2",2,3,,,\n',
    "<document>",
    "<timetable>",
)
CELLS = st.text(st.sampled_from("1A3WIS maé\"'<>=;,\t|\r\n\x01\x0b\x81И~#"), max_size=40)


@st.composite
def contents(draw: st.DrawFn) -> bytes:
    """Any bytes, or the start of something a reader knows, in some encoding, going on with anything, cut anywhere."""
    if draw(st.integers(0, 3)) == 0:
        return draw(st.binary(max_size=100))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]))
    content = (draw(st.sampled_from(HEADS)) + draw(CELLS)).encode(encoding, errors="replace") + draw(
        st.binary(max_size=2)
    )
    return content[: draw(st.integers(len(content) // 2, len(content)))]


def exit_code(*arguments: object) -> int:
    """Of a verb with --json, after making sure that it spoke as it should."""
    result = CliRunner().invoke(scheduler, [*map(str, arguments), "--json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), (arguments, result.exc_info)
    told = json.loads(result.stdout)
    if result.exit_code == 1:
        assert told["faults"], arguments
    return result.exit_code


def read_with_every_verb(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, csvs = folder / "lijst.csv", folder / "school"
        csvs.mkdir()
        file.write_bytes(content)
        (csvs / "Klassen.csv").write_bytes(b"klas\n1A\n")
        (csvs / "Lessen.csv").write_bytes(content)
        assert exit_code("import", file, "--day", "ma", "--class", "1A", "-o", folder / "uit.xlsx") in (0, 1)
        assert exit_code("import", file, "--map", file, "--dry-run") in (0, 1)
        assert exit_code("check", file) in (0, 1, 3)
        assert exit_code("check", csvs) in (0, 1, 3)
        assert exit_code("convert", csvs, folder / "weg") in (0, 1)
        assert exit_code("convert", file, folder / "weg.xlsx") in (0, 1)


@CALM
@given(contents())
def test_any_bytes_are_read_or_told_by_every_verb_that_opens_text(content: bytes) -> None:
    read_with_every_verb(content)


@pytest.mark.parametrize("content", [BAD16, b"klas;vak;uren\r1A;WIS;4\r", b'klas;vak\n1A;"' + b"x" * 140_000, b"<a"])
def test_known_bad_files_are_read_or_told_by_every_verb_that_opens_text(content: bytes) -> None:
    read_with_every_verb(content)


def test_damaged_wide_text_is_told_with_its_file(tmp_path: Path) -> None:
    file = tmp_path / "bad16.csv"
    file.write_bytes(BAD16)
    result = CliRunner().invoke(scheduler, ["import", str(file), "--dry-run", "--lang", "nl"])
    assert result.exit_code == 1
    assert "bad16.csv" in result.stdout and "UTF-16" in result.stdout and "opnieuw" in result.stdout
