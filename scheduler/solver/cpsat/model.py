"""One CP-SAT model of the freed meets: write it, run it within limits, read the state it found.

What is not freed enters as constants, and only monitors that a freed meet can change are written at all.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any

from ortools.sat.python import cp_model

from scheduler.solver.cpsat.draft import Draft
from scheduler.solver.cpsat.encode import Encoder
from scheduler.solver.cpsat.plan import Limits, Outcome, Plan
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.cpsat.variables import Variables
from scheduler.solver.monitors.meets import Assignment, Usable

PATIENCE = 0.5
"""Seconds in which CP-SAT may heed a request to stop; while it simplifies a large model it can take many more."""

CPSAT = "cp-sat"
"""The name of the threads in which CP-SAT works."""

_abandoned: list[tuple[cp_model.CpSolver, threading.Thread]] = []


class Model:
    """The model of the meets in `usable`, each limited to what is named there; `state` says what the others do.

    `counts_missing`: whether unplaced periods have a level of their own in the objective.
    """

    def __init__(self, structure: Structure, state: Assignment, usable: Mapping[int, Usable], plan: Plan) -> None:
        self.structure, self.state, self.plan = structure, state, plan
        self.draft = Draft()
        self.variables = Variables(
            self.draft,
            structure,
            state,
            usable,
            missing=plan.missing,
            deferred=plan.two_stage.deferred(usable) if plan.two_stage else (),
            share=plan.share,
            alike=plan.alike,
            closed=plan.closed,
            uniform=plan.uniform,
        )
        self.encoder = Encoder(self.variables, structure.strict, plan.priced, plan.reading)
        self.written = self._touched(usable)
        self.encoder.write(self.written)
        if plan.two_stage and plan.cuts:
            plan.two_stage.cut(self.variables, self.encoder)
        self.counts_missing = bool(plan.missing) and structure.indexed.problem.placing_first
        if self.counts_missing:
            self.draft.pay(self.variables.unplaced(), level=2)

    def _touched(self, usable: Collection[int]) -> list[int]:
        if self.plan.only is not None:
            return sorted(self.plan.only)
        monitors = self.structure.data.monitors
        numbers = sorted({number for meet in usable for number in self.structure.reach[meet]})
        if len(usable) == len(self.structure.indexed.parts):
            numbers = list(range(len(monitors)))
        if self.plan.without:
            numbers = [number for number in numbers if number not in self.plan.without]
        if self.plan.objective:
            return numbers
        return [number for number in numbers if monitors[number].hard]

    def run(
        self,
        limits: Limits,
        *,
        seed: int = 0,
        workers: int = 1,
        hint: Assignment | None = None,
        most: int | None = None,
        below: tuple[int, int, int] | None = None,
        on_state: Callable[[Assignment, int], None] | None = None,
        **parameters: object,
    ) -> Outcome:
        """Solves within the limits. `most` asks for an objective of at most that, `below` for less than such levels."""
        begun = time.monotonic()
        if below is not None:
            most = sum(price * level for price, level in zip(self.draft.prices(), below, strict=True)) - 1
        hints = [] if hint is None else self.variables.hints(hint)
        model = self.draft.finish(hints, most, self.plan.priced)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
        solver.parameters.catch_sigint_signal = False
        if limits.seconds is not None:
            solver.parameters.max_time_in_seconds = max(0.05, limits.seconds)
        if limits.work is not None:
            solver.parameters.max_deterministic_time = limits.work
        for name, value in parameters.items():
            setattr(solver.parameters, name, value)
        callback = _Callback(self, on_state) if on_state else None
        status = _watched(solver, model, callback, limits.stopped)
        if status is None:
            return Outcome("unknown", None, None, None, time.monotonic() - begun, 0.0, size=self.draft.size)
        response = solver.response_proto
        state, levels = None, (0, 0, 0)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            solution = list(response.solution)
            state = self.variables.decoded(solution)
            levels = self.draft.levels_in(solution)
        names = {
            cp_model.OPTIMAL: "optimal",
            cp_model.FEASIBLE: "feasible",
            cp_model.INFEASIBLE: "infeasible",
            cp_model.MODEL_INVALID: "invalid",
        }
        named = names.get(status, "unknown")
        if named == "invalid":
            raise RuntimeError(f"CP-SAT refuses the model: {model.validate()}")
        return Outcome(
            status=named,
            state=state,
            objective=None if state is None else round(response.objective_value),
            bound=None if named == "unknown" and state is None else round(response.best_objective_bound),
            seconds=time.monotonic() - begun,
            work=solver.deterministic_time,
            levels=levels,
            size=self.draft.size,
        )


class _Callback(cp_model.CpSolverSolutionCallback):
    """Hands each solution on, until it is muted."""

    def __init__(self, model: Model, on_state: Callable[[Assignment, int], None]) -> None:
        super().__init__()
        self._model = model
        self._on_state = on_state
        self._one_at_a_time = threading.Lock()
        self._muted = False

    def on_solution_callback(self) -> None:
        response = self.response_proto
        self.hand_on(self._model.variables.decoded(list(response.solution)), round(response.objective_value))

    def hand_on(self, state: Assignment, objective: int) -> None:
        with self._one_at_a_time:
            if not self._muted:
                self._on_state(state, objective)

    def mute(self) -> None:
        """From when this returns on nobody is called any more."""
        with self._one_at_a_time:
            self._muted = True


def at_work() -> bool:
    """Whether CP-SAT still runs in some thread, heard or not."""
    return any(thread.name == CPSAT for thread in threading.enumerate())


def _watched(
    solver: cp_model.CpSolver,
    model: cp_model.CpModel,
    callback: _Callback | None,
    stopped: Callable[[], bool] | None,
) -> Any:
    """Runs the solver beside the calling thread, which stays awake for Ctrl-C and for the stop flag.

    None where it did not stop when it was told to: then it goes on by itself, and nobody listens.
    """
    found: list[Any] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            found.append(solver.solve(model, callback) if callback else solver.solve(model))
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work, daemon=True, name=CPSAT)
    thread.start()
    try:
        while thread.is_alive() and not (stopped is not None and stopped()):
            thread.join(0.1)
    except BaseException:
        _stop(solver, thread, callback)
        raise
    if not _stop(solver, thread, callback):
        return None
    if failed:
        raise failed[0]
    return found[0]


def _stop(solver: cp_model.CpSolver, thread: threading.Thread, callback: _Callback | None) -> bool:
    """Whether the solver has ended; it is asked again and again, for before the search has begun nothing hears it."""
    until = time.monotonic() + PATIENCE
    while thread.is_alive() and time.monotonic() < until:
        solver.stop_search()
        thread.join(0.05)
    if not thread.is_alive():
        return True
    if callback:
        callback.mute()
    if not _abandoned:
        atexit.register(_wait_for_abandoned)
    _abandoned.append((solver, thread))
    return False


def _wait_for_abandoned() -> None:
    """Python must not end under a solver at work."""
    for solver, thread in _abandoned:
        while thread.is_alive():
            with suppress(RuntimeError):
                solver.stop_search()
            thread.join(0.1)
