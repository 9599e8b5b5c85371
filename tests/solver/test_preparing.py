"""Machine code is built beside a search by a process that outlives it, one at a time, and told of once."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scheduler.isolation import isolated
from scheduler.solver.annealing import caching, preparing

BUILDING = """
import sys, time
sys.path[:] = {path!r}
from pathlib import Path
from scheduler.solver.annealing import caching
with caching.alone():
    Path({inside!r}).touch()
    time.sleep(600)
"""


@pytest.fixture
def no_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A computer on which nothing is stored, and where a quick program stands for the one that builds."""
    monkeypatch.setattr(preparing, "stored", lambda: False)
    monkeypatch.setattr(preparing, "folder", lambda: tmp_path)
    monkeypatch.setattr(preparing, "isolated", lambda module, bound: [sys.executable, "-I", "-c", "input()"])
    return tmp_path


def test_who_asks_for_machine_code_is_told_once_that_it_is_being_built(no_code: Path) -> None:
    told: list[str] = []
    preparation = preparing.Preparation(needed=True, tell=lambda: told.append("compiling"))
    preparation.ready(0.0)
    preparation.ready(0.0)
    assert told == ["compiling"]


def test_nothing_is_begun_and_nobody_told_where_it_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "stored", lambda: True)
    preparation = preparing.Preparation(needed=True, tell=lambda: pytest.fail("told"))
    assert preparation.ready(0.0)


def test_a_search_that_ends_leaves_the_builder_alone(monkeypatch: pytest.MonkeyPatch, no_code: Path) -> None:
    monkeypatch.setattr(
        preparing, "isolated", lambda module, bound: [sys.executable, "-I", "-c", "import time; time.sleep(600)"]
    )
    preparation = preparing.Preparation(needed=True)
    assert not preparation.ready(0.0)
    builder = preparing._begun[-1]
    del preparation
    try:
        assert builder.poll() is None
    finally:
        builder.kill()
        builder.wait()


def test_one_builder_at_a_time_and_a_killed_one_frees_the_place(tmp_path: Path) -> None:
    def begin(name: str) -> tuple[subprocess.Popen[bytes], Path]:
        inside = tmp_path / name
        program = BUILDING.format(path=[*sys.path], inside=str(inside))
        own = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
        return subprocess.Popen([sys.executable, "-c", program], env=own), inside

    def appears(file: Path) -> bool:
        for _ in range(3000):
            if file.exists():
                return True
            time.sleep(0.02)
        return False

    first, first_in = begin("first")
    second: subprocess.Popen[bytes] | None = None
    try:
        assert appears(first_in)
        second, second_in = begin("second")
        time.sleep(0.5)
        assert not second_in.exists()
        first.kill()
        assert appears(second_in)
    finally:
        for process in (first, second):
            if process is not None:
                process.kill()
                process.wait()


def test_where_the_home_cannot_be_written_the_code_is_kept_for_the_next_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    closed.write_text("no folder can be made here", encoding="utf-8")
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(closed))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    try:
        caching.folder.cache_clear()
        first = caching.folder()
        caching.folder.cache_clear()
        assert caching.folder() == first
        assert tmp_path in first.parents
    finally:
        monkeypatch.undo()
        caching.folder.cache_clear()


def test_the_builder_is_a_program_of_ours() -> None:
    assert "scheduler.solver.annealing.storing" in isolated(preparing._STORING)[-1]


def test_where_the_code_cannot_be_built_nobody_waits_for_it_again(
    monkeypatch: pytest.MonkeyPatch, no_code: Path
) -> None:
    monkeypatch.setattr(
        preparing, "isolated", lambda module, bound: [sys.executable, "-I", "-c", "raise SystemExit(3)"]
    )
    preparation = preparing.Preparation(needed=True)
    assert not preparation.ready(None)
    assert not preparation.ready(0.0)
