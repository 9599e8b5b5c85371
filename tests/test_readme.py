"""The README is true: every command in its code blocks runs, in order, in one folder, as a planner would type it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scheduler.cli.main import scheduler

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / "examples" / "python" / "README.md"
DOCUMENTS = [ROOT / "README.md", *sorted({*(ROOT / "examples").glob("*/README.md")} - {PYTHON})]
ALLOWED = {
    "batch": {0, 5},
    "solve": {0, 5},
    "evaluate": {0, 5},
    "move": {0, 4, 5},
    "replan": {0, 5},
    "explain": {0, 3, 4},
}
"""Exit codes a command may end with here: solving is given a few seconds only, other verbs must end well."""
SECONDS = os.environ.get("SCHEDULER_README_SECONDS", "10")
LONGER = "90"


def commands(document: Path) -> list[list[str]]:
    """The `scheduler ...` lines of the ```sh blocks; what sets up a machine is tried by .ci/run instead."""
    blocks = re.findall(r"^```sh\n(.*?)^```", document.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("scheduler ")]


def shortened(arguments: list[str], seconds: str) -> list[str]:
    """The same command with a short time limit."""
    if arguments[0] not in ("solve", "replan", "explain", "bench"):
        return arguments
    kept = list(arguments)
    if "--time" in kept:
        kept[kept.index("--time") + 1] = seconds
        return kept
    return [*kept, "--time", seconds]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_of_a_document_runs_as_written(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in document.parent.iterdir():
        if path.is_file() and path.suffix in (".xlsx", ".csv", ".toml", ".xml", ".fet"):
            shutil.copy(path, tmp_path)
    if document.parent == ROOT:
        shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SCHEDULER_LANG", raising=False)
    found = commands(document)
    assert found
    for arguments in found:
        result = CliRunner().invoke(scheduler, shortened(arguments, SECONDS))
        if result.exit_code == 4:  # a busy machine: once more, with time
            result = CliRunner().invoke(scheduler, shortened(arguments, LONGER))
        line = shlex.join(["scheduler", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), (line, result.exc_info)
        assert result.exit_code in ALLOWED.get(arguments[0], {0}), (line, result.output)


def test_the_readme_names_every_verb() -> None:
    named = {arguments[0] for arguments in commands(ROOT / "README.md")}
    assert set(scheduler.commands) <= named


def test_every_picture_and_file_the_documents_point_to_exists() -> None:
    for document in [*DOCUMENTS, PYTHON]:
        for target in re.findall(r"\]\((?!https?://)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), (document.name, target)


@pytest.mark.skipif(sys.platform == "win32", reason="the set-up commands of the README are for a POSIX shell")
def test_the_set_up_commands_of_the_readme_are_two() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```bash\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert len(blocks) == 2 and all("pip install" in block for block in blocks)
    assert "python -m pytest -n 2" in blocks[1] and 'python" -m pytest -n 2' in (ROOT / ".ci" / "run").read_text()


def test_what_the_set_up_installs_is_pinned() -> None:
    pinned = dict(
        line.split("==")
        for line in (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    )
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for wanted in map(Requirement, (*project["dependencies"], *project["optional-dependencies"]["test"])):
        assert wanted.specifier.contains(pinned[canonicalize_name(wanted.name)]), wanted
    for file in ("README.md", ".ci/run"):
        text = (ROOT / file).read_text(encoding="utf-8")
        assert text.count("pip install") == text.count("-c .ci/constraints.txt -e"), file
