"""The runs of a batch through an executor that loses work: taken over, told as failed, resumed, called off."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.batch import series
from scheduler.batch.executors import NoCluster, cluster, local
from scheduler.batch.keeping import Best
from scheduler.batch.series import ATTEMPTS, TakenOver, known_rows, run_all
from scheduler.bench.rows import ERROR, Row, Task, write_row
from scheduler.bench.series import CalledOff, Died, run_once


def task(seed: int = 1, name: str = "school") -> Task:
    return Task(name, "school.xlsx", "", "00", seed, 2.0, 1)


def work(one: Task, folder: str, sign: str) -> Row:
    """A run whose timetable follows from its task alone."""
    assert Path(sign).exists()
    place = Path(folder)
    file = one.file(place, "timetables", ".xlsx")
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{one.title} {one.seed}")
    row = Row(one, "feasible", 0, one.seed * 7 % 5, 0, solution=file.relative_to(place).as_posix())
    write_row(one.file(place, "runs", ".json"), row)
    return row


class Fake:
    """An executor that runs at once, and loses the attempts of which `losing` says so by their number."""

    def __init__(self, losing: Callable[[int], BaseException | None] = lambda number: None) -> None:
        self.losing = losing
        self.count = 0

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        self.count += 1
        future: Future[Any] = Future()
        lost = self.losing(self.count)
        if isinstance(lost, CancelledError):
            future.cancel()
            future.set_running_or_notify_cancel()
        elif lost is not None:
            future.set_exception(lost)
        else:
            future.set_result(function(*arguments))
        return future


class Heard:
    def __init__(self) -> None:
        self.lost: list[tuple[Task, str, int]] = []

    def __call__(self, one: Task, why: str, number: int) -> None:
        self.lost.append((one, why, number))


def run(tasks: Sequence[Task], folder: Path, executor: Any, heard: Heard | None = None) -> list[Row]:
    return list(run_all(tasks, folder, executor, heard or Heard(), at_once=2, function=work))


def test_a_run_whose_worker_is_lost_is_taken_over_and_the_others_go_on(tmp_path: Path) -> None:
    losses = {1: Died("no result: ended by SIGKILL", 3.0), 2: CancelledError(), 3: ConnectionError("gone")}
    heard = Heard()
    rows = run([task(seed) for seed in (1, 2, 3, 4)], tmp_path, Fake(losses.get), heard)
    assert sorted(row.task.seed for row in rows) == [1, 2, 3, 4] and not any(row.error for row in rows)
    assert [(why, number) for _, why, number in heard.lost] == [
        ("no result: ended by SIGKILL", 2),
        ("cancelled", 2),
        ("ConnectionError: gone", 2),
    ]


def test_a_run_that_always_dies_is_told_as_failed_after_some_attempts(tmp_path: Path) -> None:
    bad = task(9)

    def losing(one: Task, folder: str, sign: str) -> Row:
        if one == bad:
            raise Died("MemoryError", 1.0)
        return work(one, folder, sign)

    heard, executor = Heard(), Fake()
    with local(1) as pool:
        rows = list(run_all([bad, task(1)], tmp_path, pool, heard, function=losing))
    assert {row.task.seed: row.trouble for row in rows} == {1: "", 9: "MemoryError"}
    assert len(heard.lost) == ATTEMPTS - 1
    known, waiting = known_rows([bad, task(1)], tmp_path)
    assert [row.task.seed for row in known] == [1] and waiting == [bad]
    assert [row.status for row in run([bad], tmp_path, executor)] == ["feasible"]


def test_no_more_runs_are_with_the_executor_than_may_be_at_once(tmp_path: Path) -> None:
    futures: list[Future[Row]] = []
    most = 0

    class Slow:
        def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
            nonlocal most
            future: Future[Row] = Future()
            futures.append(future)
            open_ = [one for one in futures if not one.done()]
            most = max(most, len(open_))
            if len(open_) == 3:
                for one, asked in zip(open_, (1, 2, 3), strict=True):
                    one.set_result(Row(task(asked), "feasible"))
            return future

    rows = list(run_all([task(seed) for seed in range(6)], tmp_path, Slow(), Heard(), at_once=3, function=work))
    assert (len(rows), most) == (6, 3)


def test_a_row_whose_workbook_is_gone_is_run_again(tmp_path: Path) -> None:
    (row,) = run([task()], tmp_path, Fake())
    assert known_rows([task()], tmp_path) == ([row], [])
    (tmp_path / row.solution).unlink()
    assert known_rows([task()], tmp_path) == ([], [task()])


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 8), st.lists(st.integers(0, 6), max_size=4), st.sets(st.integers(1, 20), max_size=6))
def test_a_batch_that_was_interrupted_ends_with_the_rows_of_one_that_was_not(
    count: int, stops: list[int], losses: set[int]
) -> None:
    tasks = [task(seed, name) for seed in range(1, count + 1) for name in ("a", "b")]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        whole = run(tasks, Path(one), Fake())
        executor = Fake(lambda number: Died("killed", 0.1) if number in losses and number - 1 not in losses else None)
        for stop in stops:
            _, waiting = known_rows(tasks, Path(two))
            with closing(run_all(waiting, Path(two), executor, Heard(), at_once=1, function=work)) as rows:
                for _ in zip(range(stop), rows, strict=False):
                    pass
        known, waiting = known_rows(tasks, Path(two))
        rest = list(run_all(waiting, Path(two), executor, Heard(), at_once=1, function=work))
        assert by_task(known + rest) == by_task(whole)
        assert best_of(whole, Path(one)) == best_of(known + rest, Path(two))
        assert not list(Path(two).glob(f"{series.SIGN}*"))


def by_task(rows: Sequence[Row]) -> dict[Task, Row]:
    assert len({row.task for row in rows}) == len(rows)
    return {row.task: row for row in rows}


def best_of(rows: Sequence[Row], folder: Path) -> dict[str, str]:
    """The content of the best workbook of each case."""
    best = Best(folder)
    for row in rows:
        best.offer(row)
    return {title: best.file(row).read_text() for title, row in best.rows.items()}


def test_the_best_of_a_case_has_fewest_unplaced_then_hard_then_soft_points(tmp_path: Path) -> None:
    costs = {1: (9, 0, 0), 2: (0, 2, 1), 3: (0, 1, 8), 4: (0, 1, 7), 5: (0, 1, 7), 6: (1, 0, 0)}
    rows = []
    for seed, (unplaced, hard, soft) in costs.items():
        (tmp_path / f"{seed}.xlsx").write_text(str(seed))
        rows.append(Row(task(seed), "feasible", hard, soft, unplaced, solution=f"{seed}.xlsx"))
    rows.append(Row(task(7), "unknown"))
    for order in (rows, rows[::-1]):
        assert best_of(order, tmp_path) == {"school": "4"}


def test_a_best_workbook_that_cannot_be_written_stops_nothing_and_is_tried_again(tmp_path: Path) -> None:
    (row,) = run([task()], tmp_path, Fake())
    best = Best(tmp_path)
    best.file(row).mkdir(parents=True)
    assert best.offer(row) and list(best.unwritten) == [best.file(row)]
    best.file(row).rmdir()
    best.write_again()
    assert not best.unwritten and best.file(row).read_text() == "school 1"


# -- processes --


def test_a_process_that_is_killed_is_a_death_with_its_signal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(monkeypatch, "import os; os.kill(os.getpid(), 9)")
    with pytest.raises(Died, match="SIGKILL") as death:
        run_once(task(), tmp_path)
    assert death.value.seconds >= 0


def test_a_killed_process_is_taken_over_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = Row(task(), "feasible", 0, 3, 0)
    write_row(tmp_path / "row.json", done)
    target = task().file(tmp_path, "runs", ".json")
    program(
        monkeypatch,
        f"import os, pathlib; mark = pathlib.Path({str(tmp_path / 'mark')!r})\n"
        "if not mark.exists(): mark.touch(); os.kill(os.getpid(), 9)\n"
        f"os.rename({str(tmp_path / 'row.json')!r}, {str(target)!r})",
    )
    target.parent.mkdir()
    heard = Heard()
    with local(1) as pool:
        rows = list(run_all([task()], tmp_path, pool, heard))
    assert rows == [done] and len(heard.lost) == 1


def test_children_end_when_nobody_listens_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(monkeypatch, "import time; time.sleep(60)")
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt), local(2) as pool:
        monkeypatch.setattr(series, "wait", interrupted)
        with closing(run_all([task(seed) for seed in range(5)], tmp_path, pool, Heard())) as rows:
            list(rows)
    assert time.monotonic() - begun < 20
    assert not list(tmp_path.glob(f"{series.SIGN}*"))


def interrupted(*arguments: object) -> Any:
    time.sleep(0.5)  # the children have begun
    raise KeyboardInterrupt


def test_a_later_batch_in_a_folder_takes_over_from_an_earlier_one(tmp_path: Path) -> None:
    def meanwhile(one: Task, folder: str, sign: str) -> Row:
        with series.sign_of_life(Path(folder)):
            assert not Path(sign).exists()
            raise CalledOff

    with local(1) as pool, pytest.raises(TakenOver):
        list(run_all([task()], tmp_path, pool, Heard(), function=meanwhile))


def program(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """What a run executes instead of a search."""
    import sys

    monkeypatch.setattr("scheduler.bench.series.isolated", lambda module: [sys.executable, "-I", "-c", code])


# -- a real cluster, where its library is installed --


@contextmanager
def a_cluster() -> Iterator[str]:
    distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, protocol="tcp"
    ) as made:
        yield made.scheduler_address


def test_the_same_seam_runs_on_a_cluster(tmp_path: Path) -> None:
    with a_cluster() as address, cluster(address) as executor:
        rows = list(run_all([task(1), task(2)], tmp_path, executor, Heard(), function=work))
    assert sorted(row.task.seed for row in rows) == [1, 2]


def test_a_cluster_without_its_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(NoCluster) as told, cluster("tcp://127.0.0.1:1"):
        pass
    assert told.value.key == "no_cluster"


def test_an_error_row_is_no_timetable(tmp_path: Path) -> None:
    assert not Best(tmp_path).offer(Row(task(), ERROR, error="died"))
