"""Which words belong to one language: those that its texts in `data` hold and those of the other language never do.

What the planner typed and the names of parameters belong to no language; the titles of sources to that in which they
are told. What is shown to whom is for the tests that look.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from scheduler.problem.text import LANGUAGES, data_folder
from scheduler.school.catalogue import catalogue
from scheduler.school.policy import load_policy

WORD = re.compile(r"[^\W\d_]{3,}")
PARAMETER = re.compile(r"\{\w+:([^{}|]*)\|([^{}]*)\}|\{[^{}]*\}")
TYPED = re.compile(r"\"[a-z]+\"")
"""A word between double quotes is one to type, as `--map` has it: the same in both languages."""


def words(text: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(text)}


def said(node: Any, language: str) -> Iterator[str]:
    """Every text of one language in a table of texts: under `nl`, `help_nl` and the like."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        mine = key == language or str(key).endswith(f"_{language}")
        if isinstance(value, str) and mine:
            yield TYPED.sub(" ", PARAMETER.sub(r" \1 \2 ", value))
        elif isinstance(value, dict | list):
            yield from said(value, language)
            if mine and isinstance(value, list):
                yield from map(str, value)


@cache
def foreign_to(language: str) -> frozenset[str]:
    """Words that only texts of the other language hold."""
    data = data_folder()
    files = (*data.glob("texts/*.toml"), data / "workbook.toml", data / "rules.toml")
    tables = [tomllib.loads(path.read_text("utf-8")) for path in files]
    found = {one: {word for table in tables for text in said(table, one) for word in words(text)} for one in LANGUAGES}
    (other,) = set(LANGUAGES) - {language}
    return frozenset(found[other] - found[language])


@cache
def of_no_language(language: str) -> frozenset[str]:
    """Parameters as they are typed, and what articles, circulars and books are called in a language."""
    entries = catalogue().values()
    policy = load_policy("vlaanderen-2023")
    names = [parameter.name for entry in entries for parameter in entry.parameters]
    sources = [text[language] for entry in entries for text in (entry.laws, entry.sources)]
    sources += [policy.share_source[language], policy.week_source[language]]
    own = repr(replace(policy, title={}, share_source={}, week_source={}))
    return frozenset(words(" ".join([*names, *sources, own]).replace("_", " ")))


def strange(texts: Iterable[tuple[str, str]], language: str, own: set[str]) -> list[tuple[str, str, str]]:
    """(where, word, text) of each word of the other language."""
    bad = foreign_to(language) - of_no_language(language) - own
    return [(where, word, text) for where, text in texts for word in sorted(words(text) & bad)]
