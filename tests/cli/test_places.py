"""Before the search the places of its result are tried; a result that cannot be written after all lies elsewhere."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scheduler import whole_files
from scheduler.cli import solve as verb
from scheduler.cli.main import scheduler
from scheduler.formats.workbook import read_school, write_school
from scheduler.solver import search
from tests.cli.hostile import good_school

BRIEF = ("--time", "60s", "--workers", "1")


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_school(good_school(), tmp_path / "school.xlsx", "nl")
    monkeypatch.chdir(tmp_path)
    return Path("school.xlsx")


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was searched: nothing, where a place is refused before."""
    begun: list[object] = []
    found = search.solve

    def watched(problem: Any, **more: Any) -> Any:
        begun.append(problem)
        return found(problem, **more)

    monkeypatch.setattr(search, "solve", watched)
    return begun


def run(*words: object) -> Result:
    return CliRunner().invoke(scheduler, [str(word) for word in (*words, *BRIEF)])


def a_folder(path: Path) -> None:
    path.mkdir()


def read_only(path: Path) -> None:
    path.write_text("precious")
    path.chmod(0o444)


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def open_in_excel(path: Path) -> None:
    path.write_text("old")
    path.with_name(f"~${path.name}").touch()


def open_in_libreoffice(path: Path) -> None:
    path.write_text("old")
    path.with_name(f".~lock.{path.name}#").touch()


UNFIT = [a_folder, read_only, open_in_excel, open_in_libreoffice, *([a_pipe] if hasattr(os, "mkfifo") else [])]


@pytest.mark.parametrize("named", [True, False], ids=["-o", "default"])
@pytest.mark.parametrize("spoil", UNFIT)
def test_an_output_that_cannot_be_written_is_refused_before_the_search(
    school: Path, searched: list[object], spoil: Callable[[Path], None], named: bool
) -> None:
    output = school.with_name("school-rooster.xlsx")
    spoil(output)
    before = output.lstat()
    refused = run("solve", school, *(("-o", output) if named else ()))
    assert refused.exit_code == 2 and "school-rooster.xlsx" in refused.output, refused.output
    assert not searched and output.lstat() == before


@pytest.mark.parametrize("spoil", [a_folder, read_only, *([a_pipe] if hasattr(os, "mkfifo") else [])])
def test_a_checkpoint_that_cannot_be_used_is_told_before_the_search(
    school: Path, searched: list[object], spoil: Callable[[Path], None]
) -> None:
    spoil(school.with_name("school-rooster.xlsx.checkpoint"))
    refused = run("solve", school)
    assert refused.exit_code == 1 and "school-rooster.xlsx.checkpoint: " in refused.output, refused.output
    assert not searched


def test_a_lock_of_a_program_that_has_nothing_open_any_more_stops_nothing(school: Path) -> None:
    Path("~$school-rooster.xlsx").touch()
    assert run("solve", school).exit_code == 0


def refusing(monkeypatch: pytest.MonkeyPatch, refused: Callable[[Path], bool], number: int = 28) -> None:
    """From the end of the search on these files cannot be replaced."""
    replace = os.replace

    def full(source: str, target: str) -> None:
        if refused(Path(target)):
            raise OSError(number, os.strerror(number))
        replace(source, target)

    monkeypatch.setattr(whole_files.os, "replace", full)


def test_a_disk_without_room_for_it_refuses_before_the_search(
    school: Path, searched: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_files.os, "write", full)
    refused = run("solve", school)
    assert refused.exit_code == 2 and "No space left" in refused.output and not searched
    assert sorted(one.name for one in school.parent.iterdir()) == ["school.xlsx"]


def test_a_result_that_can_no_longer_be_written_lies_beside_it(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing(monkeypatch, lambda target: target.name == "school-rooster.xlsx")
    done = run("solve", school, "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["file"], told["status"]) == (1, "school-rooster-2.xlsx", "optimal")
    assert "school-rooster-2.xlsx" in done.stderr and os.strerror(28) in done.stderr
    assert read_school(Path("school-rooster-2.xlsx"))[0].roster
    assert Path("school-rooster.xlsx.checkpoint").exists()


def test_a_result_for_which_its_folder_has_no_place_lies_among_the_temporary_files(
    school: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "temporary"
    elsewhere.mkdir()
    monkeypatch.setattr(verb.tempfile, "tempdir", str(elsewhere))
    refusing(monkeypatch, lambda target: target.suffix == ".xlsx" and elsewhere not in target.parents)
    done = run("solve", school, "--json")
    place = Path(json.loads(done.stdout)["file"])
    assert done.exit_code == 1 and elsewhere in place.parents and str(place) in done.stderr
    assert read_school(place)[0].roster


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may do everything")
def test_an_unreadable_checkpoint_is_told(school: Path) -> None:
    checkpoint = Path("school-rooster.xlsx.checkpoint")
    checkpoint.write_text("{}")
    checkpoint.chmod(0o200)
    assert run("solve", school).exit_code == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"format": 1}', b'{"format": 1, "placements": [[1e999]]}', b"null"],
    ids=["empty", "half", "no text", "deep", "bare", "endless", "nothing"],
)
def test_a_damaged_checkpoint_is_passed_over(school: Path, content: bytes) -> None:
    checkpoint = Path("school-rooster.xlsx.checkpoint")
    checkpoint.write_bytes(content)
    assert run("solve", school).exit_code == 0
    assert not checkpoint.exists()
