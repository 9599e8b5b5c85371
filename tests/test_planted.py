"""Files that somebody else left beside a workbook are never run, and machine code comes from the user's own folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.cli.main import scheduler
from scheduler.demo import make_demo
from scheduler.formats.workbook import write_school
from scheduler.isolation import isolated, trusted_path
from scheduler.solver.annealing import caching
from tests.formats.test_bounded_reading import open_document

ROOT = Path(__file__).parents[1]
PLANTED = ("numba", "yaml", "numpy", "json", "sitecustomize", "usercustomize", "click", "python_calamine", "runpy")
PLANTED += ("scheduler", "tomllib", "zipfile", "csv", "resource")
EVIL = "open({mark!r}, 'a').write(__name__)\n"


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A folder with a module of every kind that tells when it is run."""
    mark = str(tmp_path / "PWNED")
    place = tmp_path / "downloads"
    place.mkdir()
    for name in PLANTED:
        (place / f"{name}.py").write_text(EVIL.format(mark=mark))
    (place / "evil.pth").write_text("import json; " + EVIL.format(mark=mark))
    return place


def run(trap: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command as its console script begins it: the folder where it stands is not on the path of modules."""
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from scheduler.cli.main import main; main()"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [sys.executable, "-P", "-c", start, *words],
        cwd=trap,
        env={**clean, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_verb_runs_a_module_that_lies_beside_the_workbook(trap: Path, tmp_path: Path) -> None:
    write_school(make_demo("small"), trap / "school.xlsx", "nl")
    old = ROOT / "tests" / "formats" / "old_excel.xls"
    (trap / "oud.xls").write_bytes(old.read_bytes())
    own = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    (trap / "rooster.ods").write_bytes(open_document(3, 3))
    (trap / "plan.toml").write_text('time = 2\nworkers = 1\n[[schools]]\nfile = "school.xlsx"\n')
    verbs = (
        ("check", "school.xlsx"),
        ("check", "oud.xls"),
        ("import", "oud.xls", "--dry-run"),
        ("convert", "school.xlsx", "csv"),
        ("rules",),
        ("new", "leeg.xlsx"),
        ("solve", "school.xlsx", "--time", "2s", "--workers", "1", "-o", "uit.xlsx"),
        ("evaluate", "uit.xlsx"),
        ("export", "uit.xlsx", "--to", "uit", "--format", "csv,fet,gpu,ics,html,xlsx"),
        ("import", "rooster.ods", "--dry-run"),
        ("diff", "uit.xlsx", "uit.xlsx"),
        ("where", "uit.xlsx", "LES"),
        ("move", "uit.xlsx", "LES", "ma", "1"),
        ("replan", "uit.xlsx", "--time", "2s", "--workers", "1"),
        ("explain", "school.xlsx", "--time", "2s", "--workers", "1"),
        ("whatif", "uit.xlsx", "zonder regel S03", "--work", "1", "--workers", "1"),
        ("compare", "uit.xlsx", "uit.xlsx"),
        ("day", "uit.xlsx", "2026-11-30", "--absent", "alle"),
        ("report", "year", "uit.xlsx"),
        ("report", "readiness", "uit.xlsx"),
        ("export", "uit.xlsx", "--to", "meer", "--format", "site,wallchart,loads", "--pack", "head,inspector"),
        ("batch", "plan.toml"),
        ("bench", "school.xlsx", "--time", "2s", "--workers", "1", "-o", "meting", "--plot"),
    )
    assert {words[0] for words in verbs} == set(scheduler.commands)
    for words in verbs:
        ended = run(trap, *words, **own)
        assert "Traceback" not in ended.stderr, (words, ended.stderr)
        assert not (tmp_path / "PWNED").exists(), words


def test_the_installed_command_runs_no_module_that_lies_where_the_planner_stands(trap: Path, tmp_path: Path) -> None:
    installed = Path(sys.executable).with_name("scheduler")
    if not installed.exists():
        pytest.skip("the command is not installed beside this Python")
    write_school(make_demo("small"), trap / "school.xlsx", "nl")
    ended = subprocess.run([installed, "check", "school.xlsx"], cwd=trap, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert not (tmp_path / "PWNED").exists()


def test_settings_of_numba_that_lie_where_the_planner_stands_are_not_read(trap: Path, tmp_path: Path) -> None:
    (trap / ".numba_config.yaml").write_text("cache_dir: /tmp/theirs\ndisable_jit: 1\n")
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "yaml.py").write_text(f"def safe_load(file): {EVIL.format(mark=str(tmp_path / 'PWNED'))}")
    start = (
        f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(tmp_path / 'modules')!r}]; "
        "from scheduler.solver.annealing import caching; caching.use_cache(); "
        "from numba import config, njit; njit(lambda: 1)(); "
        "import yaml; assert yaml; print(config.CACHE_DIR)"
    )
    own = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-P", "-W", "error", "-c", start]
    ended = subprocess.run(command, cwd=trap, env=own, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert not (tmp_path / "PWNED").exists()
    assert Path(ended.stdout.strip()).is_relative_to(tmp_path / "cache")


@pytest.mark.parametrize("place", ["", ".", "here"])
def test_a_process_of_ours_seeks_no_module_where_the_planner_stands(
    place: str, trap: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(trap)
    monkeypatch.setattr(sys, "path", [str(trap) if place == "here" else place, *sys.path])
    monkeypatch.setenv("PYTHONPATH", str(trap))
    assert str(trap) not in trusted_path()
    ended = subprocess.run([*isolated("scheduler.cli.main"), "--version"], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert not (tmp_path / "PWNED").exists()


def test_every_process_of_ours_is_started_isolated() -> None:
    for path in sorted((ROOT / "scheduler").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        started = re.findall(r"subprocess\.(?:run|Popen)\(\s*([^\n,]+)", text)
        assert all(word.startswith(("isolated(", "command")) for word in started), path
        assert "multiprocessing" not in text and "os.system" not in text, path


@pytest.fixture
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where caches of this test lie; nothing is remembered from before or for later."""
    caching.folder.cache_clear()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    yield tmp_path
    caching.folder.cache_clear()


pytestmark_posix = pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows has no modes")


@pytestmark_posix
def test_machine_code_is_kept_where_only_the_user_can_write(caches: Path) -> None:
    (caches / "cache" / "scheduler").mkdir(parents=True)
    (caches / "cache" / "scheduler").chmod(0o777)
    place = caching.folder()
    assert place.parent == caches / "cache" / "scheduler"
    assert [one.stat().st_mode & 0o077 for one in (place, place.parent)] == [0, 0]


@pytestmark_posix
@pytest.mark.parametrize("mode", [0o777, 0o775, 0o1777])
def test_a_folder_for_machine_code_where_others_can_write_is_passed_over(
    mode: int, caches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = caches / "shared"
    shared.mkdir()
    shared.chmod(mode)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(shared))
    assert caching.folder().is_relative_to(caches / "cache")
    caching.folder.cache_clear()
    caching.folder()
    ours = caching.folder()
    ours.chmod(mode)
    caching.folder.cache_clear()
    assert caching.folder() != ours


@pytestmark_posix
def test_a_folder_of_somebody_else_is_passed_over(caches: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(caches / "mine"))
    assert caching.folder() == caches / "mine"
    caching.folder.cache_clear()
    monkeypatch.setattr(os, "getuid", lambda: (caches / "mine").stat().st_uid + 1)
    assert not caching.folder().is_relative_to(caches)
