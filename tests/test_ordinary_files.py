"""Every file that the program is given is read only where it is an ordinary one, whichever verb or setting names it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler import ordinary_files
from scheduler.bench.rows import Task, read_row
from scheduler.cli.main import scheduler
from scheduler.demo import make_demo
from scheduler.formats.workbook import write_school
from scheduler.ordinary_files import NotOrdinary, TooLarge, content_of, parsed_toml
from scheduler.school.policy import PolicyError, load_policy
from scheduler.solver.best import checkpoint
from scheduler.solver.params import SearchParams

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def link_to_pipe(path: Path) -> None:
    os.mkfifo(path.with_name("pipe"))
    path.symlink_to("pipe")


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        before = Path.cwd()
        os.chdir(path.parent)  # the path of a socket may be only 100 characters long
        try:
            one.bind(path.name)
        finally:
            os.chdir(before)


KINDS = (pipe, device, link_to_pipe, listening)


@pytest.mark.parametrize("make", KINDS)
def test_nothing_but_an_ordinary_file_is_read_by_anybody(make: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    make(path)
    with pytest.raises(OSError):
        content_of(path, 100)
    with pytest.raises(PolicyError, match=r"own\.toml"):
        load_policy("own.toml", tmp_path)
    with pytest.raises(OSError):
        SearchParams.from_toml(path)
    assert checkpoint.read(path, "", make_demo) is None  # type: ignore[arg-type]
    assert read_row(path, Task("a", "a", "", "", 1, 1.0, 1)) is None


def test_a_file_is_read_up_to_its_limit_and_a_link_to_it_too(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"12345")
    (tmp_path / "b.txt").symlink_to("a.txt")
    assert content_of(path, 5) == content_of(tmp_path / "b.txt", 5) == b"12345"
    with pytest.raises(TooLarge):
        content_of(path, 4)
    with pytest.raises(IsADirectoryError):
        content_of(tmp_path, 4)
    assert issubclass(NotOrdinary, OSError)


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"12345")
    facts = path.stat()
    path.write_bytes(b"123456")
    monkeypatch.setattr(ordinary_files.os, "fstat", lambda _: facts)
    with pytest.raises(TooLarge):
        content_of(path, 5)


DEEP = {
    "brackets": "a = " + "[" * 100_000,
    "tables": "a = " + "{a=" * 100_000,
    "a key": "a" + ".a" * 31 + " = 1",
    "a long key": "a" + ".a" * 400_000 + " = 1",
    "a key with blanks": "a" + " .\ta" * 31 + " = 1",
    "a key in quotes": "a" + '."\\" "' * 31 + " = 1",
    "a key in other quotes": "a" + ".' '" * 31 + " = 1",
    "a heading": "[[a" + ".a" * 31 + "]]",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_what_is_nested_too_deeply_is_an_error_of_the_file(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        parsed_toml(text)
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError):
        load_policy("own.toml", tmp_path)
    with pytest.raises(ValueError):
        SearchParams.from_toml(tmp_path / "own.toml")


def test_ordinary_keys_and_sentences_with_dots_are_read() -> None:
    assert parsed_toml('a.b."c.d" = "1.2.3. x. y."')["a"]["b"] == {"c.d": "1.2.3. x. y."}
    assert parsed_toml("a" * 1_000_000 + " = 1")
    assert parsed_toml("a = '" + ". " * 100_000 + "'")


def test_a_checkpoint_that_is_nested_too_deeply_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "deep.checkpoint").write_text("[" * 100_000, encoding="utf-8")
    assert checkpoint.read(tmp_path / "deep.checkpoint", "", make_demo) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("make", KINDS)
def test_every_verb_refuses_at_once_what_is_no_ordinary_file(
    make: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_school(make_demo("small"), tmp_path / "school.xlsx", "en")
    (tmp_path / "table.csv").write_text("klas;vak;uren\n1A;Nederlands;4\n", encoding="utf-8")
    make(tmp_path / "input")
    out = str(tmp_path / "out.xlsx")
    for words in (
        ("check", "input"),
        ("solve", "input", "-o", out),
        ("evaluate", "input"),
        ("export", "input", "--to", str(tmp_path / "out")),
        ("convert", "input", out),
        ("import", "input", "--dry-run"),
        ("import", "school.xlsx", "--dry-run", "--map", "input"),
        ("import", "input", "--classes", "school.xlsx", "--dry-run"),
        ("import", "table.csv", "--classes", "input", "--dry-run"),
        ("bench", "input", "--time", "1s", "-o", str(tmp_path / "bench")),
        ("bench", "school.xlsx", "--reference", "input", "--time", "1s", "-o", str(tmp_path / "bench")),
    ):
        ended = CliRunner().invoke(scheduler, [*words, "--json"])
        assert ended.exit_code == 1, (words, ended.output)
        assert "input" in ended.stdout, words
        assert json.loads(ended.stdout)["status"] == "faults"
    assert not (tmp_path / "out.xlsx").exists()
