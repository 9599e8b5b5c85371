"""The first Ctrl-C is a request, the second one ends the program at once; other ending signals are the same."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.cli.interrupt import LEFT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")

ROOT = Path(__file__).resolve().parents[2]

WORK = """
import sys, threading
from scheduler.cli.interrupt import Interrupt
with Interrupt(lambda: print("asked", flush=True), lambda: print("leaving", flush=True)) as interrupt:
    print("begun", flush=True)
    while "stops" not in sys.argv or not interrupt.asked.is_set():
        threading.Event().wait(0.01)
print("done", flush=True)
"""

VERB = """
import sys, threading
import click
from scheduler.cli import main
def work():
    try:
        print("begun", flush=True)
        while True:
            threading.Event().wait(0.01)
    finally:
        print("in good order", flush=True)
main.scheduler.add_command(click.command("work")(work))
sys.argv = ["scheduler", "work"]
main.main()
"""


FOREGROUND = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
"""
"""Shells and `nohup` start what runs in the background with some signals ignored; the tests are about the others."""


def begun(script: str, *words: str, before: str = "") -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", FOREGROUND + before + script, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stdout.readline() == "begun\n"
    return process


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_the_first_signal_is_a_request(name: str) -> None:
    process = begun(WORK, "stops")
    process.send_signal(getattr(signal, name))
    assert process.communicate()[0] == "asked\ndone\n" and process.returncode == 0


@pytest.mark.parametrize("first", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("second", ["SIGINT", "SIGTERM"])
def test_the_second_one_ends_it_whatever_it_is_doing(first: str, second: str) -> None:
    process = begun(WORK)
    assert process.stdout is not None
    process.send_signal(getattr(signal, first))
    assert process.stdout.readline() == "asked\n"
    process.send_signal(getattr(signal, second))
    assert process.communicate()[0] == "leaving\n" and process.returncode == LEFT


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_every_verb_ends_in_good_order(name: str) -> None:
    process = begun(VERB)
    process.send_signal(getattr(signal, name))
    said, _ = process.communicate()
    assert said == "in good order\n" and process.returncode == 1


def test_a_signal_that_is_to_be_ignored_stays_ignored() -> None:
    """As `nohup` asks for."""
    process = begun(WORK, "stops", before="import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n")
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    assert process.communicate()[0] == "asked\ndone\n" and process.returncode == 0
