"""Every count in a sentence has the word for one: no sentence says "1 lesuren" or "1 periods"."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from scheduler.problem.text import LANGUAGES, catalogue, data_folder, say

PLURALS = {
    "nl": {
        *("lesuren", "lessen", "klassen", "leraren", "leerlingen", "lokalen", "dagen", "weken", "rijen", "cellen"),
        *("punten", "springuren", "blokken", "bladen", "toestellen", "plaatsen", "groepen", "eisen", "minuten"),
    },
    "en": {
        *("periods", "lessons", "classes", "teachers", "pupils", "rooms", "days", "weeks", "rows", "cells", "points"),
        *("gaps", "blocks", "sheets", "devices", "seats", "groups", "minutes", "times", "places"),
    },
}
"""What is counted."""

ONE = 1


def sentences() -> Iterator[tuple[str, str]]:
    for file in sorted((data_folder() / "texts").glob("*.toml")):
        yield from ((file.stem, key) for key in catalogue(file.stem))


WORDS = {"basis", "mode", "who", "campus", "sheet", "names", "cycle", "what"}
"""Parameters that are words."""


def of_one(language: str, name: str, key: str) -> str:
    """The sentence with 1 for each of its parameters."""
    text = catalogue(name)[key][language]
    values: dict[str, object] = {one: "x" if one in WORDS else ONE for one in re.findall(r"\{(\w+)", text)}
    return say(language, name, key, **values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_is_never_followed_by_the_word_for_many(language: str) -> None:
    counted = "|".join(sorted(PLURALS[language]))
    adjective = r"(?:halve |half |vrije |free |gevulde |ingevulde |filled |verschillende |different )?"
    wrong = re.compile(rf"(?<![\w.,]){ONE} {adjective}(?:{counted})\b(?! {ONE}\b)")
    found = {f"{name}.{key}": of_one(language, name, key) for name, key in sentences()}
    assert {key: text for key, text in found.items() if wrong.search(text)} == {}
