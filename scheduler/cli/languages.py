"""Which language was asked for: among the raw arguments, before they are parsed, or in the environment.

What speaks when nothing was asked for is decided where it speaks.
"""

from __future__ import annotations

VARIABLE = "SCHEDULER_LANG"


def asked_language(arguments: list[str]) -> str | None:
    """What `--lang` says among the raw arguments; help is shown before they are parsed."""
    for place, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            return value if equals else next(iter(arguments[place + 1 : place + 2]), None)
    return None
