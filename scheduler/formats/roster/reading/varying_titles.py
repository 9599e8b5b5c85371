"""Tables whose titles are one sentence with another class in each ("Timetable of term 2 for 8M2"): that is whose they
are, whatever their sheet is called.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from scheduler.formats.roster.reading.owners import Owner
from scheduler.formats.roster.records import Table
from scheduler.formats.roster.words.patterns import classlike
from scheduler.formats.roster.words.vocabulary import Vocabulary

LEAST_WORDS, LEAST_TABLES, MOSTLY = 3, 3, 0.8
"""A sentence has so many words; so many tables share it; such a share of what differs names classes, each another."""


def with_varying_titles(tables: Sequence[Table], owners: Sequence[Owner], vocabulary: Vocabulary) -> list[Owner]:
    """The owners, where one name was given to several tables whose titles tell them apart."""
    sentences: dict[tuple[str, ...], dict[int, str]] = defaultdict(dict)
    for n, (table, owner) in enumerate(zip(tables, owners, strict=True)):
        for title in table.titles[:3] if owner.place == "title" else ():
            tokens = title.split()
            for k, token in enumerate(tokens if len(tokens) >= LEAST_WORDS else ()):
                sentences[(*tokens[:k], "", *tokens[k + 1 :])].setdefault(n, token)
    result = list(owners)
    for named in sorted(sentences.values(), key=len, reverse=True):
        before = {owners[n].title for n in named if len(owners[n].title.split()) < LEAST_WORDS}  # a sentence is no name
        classes = {token for token in named.values() if classlike(token) > 0 or vocabulary.find("class", token)}
        if len(named) >= LEAST_TABLES and len(classes) >= MOSTLY * len(named) and len(classes) > len(before):
            for n, token in named.items():
                result[n] = replace(result[n], kind="class", title=token, sure=0.9, from_file=False)
    return result
