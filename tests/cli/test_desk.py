"""What ends a verb: too little memory is told in words, a mistake of a programmer keeps its traceback."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from scheduler.cli.desk import Desk, verb

SHORT = [
    MemoryError(),
    ImportError("/lib/pandas/hashtable.so: failed to map segment from shared object"),
    ImportError("libopenblas.so.0: cannot allocate memory in static TLS block"),
    ImportError("DLL load failed while importing _pywrap: The paging file is too small for this."),
]


def raising(wrong: Exception, cause: Exception | None = None) -> click.Command:
    """A verb that only fails."""

    def work(desk: Desk) -> int:
        raise wrong from cause

    return click.command("work")(verb(work))


@pytest.mark.parametrize("wrong", SHORT, ids=repr)
def test_too_little_memory_is_told_whatever_it_ends(wrong: Exception) -> None:
    wrapped = ImportError("Unable to import required dependencies")
    for command in (raising(wrong), raising(wrapped, wrong)):
        ended = CliRunner().invoke(command, ["--lang", "en"])
        assert (ended.exit_code, ended.exception.__class__) == (1, SystemExit)
        assert "too little memory" in ended.output


@pytest.mark.parametrize("wrong", [ImportError("No module named 'numbb'"), KeyError("rule"), RuntimeError("memory")])
def test_a_mistake_of_ours_keeps_its_traceback(wrong: Exception) -> None:
    ended = CliRunner().invoke(raising(wrong), ["--lang", "en"])
    assert ended.exception is wrong
