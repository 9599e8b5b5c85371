"""A small counted run of the fuzz room, and its judges against what they must find."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from tests.fuzz.judging import content_faults, judged, snapshot
from tests.fuzz.running import Ended

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a run is a forked process")
ROOT = Path(__file__).parents[1]


def test_a_hundred_hostile_inputs_break_nothing() -> None:
    command = [sys.executable, "-m", "tests.fuzz", "--runs", "100", "--seed", "7", "--solving", "0"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert int(ended.stdout.split()[0]) >= 100, ended.stdout  # some are two at once
    assert "faults: none" in ended.stdout


def ended(code: int | None = 0, out: str = '{"status": "read"}', err: str = "", peak: int = 50) -> Ended:
    return Ended(("check", "a.xlsx", "--json"), code, out, err, 1.0, peak)


TRACEBACK = "Traceback (most recent call last):\n  File\nKeyError: 'a'"


@pytest.mark.parametrize(
    ("run", "kinds"),
    [
        (ended(), set()),
        (ended(1, '{"status": "faults"}'), set()),
        (ended(None), {"hang"}),
        (ended(-6), {"traceback"}),
        (ended(70, err=TRACEBACK), {"traceback"}),
        (ended(4), {"code"}),
        (ended(0, '{"status": "faults"}'), {"code"}),
        (ended(0, "words {}"), {"json"}),
        (ended(peak=601), {"memory"}),
    ],
)
def test_the_judge_finds_what_a_run_did_wrong(run: Ended, kinds: set[str], tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    assert {one.partition(":")[0] for one in judged([run], tmp_path, before, (), False)} == kinds


def test_what_cannot_be_read_must_not_be_done(tmp_path: Path) -> None:
    assert [one.partition(":")[0] for one in judged([ended()], tmp_path, {}, (), True)] == ["code"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("work/a.xlsx", "touched"),
        ("work/b.xlsx", "escape"),
        ("beside/b.txt", "escape"),
        ("tmp/b", "leftover"),
        ("work/uit/.b.tmp", "leftover"),
        ("work/uit/con.txt", "name"),
        ("work/uit/b.", "name"),
        ("work/uit/fine.txt", None),
    ],
)
def test_the_judge_finds_files_that_should_not_be_there(name: str, kind: str | None, tmp_path: Path) -> None:
    for folder in ("work/uit", "tmp", "beside"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "work" / "a.xlsx").write_text("before")
    before = snapshot(tmp_path)
    (tmp_path / name).write_text("after")
    found = {one.partition(":")[0] for one in judged([ended()], tmp_path, before, ("uit",), False)}
    assert found == ({kind} if kind else set())


def test_an_output_of_a_run_that_failed_is_found(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    before = snapshot(tmp_path)
    (tmp_path / "work" / "uit.txt").write_text("half")
    run = ended(1, '{"status": "faults"}')
    assert [one.partition(":")[0] for one in judged([run], tmp_path, before, ("uit.txt",), False)] == ["output"]


def test_an_output_of_before_must_be_what_it_was_after_a_run_that_failed(tmp_path: Path) -> None:
    output = tmp_path / "work" / "uit.txt"
    output.parent.mkdir()
    output.write_text("before")
    before = snapshot(tmp_path)
    output.write_text("after")
    assert [one.partition(":")[0] for one in judged([ended(1)], tmp_path, before, ("uit.txt",), False)] == [
        "code",
        "touched",
    ]
    assert list(judged([ended(0)], tmp_path, before, ("uit.txt",), False)) == []
    output.chmod(0o600)
    assert [one.partition(":")[0] for one in judged([ended(0)], tmp_path, before, ("uit.txt",), False)] == ["mode"]


def test_a_checkpoint_must_go_when_there_is_a_result(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    before = snapshot(tmp_path)
    (tmp_path / "work" / "uit.checkpoint").write_text("{}")
    names = ("uit", "uit.checkpoint")
    assert [one.partition(":")[0] for one in judged([ended(0)], tmp_path, before, names, False)] == ["leftover"]
    nothing = Ended(("solve", "a.xlsx"), 4, "", "", 1.0, 50)
    assert list(judged([nothing], tmp_path, before, names, False)) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", "half"),
        ("a.csv", "x,=1+1\n"),
        ("a.txt", '"@SUM(A1)";2\n'),
        ("a.html", "<p><script>1</script>"),
        ("a.html", '<a href="javascript:x">'),
        ("a.html", '<b onclick="x">'),
        ("a.ics", "BEGIN:VCALENDAR\r\nINJECTED:1\r\nEND:VCALENDAR\r\n"),
        ("a.ics", "BEGIN:VCALENDAR\r\nSUMMARY:a\rb\r\nEND:VCALENDAR\r\n"),
        ("a.ics", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n"),
    ],
)
def test_the_judge_finds_text_that_would_be_run(name: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8", newline="")
    assert list(content_faults(path))


def test_the_judge_finds_a_formula_and_a_link_in_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        tab = book.add_worksheet()
        tab.write(0, 0, "=1+1")
        tab.write(1, 0, "http://INJECTED")
    assert [one.split()[1] for one in content_faults(path)] == ["formula", "link"]
