"""One school searched by several workers in rounds: what each begins with, what is lost, what is left."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scheduler.batch import executors, together
from scheduler.batch.executors import OfCluster, local
from scheduler.batch.together import LATE, Asked, best_of, in_rounds
from scheduler.bench.rows import ERROR, Row, Task
from scheduler.bench.series import Died
from scheduler.cli.main import scheduler
from scheduler.formats.cases import SchoolCase
from scheduler.formats.reading import read_case
from scheduler.formats.workbook import write_school
from scheduler.problem.timetable import Timetable
from scheduler.solver.best import checkpoint
from tests.cli.hostile import good_school


class Now:
    """Calls at once, where it is; loses what raises."""

    def submit(self, function: Any, /, *arguments: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments))
        except Exception as wrong:
            future.set_exception(wrong)
        return future


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(tmp_path / "school.xlsx", "", False, tmp_path, 7, 2, 1)


def ignore(task: Task, why: str, attempt: int) -> None: ...


def test_each_run_of_all_rounds_has_a_seed_of_its_own_and_the_rounds_share_the_time(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr(together, "monotonic", lambda: now)

    def run(task: Task, folder: str, sign: str) -> Row:
        nonlocal now
        now += task.seconds / asked.places
        return Row(task, "feasible", 0, 0, 0)

    rows = list(in_rounds(asked, Now(), 150.0, lambda: False, ignore, run))
    assert [(number, rounds) for number, rounds, _ in rows] == [(k, 3) for k in (1, 1, 2, 2, 3, 3)]
    assert [row.task.seed for *_, row in rows] == [7, 8, 9, 10, 11, 12]
    spent = sum(row.task.seconds for *_, row in rows) / asked.places
    assert 150 - 3 * LATE <= spent <= 150
    assert {(row.task.fresh, row.task.share) for *_, row in rows} == {(False, True)}


def test_a_run_that_is_lost_is_tried_again_in_its_round_and_nothing_after_it_is_over(asked: Asked) -> None:
    lost: list[int] = []
    over = False

    def run(task: Task, folder: str, sign: str) -> Row:
        nonlocal over
        if task.seed == 7 and not lost:
            lost.append(7)
            raise Died("ended by SIGKILL", 1.0)
        over = task.seed == 7
        return Row(task, ERROR, error="x") if task.seed == 8 else Row(task, "feasible", 0, 0, 0)

    rows = [row for *_, row in in_rounds(asked, Now(), 150.0, lambda: over, ignore, run)]
    assert [(row.task.seed, row.error) for row in rows] == [(8, "x"), (7, "")]


def test_the_best_of_all_is_taken_whichever_run_left_it(asked: Asked, tmp_path: Path) -> None:
    write_school(good_school(), asked.source)
    case = read_case(asked.source)
    assert best_of(asked, case.problem) is None
    mark, place = checkpoint.fingerprint(case.problem), tmp_path / "checkpoints" / "school"
    place.mkdir(parents=True)
    found = solved(case)
    checkpoint.write(place / "a.json", mark, Timetable())
    checkpoint.write(place / "b.json", mark, found)
    checkpoint.write(place / "c.json", "of another school", found)
    assert best_of(asked, case.problem) == found


def solved(case: SchoolCase) -> Timetable:
    from scheduler.solver.search import solve
    from scheduler.solver.stopping import Stop

    found = solve(case.problem, stop=Stop(work=1), workers=1).timetable
    assert found is not None
    return Timetable(found.placements)


def test_the_verb_writes_what_the_workers_found_and_clears_their_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def here(address: str) -> Iterator[OfCluster]:
        with local(1) as pool:
            yield OfCluster(pool, 1)

    monkeypatch.setattr(executors, "cluster", here)
    write_school(good_school(), tmp_path / "school.xlsx")
    words = ["solve", str(tmp_path / "school.xlsx"), "--time", "12", "--cluster", "tcp://here", "--lang", "en"]
    told = CliRunner().invoke(scheduler, words)
    assert told.exit_code == 0, told.output
    assert "search together (1 at once)" in told.output and "round 1 of 1, seed 1: unplaced 0, hard 0" in told.output
    assert not list(tmp_path.glob("*.cluster"))
    assert (tmp_path / "school-timetable.xlsx").exists()


def test_a_cluster_takes_no_archive(tmp_path: Path) -> None:
    archive = Path(__file__).parents[2] / "data" / "xhstt" / "village-school.xml"
    told = CliRunner().invoke(scheduler, ["solve", str(archive), "--cluster", "tcp://here:1"])
    assert told.exit_code == 2 and "--cluster" in told.output
