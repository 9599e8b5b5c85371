"""Files are replaced in one step and stay what they were; what a killed run left is swept away, and nothing else is."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler import whole_files
from scheduler.bench.rows import Row, Task, write_row
from scheduler.cli.main import scheduler
from scheduler.formats.workbook import write_school
from scheduler.problem.timetable import Timetable
from scheduler.solver.best import checkpoint
from scheduler.whole_files import MARK, ReadOnly, written
from tests.cli.hostile import good_school

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes and links")


def left_in(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if one.name.endswith(MARK)]


def replace_with(path: Path, text: str) -> None:
    with written(path) as temporary:
        temporary.write_text(text)


@POSIX
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o604, 0o777])
def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "school.xlsx"
    path.write_text("old")
    path.chmod(mode)
    replace_with(path, "new")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", mode)


@POSIX
def test_a_new_file_gets_the_mode_that_any_program_would_give_it(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    replace_with(tmp_path / "ours", "new")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


@POSIX
@pytest.mark.parametrize("there", [True, False], ids=["to a file", "to nothing yet"])
@pytest.mark.parametrize("steps", [1, 3])
def test_a_link_stays_and_the_file_it_leads_to_is_replaced(tmp_path: Path, there: bool, steps: int) -> None:
    target = tmp_path / "elsewhere" / "school.xlsx"
    target.parent.mkdir()
    if there:
        target.write_text("old")
    last: Path = Path("elsewhere") / "school.xlsx"  # relative to the link
    for step in range(steps):
        link = tmp_path / f"link{step}"
        link.symlink_to(last)
        last = link
    replace_with(link, "new")
    assert link.is_symlink() and target.read_text() == "new" and not target.is_symlink()
    assert not left_in(tmp_path) and not left_in(target.parent)


@pytest.mark.parametrize("through_a_link", [pytest.param(True, marks=POSIX), False])
def test_a_read_only_file_is_not_replaced(tmp_path: Path, through_a_link: bool) -> None:
    path = file = tmp_path / "school.xlsx"
    file.write_text("precious")
    file.chmod(0o444)
    if through_a_link:
        path = tmp_path / "link"
        path.symlink_to(file)
    with pytest.raises(ReadOnly):
        replace_with(path, "new")
    assert file.read_text() == "precious" and not left_in(tmp_path)


@POSIX
def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    folder, pipe, device, loop = (tmp_path / name for name in ("folder", "pipe", "device", "loop"))
    folder.mkdir()
    os.mkfifo(pipe)
    device.symlink_to("/dev/null")
    loop.symlink_to(loop)
    for path in (folder, pipe, device, loop):
        before = path.lstat()
        with pytest.raises(OSError):
            replace_with(path, "new")
        assert os.path.samestat(before, path.lstat())
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@POSIX
@pytest.mark.parametrize("moment", ["held", "fstat", "fsync", "writing"])
def test_nothing_is_left_where_memory_ends_at_any_moment_even_if_none_is_there_to_clean_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def none_left(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Path, "unlink", none_left)  # a path must be put into text, which takes memory
    if moment == "held":
        monkeypatch.setattr(whole_files, "held", none_left)
    elif moment != "writing":
        monkeypatch.setattr(os, moment, none_left)
    with pytest.raises(MemoryError), written(tmp_path / "out.xlsx", lasting=True) as part:
        part.write_bytes(b"half")
        if moment == "writing":
            none_left()
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_a_killed_run_is_swept_away_by_the_next_and_that_of_a_run_at_work_is_not(tmp_path: Path) -> None:
    hold = (
        "import sys\nfrom pathlib import Path\nfrom scheduler.whole_files import written\n"
        "with written(Path(sys.argv[1])) as file:\n    file.write_text('half')\n"
        "    print('writing', flush=True)\n    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", hold, str(tmp_path / "school.xlsx")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "writing\n"
        replace_with(tmp_path / "other.xlsx", "whole")
        assert len(left_in(tmp_path)) == 1
        process.send_signal(signal.SIGKILL)
        process.wait()
        replace_with(tmp_path / "other.xlsx", "whole again")
    assert [one.name for one in tmp_path.iterdir()] == ["other.xlsx"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(scheduler, [str(argument) for argument in arguments])


SOLVED = ("--time", "60s", "--workers", "1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_school(good_school(), tmp_path / "school.xlsx", "nl")
    (tmp_path / "roster.csv").write_text("klas;vak;leraar;dag;lesuur\n1A;WIS;AN;ma;1\n1A;NED;BO;di;2\n")
    assert run("solve", tmp_path / "school.xlsx", "-o", tmp_path / "solved.xlsx", *SOLVED).exit_code == 0
    return tmp_path


WRITES: dict[str, tuple[object, ...]] = {
    "new": ("new", "out.xlsx", "--overwrite"),
    "solve": ("solve", "school.xlsx", "-o", "out.xlsx", "--overwrite", *SOLVED),
    "evaluate": ("evaluate", "solved.xlsx", "-o", "out.xlsx", "--overwrite"),
    "convert": ("convert", "school.xlsx", "out.xlsx", "--overwrite"),
    "import": ("import", "roster.csv", "-o", "out.xlsx", "--overwrite"),
    "import, its explanation": ("import", "roster.csv", "--dry-run", "--explain", "out.xlsx"),
}


@POSIX
@pytest.mark.parametrize("words", WRITES.values(), ids=WRITES)
def test_every_verb_keeps_mode_and_link_and_leaves_a_read_only_file_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[object, ...]
) -> None:
    monkeypatch.chdir(folder)
    target, out = folder / "target.xlsx", folder / "out.xlsx"
    target.write_bytes(b"old")
    target.chmod(0o640)
    out.symlink_to("target.xlsx")
    done = run(*words)
    assert done.exit_code == 0, done.output
    assert out.is_symlink() and target.read_bytes() != b"old" and stat.S_IMODE(target.stat().st_mode) == 0o640
    target.write_bytes(b"precious")
    target.chmod(0o440)
    refused = run(*words)
    assert refused.exit_code in (1, 2) and "out.xlsx" in refused.output, refused.output
    assert isinstance(refused.exception, SystemExit) and target.read_bytes() == b"precious"
    assert not left_in(folder)


@POSIX
def test_every_file_of_an_export_keeps_its_mode_and_its_link(folder: Path) -> None:
    words = ("export", folder / "solved.xlsx", "--to", folder / "out", "--format", "xlsx,html,ics,csv,gpu,fet")
    assert run(*words).exit_code == 0
    files = [one for one in (folder / "out").rglob("*") if one.is_file()]
    for number, file in enumerate(files):
        file.write_bytes(b"old")
        file.rename(folder / f"target{number}")
        (folder / f"target{number}").chmod(0o640)
        file.symlink_to(folder / f"target{number}")
    assert run(*words).exit_code == 0
    for number, file in enumerate(files):
        target = folder / f"target{number}"
        assert file.is_symlink() and target.read_bytes() != b"old", file
        assert stat.S_IMODE(target.stat().st_mode) == 0o640, file


@POSIX
def test_checkpoints_and_rows_of_a_bench_follow_their_links(tmp_path: Path) -> None:
    row = Row(Task("a", "a.xlsx", "a", "", 1, 1.0, 1), "feasible")
    for number, write in enumerate((lambda p: checkpoint.write(p, "mark", Timetable(())), lambda p: write_row(p, row))):
        link, target = tmp_path / f"link{number}", tmp_path / f"target{number}"
        link.symlink_to(target)
        write(link)
        assert link.is_symlink() and target.read_text().startswith("{")
