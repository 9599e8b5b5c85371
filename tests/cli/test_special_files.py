"""A pipe, a device or a socket where a file should be is refused at once, by every verb and for every kind of input."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli.main import scheduler
from scheduler.formats.xhstt import read_archive
from scheduler.school.policy import PolicyError, load_policy
from scheduler.solver.best.checkpoint import read as checkpoint

if not hasattr(os, "mkfifo"):
    pytest.skip("Windows has no such files", allow_module_level=True)

KINDS = ("pipe", "link to a pipe", "link to a device", "socket")


@pytest.fixture(params=KINDS)
def special(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Something that is no file, under a name that any reader takes."""
    monkeypatch.chdir(tmp_path)  # the name of a socket must be short
    path = Path("Lessen.csv")
    if request.param == "pipe":
        os.mkfifo(path)
    elif request.param == "link to a pipe":
        os.mkfifo("pipe")
        path.symlink_to("pipe")
    elif request.param == "link to a device":
        path.symlink_to("/dev/zero")
    else:
        socket.socket(socket.AF_UNIX).bind(str(path))
    return path


def keys(*words: object) -> list[str]:
    result = CliRunner().invoke(scheduler, [*map(str, words), "--json"])
    assert result.exit_code == 1, (words, result.output)
    return [fault["key"] for fault in json.loads(result.stdout)["faults"]]


def test_no_verb_reads_what_is_no_file(special: Path) -> None:
    roster = Path("rooster.csv")
    roster.write_text("klas;vak;leraar;dag;lesuur\n1A;WIS;AN;ma;1\n")
    for words in (
        ("check", special),
        ("solve", special),
        ("evaluate", special),
        ("export", special, "--to", "uit"),
        ("convert", special, "uit.xlsx"),
        ("import", special, "--dry-run"),
        ("import", roster, special, "--dry-run"),
        ("import", roster, "--map", special, "--dry-run"),
    ):
        assert keys(*words) == ["not_a_file"], words


def test_a_folder_of_csv_files_names_the_one_that_is_no_file(special: Path) -> None:
    Path("Klassen.csv").write_text("klas\n1A\n")
    assert "not_a_file" in keys("check", Path())


def test_what_is_no_file_is_no_policy_no_archive_and_no_checkpoint(special: Path) -> None:
    with pytest.raises(PolicyError, match="ordinary file"):
        load_policy(str(special))
    with pytest.raises(Exception, match="ordinary file"):
        read_archive(special)
    assert checkpoint(special, "", None) is None  # type: ignore[arg-type]
