"""Two hundred spoiled workbooks: faults are told, nothing breaks, and what stood at the output stays as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli.main import scheduler
from tests.cli.hostile import COUNT, Spoiler

EARLIER = b"the timetable of last year"


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Path]]:
    return list(Spoiler(tmp_path_factory.mktemp("spoiled")).all())


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(scheduler, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), (arguments, result.exc_info)
    return result


def test_there_are_as_many_spoiled_workbooks_as_promised(tmp_path: Path) -> None:
    names = [name for name, _ in Spoiler(tmp_path).plan()]
    assert len(names) == COUNT == 200
    assert sum(name.startswith("bad") for name in names) >= 130


def test_check_finds_the_faults_of_every_bad_workbook_and_never_breaks(spoiled: list[tuple[str, Path]]) -> None:
    for name, file in spoiled:
        result = run("check", str(file), "--json")
        told = json.loads(result.stdout)
        if name.startswith("bad"):
            assert result.exit_code == 1, (name, result.stdout)
        assert result.exit_code in (0, 1, 3), name
        if result.exit_code == 1:
            assert told["status"] == "faults" and all(fault["text"] for fault in told["faults"]), name


def test_solve_leaves_the_output_untouched_when_the_workbook_is_bad(
    spoiled: list[tuple[str, Path]], tmp_path: Path
) -> None:
    for name, file in spoiled:
        if not name.startswith("bad"):
            continue
        output = tmp_path / "rooster.xlsx"
        output.write_bytes(EARLIER)
        before = file.read_bytes()
        result = run("solve", str(file), "-o", str(output), "--time", "1s")
        assert result.exit_code == 1, (name, result.output)
        assert output.read_bytes() == EARLIER and file.read_bytes() == before, name
        assert [one.name for one in tmp_path.iterdir()] == [output.name], name
