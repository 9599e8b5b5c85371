"""What a clock makes of seconds: on a busy machine a step gets more of them, and never more than its share."""

import pytest

from scheduler.solver import stopping
from scheduler.solver.stopping import Clock, Stop


class Machine:
    """A machine whose clocks stand still until told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = self.processor = 100.0
        monkeypatch.setattr(stopping.time, "monotonic", lambda: self.clock)
        monkeypatch.setattr(stopping.time, "process_time", lambda: self.processor)

    def work(self, seconds: float, at_a_share: float = 1.0) -> None:
        self.processor += seconds
        self.clock += seconds / at_a_share


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def test_a_step_worth_two_seconds_gets_twenty_where_a_tenth_of_the_processor_is_ours(machine: Machine) -> None:
    clock = Clock(Stop(seconds=100))
    machine.work(1.0, at_a_share=0.1)
    clock.measure_slowness()
    assert clock.seconds_left(1.0, 2.0) == pytest.approx(20.0)


def test_it_never_gets_more_than_its_share_of_what_is_left(machine: Machine) -> None:
    clock = Clock(Stop(seconds=100))
    machine.work(1.0, at_a_share=0.1)
    clock.measure_slowness()
    assert clock.seconds_left(0.1, 2.0) == pytest.approx(9.0)


def test_an_idle_machine_and_one_with_several_threads_at_work_change_nothing(machine: Machine) -> None:
    clock = Clock(Stop(seconds=100))
    machine.work(2.0, at_a_share=2.0)
    clock.measure_slowness()
    assert clock.seconds_left(1.0, 2.0) == 2.0


def test_too_little_work_tells_nothing(machine: Machine) -> None:
    clock = Clock(Stop(seconds=100))
    machine.work(0.01, at_a_share=0.001)
    clock.measure_slowness()
    assert clock.seconds_left(1.0, 2.0) == 2.0


def test_a_machine_that_slept_is_not_taken_for_a_slow_one_for_ever(machine: Machine) -> None:
    clock = Clock(Stop(seconds=100_000))
    machine.work(1.0, at_a_share=0.001)
    clock.measure_slowness()
    assert clock.seconds_left(1.0, 2.0) == pytest.approx(2.0 * stopping.MOST_SLOWNESS)


def test_counted_work_is_the_same_on_every_machine(machine: Machine) -> None:
    clock = Clock(Stop(work=100))
    machine.work(1.0, at_a_share=0.1)
    clock.measure_slowness()
    assert clock.work_left(1.0, 2.0) == 2.0
    assert clock.seconds_left(1.0, 2.0) is None
