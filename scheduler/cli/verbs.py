"""The command `scheduler`: the group of its verbs. A verb is imported when it is asked for; it imports what is heavy
only when it runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module

import click

from scheduler import __version__
from scheduler.cli.helping import VARIABLE, Verbs
from scheduler.problem.text import LANGUAGES

VERBS = {
    **{name: name for name in ("new", "check", "solve", "evaluate", "replan", "diff", "where", "explain", "whatif")},
    **{name: name for name in ("compare", "day", "report", "export", "rules", "convert", "bench", "batch")},
    "move": "where",
    "import": "importing",
}
"""The module of each verb, in `scheduler.cli`."""


class _Later(MutableMapping[str, click.Command]):
    """Verbs by name, each imported when it is looked up."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        self._modules = dict(modules)
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._loaded:
            module = import_module(f"scheduler.cli.{self._modules[name]}")
            verb = getattr(module, f"{name}_" if name == "import" else name)
            assert isinstance(verb, click.Command), name
            self._loaded[name] = verb
        return self._loaded[name]

    def __setitem__(self, name: str, verb: click.Command) -> None:
        self._modules[name], self._loaded[name] = verb.callback.__module__ if verb.callback else "", verb

    def __delitem__(self, name: str) -> None:
        del self._modules[name]
        self._loaded.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)

    def __contains__(self, name: object) -> bool:
        return name in self._modules


@click.group("scheduler", cls=Verbs, commands=_Later(VERBS), context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(LANGUAGES), envvar=VARIABLE)
@click.version_option(__version__, prog_name="scheduler")
def scheduler(lang: str | None) -> None:
    """Timetables and blended schedules for Flemish secondary schools; `lang` holds for every verb that has none."""
