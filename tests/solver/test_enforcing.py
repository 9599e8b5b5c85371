"""A search ends when its time is over or somebody says so, whatever it is doing; nothing is raised elsewhere.

Here the end has always come already, or comes when the test says so: nothing depends on how fast the machine is.
"""

from __future__ import annotations

import importlib
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from ortools.sat.python import cp_model

from scheduler.problem.timetable import Timetable
from scheduler.solver import reasons, search
from scheduler.solver.best import checkpoint
from scheduler.solver.best.events import Event
from scheduler.solver.cpsat import model
from scheduler.solver.enforcing import OutOfTime, enforced
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.search import Result, solve
from scheduler.solver.stopping import Clock, Stop
from tests.solver.small import choosing, search_context

SCHOOL = choosing("AB", "teacher", ["teacher:X", "teacher:Y"])


def ended() -> Clock:
    flag = threading.Event()
    flag.set()
    return Clock(Stop(flag=flag))


def for_ever(*_: object, **__: object) -> Any:
    """Something that knows no clock."""
    while True:
        pass


def test_what_knows_no_clock_is_interrupted() -> None:
    with pytest.raises(OutOfTime), enforced(ended(), grace=0.0):
        for_ever()


def test_the_limit_of_seconds_interrupts_as_a_flag_does() -> None:
    with pytest.raises(OutOfTime), enforced(Clock(Stop(seconds=0.0)), grace=0.0):
        for_ever()


def test_a_shielded_part_is_done_first() -> None:
    clock, done = ended(), 0
    with pytest.raises(OutOfTime), enforced(clock, grace=0.0):
        with clock.shielded():
            for _ in range(300_000):
                done += 1
        for_ever()
    assert done == 300_000 and clock.shielding == 0


def test_an_import_is_done_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow_to_import.py").write_text("done = sum(1 for _ in range(3_000_000))")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(OutOfTime), enforced(ended(), grace=0.0):
        importlib.import_module("slow_to_import")
        for_ever()
    assert sys.modules.pop("slow_to_import").done == 3_000_000


def test_a_thread_is_begun_first() -> None:
    """Whoever begins a thread waits until it runs; interrupted before, the thread would be hit in his place."""
    done = 0

    class Slow(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            nonlocal done
            for _ in range(3_000_000):
                done += 1
            return super().wait(timeout)

    thread: Any = threading.Thread(target=lambda: None)
    thread._started = Slow()
    with pytest.raises(OutOfTime), enforced(ended(), grace=0.0):
        thread.start()
        for_ever()
    assert done == 3_000_000
    thread.join()


def test_a_search_that_an_import_began_is_interrupted_even_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (
        "from tests.solver.test_enforcing import ended, enforced, for_ever",
        "with enforced(ended(), grace=0.0): for_ever()",
    )
    (tmp_path / "searching.py").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(OutOfTime):
        importlib.import_module("searching")


def test_nothing_is_raised_after_the_block() -> None:
    for _ in range(200):
        try:
            with enforced(ended(), grace=0.0):
                pass
        except OutOfTime:
            pass
    assert not [one for one in threading.enumerate() if one.name == "enforcing" and not _ends(one)]


def _ends(thread: threading.Thread) -> bool:
    thread.join()
    return True


def test_counted_work_alone_is_never_interrupted() -> None:
    clock = Clock(Stop(work=0.0))
    assert clock.over
    with enforced(clock, grace=0.0):
        assert not [one for one in threading.enumerate() if one.name == "enforcing"]


def searched(monkeypatch: pytest.MonkeyPatch, part: str, flag: threading.Event, **more: Any) -> Result:
    """A search that is asked to stop when it has come to this part, which never ends by itself."""

    def stuck(*_: object, **__: object) -> Any:
        flag.set()
        for_ever()

    monkeypatch.setattr(search, part, stuck)
    return solve(SCHOOL, stop=Stop(flag=flag), workers=1, **more)


@pytest.mark.parametrize("part", ["index_problem", "monitors", "precheck", "whole", "Preparation", "_search"])
def test_a_search_ends_in_whatever_part_it_is(monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    result = searched(monkeypatch, part, threading.Event())
    if part == "whole":  # what is placed in plain Python is there before the exact solver is asked
        assert result.timetable is not None and not result.unplaced
    else:
        assert (result.status, result.timetable) == ("unknown", None)


@pytest.mark.parametrize("part", ["index_problem", "monitors", "_offer_known", "precheck", "whole"])
@pytest.mark.parametrize("kept", [True, False], ids=["checkpoint", "given"])
def test_a_search_that_is_ended_keeps_what_it_had(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, part: str, kept: bool
) -> None:
    """Whether an earlier search left it or it was given, and however early the end comes."""
    known = solve(SCHOOL, stop=Stop(work=1.0), workers=1)
    assert known.status == "optimal" and known.timetable is not None
    file = tmp_path / "checkpoint"
    if kept:
        checkpoint.write(file, checkpoint.fingerprint(SCHOOL), known.timetable)
    given: dict[str, Any] = {"checkpoint": file} if kept else {"hint": known.timetable}
    flag = threading.Event()
    if part == "_offer_known":  # before it, the first time
        monkeypatch.setattr(search, "_run", lambda *_: (flag.set(), for_ever()))
        result = solve(SCHOOL, stop=Stop(flag=flag), workers=1, **given)
    else:
        result = searched(monkeypatch, part, flag, **given)
    assert result.timetable is not None and result.timetable.placements == known.timetable.placements
    assert result.status in ("optimal", "feasible")


def test_what_nobody_had_time_to_ask_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    context = search_context(SCHOOL, seconds=0.0)
    first, *others = context.indexed.timetable(context.indexed.empty()).placements
    asked = reasons.unplaced(search_context(SCHOOL), Timetable((first, *others)))
    assert len(asked) == 4 and all(one.reasons != (reasons.NOT_ASKED,) for one in asked)
    monkeypatch.setattr(reasons, "_ask", for_ever)
    monkeypatch.setattr(reasons, "LEAST_SECONDS", 0.0)
    hurried = reasons.unplaced(context, Timetable((first, *others)))
    assert [(one.lesson, one.periods, one.reasons) for one in hurried] == [
        (one.lesson, one.periods, (reasons.NOT_ASKED,)) for one in asked
    ]


def test_a_solver_that_does_not_hear_is_left_alone_and_not_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    flag, allowed, heard = threading.Event(), threading.Event(), list[Event]()

    def solve_on(_: object, __: object, callback: model._Callback) -> int:
        flag.set()
        allowed.wait()
        callback.hand_on(index_problem(SCHOOL).empty(), 0)
        return int(cp_model.UNKNOWN)

    monkeypatch.setattr(cp_model.CpSolver, "solve", solve_on)
    monkeypatch.setattr(model, "PATIENCE", 0.0)
    monkeypatch.setattr(model, "_abandoned", [])
    result = solve(SCHOOL, stop=Stop(flag=flag), workers=1, on_event=heard.append)
    ((_, thread),) = model._abandoned
    assert result.timetable is not None and (thread.is_alive(), thread.name) == (True, model.CPSAT)
    so_far = list(heard)
    allowed.set()
    thread.join()
    assert heard == so_far
