"""The desk where a verb speaks to its user: language, people's text or one JSON object, and what went wrong.

People's text and the JSON object go to stdout, everything about progress and trouble on the way to stderr.
"""

from __future__ import annotations

import functools
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import codes
from scheduler.cli.helping import LANGUAGE
from scheduler.problem.text import LANGUAGES, say

if TYPE_CHECKING:
    from rich.console import Console

    from scheduler.formats.files.faults import Report


MANY_ALIKE, SHOWN_ALIKE = 12, 4
"""Of more notices that say the same of different rows so many are shown: 220 lessons without teachers are one thing."""


class Desk:
    """`asked` is the language of `--lang` or SCHEDULER_LANG; without it the file decides, and Dutch where none does."""

    def __init__(self, asked: str | None, as_json: bool) -> None:
        self.asked = asked
        self.as_json = as_json
        self.language = asked or LANGUAGES[0]

    def adopt(self, language: str | None) -> None:
        """Speak the language of the file, unless the user asked for another."""
        if self.asked is None and language:
            self.language = language

    def text(self, key: str, /, **values: object) -> str:
        return say(self.language, "cli", key, **values)

    def say(self, key: str, /, **values: object) -> None:
        """A sentence for people, on stdout; silent with `--json`."""
        self.line(self.text(key, **values))

    def line(self, text: str = "") -> None:
        if not self.as_json:
            click.echo(text)

    def aside(self, key: str, /, **values: object) -> None:
        """A sentence on stderr."""
        click.echo(self.text(key, **values), err=True)

    def console(self) -> Console:
        """Where tables go: as wide as the terminal, wide enough for whole sentences in a pipe."""
        from rich.console import Console

        terminal = sys.stdout.isatty()
        return Console(file=sys.stdout, width=None if terminal else 160, soft_wrap=not terminal, highlight=False)

    def result(self, content: Mapping[str, Any]) -> None:
        """The one JSON object of this run; nothing without `--json`."""
        if self.as_json:
            click.echo(json.dumps(content, ensure_ascii=False, indent=2, default=_plain))

    def told(self, reports: Iterable[Report]) -> list[dict[str, str]]:
        """Faults or notices as JSON objects."""
        return [
            {"where": one.where, "value": one.value, "key": one.key, "text": one.text(self.language)} for one in reports
        ]

    def faults(self, faults: Iterable[Report], notices: Iterable[Report] = ()) -> int:
        """Lists what must be put right; returns the exit code."""
        faults, notices = tuple(faults), tuple(notices)
        self.say("faults" if len(faults) > 1 else "fault", count=len(faults))
        for fault in faults:
            self.line(f"  {fault.text(self.language)}")
        self.notices(notices)
        self.result({"status": "faults", "faults": self.told(faults), "notices": self.told(notices)})
        return codes.FAULTS

    def notices(self, notices: Iterable[Report], notes: Iterable[str] = (), most: int | None = None) -> None:
        """What should be said but stops nothing; no more than `most` of it, with a word for the rest."""
        told = [*self._folded(tuple(notices)), *notes]
        if told:
            self.line()
            self.say("notices")
            for text in told[:most]:
                self.line(f"  {text}")
            if most is not None and len(told) > most:
                self.line(f"  {self.text('more_violations', count=len(told) - most)}")

    def _folded(self, notices: Sequence[Report]) -> Iterator[str]:
        """The texts; of many that say the same of other rows the first few, and how many more there are."""
        many = {key: n for key, n in Counter(one.key for one in notices).items() if n > MANY_ALIKE}
        seen = Counter[str]()
        for one in notices:
            seen[one.key] += 1
            if one.key not in many or seen[one.key] <= SHOWN_ALIKE:
                yield one.text(self.language)
            elif seen[one.key] == SHOWN_ALIKE + 1:
                yield self.text("more_alike", count=many[one.key] - SHOWN_ALIKE)

    def trouble(self, wrong: OSError) -> int:
        """A file or folder that cannot be read or written."""
        from scheduler.formats.files.faults import Fault

        reason = wrong.strerror or str(wrong)
        return self.faults([Fault(str(wrong.filename or ""), "", "file_trouble", {"reason": reason}, "cli")])

    def interrupted(self) -> int:
        """The user told it to end before there was anything to keep."""
        click.echo(say(self.language, "interrupt", "interrupted"), err=True)
        self.result({"status": "interrupted"})
        return codes.NOTHING

    def no_memory(self) -> int:
        """The work needs more memory than the machine, or a limit set on it, gives."""
        from scheduler.formats.files.faults import Fault

        return self.faults([Fault("", "", "no_memory", {}, "cli")])


class InnerDesk(Desk):
    """The desk of one of several answers: what it would print as the JSON object is kept for the one of them all."""

    def __init__(self, outer: Desk, told: set[str]) -> None:
        super().__init__(outer.asked, outer.as_json)
        self.adopt(outer.language)
        self.contents: list[Mapping[str, Any]] = []
        self._told = told
        """Notices that were told already, in this answer or another one."""

    def notices(self, notices: Iterable[Report], notes: Iterable[str] = (), most: int | None = None) -> None:
        new = [one for one in notices if one.text(self.language) not in self._told]
        self._told |= {one.text(self.language) for one in new}
        super().notices(new, notes, most)

    def result(self, content: Mapping[str, Any]) -> None:
        self.contents.append(content)


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, (set, frozenset)) else str(value)


Verb = Callable[..., int]

_NO_MEMORY = ("failed to map segment", "cannot map zero-fill", "cannot allocate memory", "out of memory", "paging file")
"""What the loaders of Linux, macOS and Windows say of a library for which there is no memory."""


def verb(function: Verb) -> Callable[..., None]:
    """Makes a verb of a function `(desk, **arguments) -> exit code`: adds `--lang` and `--json`, tells faults.

    A fault of the data, a file that cannot be used, too little memory or the user's wish to end is told and ends with
    its code; any other exception is a programmer's mistake and keeps its traceback.
    """

    @click.option("--json", "as_json", is_flag=True)
    @click.option("--lang", type=click.Choice(LANGUAGES))
    @click.pass_context
    @functools.wraps(function)
    def run(context: click.Context, /, lang: str | None, as_json: bool, **arguments: Any) -> None:
        desk = Desk(lang or context.find_root().params.get("lang"), as_json)
        try:
            code = _ended(function, desk, context, arguments)
        except KeyboardInterrupt:
            code = desk.interrupted()
        context.exit(code)

    return run


def _ended(function: Verb, desk: Desk, context: click.Context, arguments: Mapping[str, Any]) -> int:
    from scheduler.formats.files.faults import Faults

    try:
        return function(desk, **arguments)
    except Faults as found:
        return desk.faults(found.faults, found.notices)
    except click.UsageError as wrong:
        desk.result({"status": "usage", "message": wrong.message})
        context.meta.update({"told": desk.as_json, LANGUAGE: desk.language})
        raise
    except BrokenPipeError:
        raise
    except OSError as wrong:
        return desk.trouble(wrong)
    except (MemoryError, ImportError) as wrong:
        if not _without_memory(wrong):
            raise
    return desk.no_memory()  # only now, when what was read so far is gone


def _without_memory(wrong: BaseException | None) -> bool:
    """Whether memory was short; a library that is loaded then fails to be imported, with words of the system."""
    while isinstance(wrong, ImportError):
        if any(words in str(wrong).casefold() for words in _NO_MEMORY):
            return True
        wrong = wrong.__cause__ or wrong.__context__
    return isinstance(wrong, MemoryError)
