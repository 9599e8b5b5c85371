"""The first Ctrl-C is a request, the second one ends the program at once; other ending signals are the same."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.cli import codes
from scheduler.cli.interrupt import LEFT
from tests.formats.sheets import base, saved

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
from scheduler.cli.desk import verb
def work(desk):
    try:
        print("begun", flush=True)
        while True:
            threading.Event().wait(0.01)
    finally:
        print("in good order", flush=True)
main.scheduler.add_command(click.command("work")(verb(work)))
sys.argv = ["scheduler", "work", *sys.argv[1:]]
main.main()
"""


FOREGROUND = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
"""
"""Shells and `nohup` start what runs in the background with some signals ignored; the tests are about the others."""

IMPORTING = """
import builtins, os, sys
moment, name, *sys.argv[1:] = sys.argv[1:]
from scheduler.cli.main import main
plain = builtins.__import__
def importing(module, *rest, **named):
    if module == moment:
        os.kill(os.getpid(), getattr(signal, name))
    return plain(module, *rest, **named)
builtins.__import__ = importing
main()
"""


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
def test_every_verb_ends_in_good_order_and_with_a_word(name: str) -> None:
    process = begun(VERB)
    process.send_signal(getattr(signal, name))
    said, told = process.communicate()
    assert said == "in good order\n" and process.returncode == codes.NOTHING
    assert told == "Gestopt op uw vraag; er is niets half geschreven.\n"


def test_with_json_an_interrupted_verb_says_so_in_its_object() -> None:
    process = begun(VERB, "--json", "--lang", "en")
    process.send_signal(signal.SIGINT)
    said, told = process.communicate()
    assert json.loads(said.removeprefix("in good order\n")) == {"status": "interrupted"}
    assert told == "Stopped as you asked; nothing was left half written.\n"


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize(
    "moment", ["scheduler.cli.verbs", "scheduler.formats.files.faults", "scheduler.formats.reading"]
)
def test_a_signal_while_something_is_imported_ends_it_with_a_word(moment: str, name: str, tmp_path: Path) -> None:
    """Compiled modules take an interruption for a mistake of their own."""
    school = saved(base(), tmp_path / "school.xlsx")
    ended = subprocess.run(
        [sys.executable, "-c", FOREGROUND + IMPORTING, moment, name, "check", "--lang", "en", "--json", str(school)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == codes.NOTHING, ended.stderr
    assert json.loads(ended.stdout) == {"status": "interrupted"}
    assert ended.stderr == "Stopped as you asked; nothing was left half written.\n"


def test_a_signal_that_is_to_be_ignored_stays_ignored() -> None:
    """As `nohup` asks for."""
    process = begun(WORK, "stops", before="import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n")
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    assert process.communicate()[0] == "asked\ndone\n" and process.returncode == 0
