"""Text stays text: whatever a planner's fields hold, no file of any format runs it, follows it or is cut by it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from click.testing import CliRunner
from icalendar import Calendar

from scheduler.cli.main import scheduler
from scheduler.formats.fet import read_fet
from scheduler.formats.files.text import unguarded
from scheduler.formats.workbook import read_school
from scheduler.formats.xhstt import read_archive
from scheduler.school.names import visible
from tests.formats.sheets import Sheets, base, saved
from tests.fuzz.contents import NAMES, renamed
from tests.fuzz.judging import bad_name, content_faults
from tests.fuzz.texts import HOSTILE

SHORT = [text for text in HOSTILE if len(text) < 1000 and text.strip() and "\0" not in text and text != "#REF!"]
"""A cell holds longer ones too, but no XML part a zero byte; an error value is told as a fault."""

ONE_NAME = [text for text in SHORT if text in NAMES]


def handfuls(texts: list[str], size: int) -> list[list[str]]:
    """The texts, some at a time; the last ones stand with the first."""
    return [(texts + texts)[start : start + size] for start in range(0, len(texts), size)]


def small() -> Sheets:
    """The small school of the tests with everything placed."""
    sheets = base()
    sheets["Lokalen"][1][2] = 40
    del sheets["Kalender"]
    sheets["Rooster"] = [
        ["les", "deel", "klassen", "week", "dag", "lesuur", "duur", "lokaal"],
        ["w1", 1, "1A", "", "ma", 2, 2, "L1"],
        ["w1", 2, "1A", "", "di", 2, 1, "L1"],
        ["n1", 1, "1A-x, 1B", "", "di", 3, 1, "L1"],
    ]
    return sheets


def free(texts: list[str]) -> Sheets:
    """The texts in every field that may hold any text; each at least once as a name beside a code and as a note."""
    sheets = small()
    sheets["Instellingen"][1][1] = " ".join(texts)  # the name of the school
    for row, text in zip(sheets["Leraren"][1:], texts, strict=False):
        row[1] = text
    for row, text in zip(sheets["Vakken"][1:], texts[::-1], strict=False):
        row[1] = text
    sheets["Leraren"] += [[f"L{number}", text] for number, text in enumerate(texts)]
    sheets["Vakken"] += [[f"V{number}", text] for number, text in enumerate(texts)]
    sheets["Lessen"][0].append("opmerking")
    for row in sheets["Lessen"][1:]:
        row.append(texts[-1])
    for number, text in enumerate(texts):
        blank = [""] * 9
        sheets["Lessen"].append([f"x{number}", "1A", f"V{number}", f"L{number}", 1, *blank, text])
        sheets["Rooster"].append([f"x{number}", 1, "1A", "", ("ma", "di", "wo")[number % 3], 1 + number // 3, 1, "L2"])
    sheets["Kladblok"] = [[text, 1] for text in texts]
    return sheets


KINDS = ("1A", "Mayer", "WIS", "L1", "w1")


def named(texts: list[str]) -> Sheets:
    """The texts as the names of a class, a teacher, a subject, a room and a lesson."""
    return renamed(small(), dict(zip(KINDS, texts, strict=True)))


def files(sheets: Sheets, folder: Path) -> Iterator[Path]:
    """Every file that verbs make of the school; none where it is refused with faults."""
    school = saved(sheets, folder / "school.xlsx")
    out = folder / "uit"
    forms = "xlsx,html,ics,csv,gpu,fet"
    for words in (
        ["export", str(school), "--to", str(out), "--format", forms, "--start", "2026-09-01"],
        ["evaluate", str(school), "-o", str(out / "oordeel.xlsx")],
        ["convert", str(school), str(out / "nogmaals.xlsx")],
        ["convert", str(school), str(out / "map")],
        ["check", str(school)],
    ):
        ended = CliRunner().invoke(scheduler, [*words, "--json"])
        assert ended.exception is None or isinstance(ended.exception, SystemExit), (words, ended.exception)
        told = json.loads(ended.stdout)
        if told["status"] == "faults":
            assert ended.exit_code == 1
            return
    for path in sorted(out.rglob("*")):
        assert out.resolve() in path.resolve().parents
        if path.is_file():
            yield path


def assert_safe(made: list[Path], place: Path) -> None:
    assert {path.suffix for path in made} == {".xlsx", ".html", ".ics", ".csv", ".TXT", ".fet", ".zip"}
    for path in made:
        if path.suffix == ".fet":
            assert read_fet(path).problem.lessons
        assert not list(content_faults(path)), path
        assert not bad_name(f"work/uit/{path.relative_to(place)}"), path


@pytest.mark.parametrize("texts", handfuls(SHORT, 8), ids=lambda texts: repr(texts[0])[:20])
def test_what_a_field_says_is_run_by_no_format_and_read_again_from_each(texts: list[str], tmp_path: Path) -> None:
    made = list(files(free(texts), tmp_path))
    assert_safe(made, tmp_path)
    paths = {path.name: path for path in made}
    original, _ = read_school(tmp_path / "school.xlsx")
    for again in (paths["nogmaals.xlsx"], paths["nogmaals.xlsx"].parent / "map"):
        school, _ = read_school(again)
        assert [one.name for one in school.teachers] == [one.name for one in original.teachers]
        assert [one.notes for one in school.lessons] == [one.notes for one in original.lessons]
        assert school.settings.school == original.settings.school
    for number in range(len(texts)):
        calendar = Calendar.from_ical((tmp_path / "uit" / "leraren" / f"L{number}.ics").read_bytes())
        assert len(calendar.walk("VEVENT")) == 1
    with paths["GPU002.TXT"].open(encoding="utf-8", newline="") as file:
        notes = {visible(unguarded(row[17])) for row in csv.reader(file, delimiter=";")}
    assert notes == {visible(one.notes) for one in original.lessons}


@pytest.mark.parametrize("turn", [0, 2])
@pytest.mark.parametrize("texts", handfuls(ONE_NAME, 5), ids=lambda texts: repr(texts[0])[:20])
def test_a_name_of_anything_is_run_by_no_format_and_leads_no_file_out_of_its_folder(
    texts: list[str], turn: int, tmp_path: Path
) -> None:
    made = list(files(named(texts[turn:] + texts[:turn]), tmp_path))
    assert_safe(made, tmp_path)


@pytest.mark.parametrize("text", [text for text in SHORT if text.isprintable()], ids=repr)
def test_names_of_an_archive_are_the_same_when_it_is_written_again(text: str, tmp_path: Path) -> None:
    source = Path(__file__).parents[1] / "data" / "xhstt" / "village-school.xml"
    content = source.read_text(encoding="utf-8")
    first = read_archive(source).instances[0].lessons[0].id
    (tmp_path / "in.xml").write_text(content.replace(f'"{first}"', quoteattr(text)), encoding="utf-8")
    words = ["convert", str(tmp_path / "in.xml"), str(tmp_path / "uit.xml"), "--json"]
    ended = CliRunner().invoke(scheduler, words)
    if ended.exit_code == 0:
        before, after = (read_archive(tmp_path / name).instances[0] for name in ("in.xml", "uit.xml"))
        assert [lesson.id for lesson in after.lessons] == [lesson.id for lesson in before.lessons]
    else:
        assert json.loads(ended.stdout)["status"] == "faults"
