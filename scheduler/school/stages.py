"""Stages (graden) and kinds of school as planners write them, in one short form each: "2e graad" and "stage 2" are 2.

What the law says of a stage is for `policy`; here is only what a word means.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NUMBER = {
    "1": r"1(?:e|ste|st)?|eerste|first|i",
    "2": r"2(?:e|de|nd)?|tweede|second|ii",
    "3": r"3(?:e|de|rd)?|derde|third|iii",
}
_STAGE = r"(?:graad|stage|grade|gr)\.?"
_YEAR = r"(?:leer)?(?:jaar|year)"
_STAGES = {number: re.compile(rf"(?:(?:{words}) ?{_STAGE}|{_STAGE} ?(?:{words}))") for number, words in _NUMBER.items()}
_YEARS = re.compile(rf"([1-7])(?:e|ste|de|st|nd|rd|th)? ?{_YEAR}|{_YEAR} ?([1-7])")
_SPECIAL = re.compile(r"(?:buso[ -]?)?ov ?([1-4])(?:[ -]+(.+))?")
_OTHER = {
    "okan": "OKAN", "onthaaljaar": "OKAN", "onthaalklas": "OKAN", "reception year": "OKAN",
    "se-n-se": "7", "sense": "7", "zevende jaar": "7", "seventh year": "7", "zevende leerjaar": "7",
    "dbso": "DBSO", "leertijd": "leertijd", "aanloop": "aanloop", "aanloopfase": "aanloop",
}  # fmt: skip


@lru_cache(maxsize=4096)
def stage_of(text: str) -> str:
    """The short form ("2", "7", "OKAN", "OV4-2"); what is no stage known to us comes back as it was written.

    Years 1 to 6 are those of their stage: "3e jaar" is stage 2.
    """
    word = _plain(text)
    if word in ("1", "2", "3", "7"):
        return word
    for number, pattern in _STAGES.items():
        if pattern.fullmatch(word):
            return number
    if year := _YEARS.fullmatch(word):
        years = int(year[1] or year[2])
        return "7" if years == 7 else str((years + 1) // 2)
    if special := _SPECIAL.fullmatch(word):
        phase = stage_of(special[2]) if special[2] else ""
        return f"OV{special[1]}" + (f"-{phase}" if phase else "")
    return _OTHER.get(word, text.strip())


def is_stage(text: str) -> bool:
    """Whether a text says "stage", whatever its number: "graad 2", "2e graad", "OV3", not a bare "2"."""
    word = _plain(text)
    return bool(re.fullmatch(rf"{_STAGE} ?\S+|\S+ ?{_STAGE}", word)) or (
        word not in ("1", "2", "3", "7") and stage_of(text) != text.strip()
    )


def _plain(text: str) -> str:
    """Small letters without accents, single blanks."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())
