"""Damage to contents that were right: bytes, texts and the parts of a package, a few places at a time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from random import Random

from tests.fuzz.texts import HOSTILE, NUMBERS

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp037", "utf-7")

MOST_CHARACTERS = 200_000
"""Beyond these a text is damaged no more: doubling its lines again and again would fill the memory of the fuzz room."""


def damaged_bytes(content: bytes, rng: Random) -> bytes:
    """A few bytes changed, a piece cut out or doubled, or the end lost."""
    data = bytearray(content)
    for _ in range(rng.randint(1, 4)):
        if not data:
            break
        at = rng.randrange(len(data))
        how = rng.randrange(6)
        if how == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif how == 1:
            del data[at : at + rng.choice((1, 2, 100, 5000))]
        elif how == 2:
            data[at:at] = data[at : at + rng.choice((1, 100, 5000))]
        elif how == 3:
            del data[at:]
        elif how == 4:
            data[at : at + 4] = rng.randbytes(4)
        else:
            data[at:at] = rng.choice((b"\0", b"\xff\xfe", b"\r", b'"', b"<", b"PK\x03\x04"))
    return bytes(data)


def damaged_text(text: str, rng: Random) -> str:
    """Words, numbers or lines changed, doubled, moved or replaced by hostile ones."""
    for _ in range(rng.randint(1, 5)):
        if len(text) > MOST_CHARACTERS:
            break
        how = rng.randrange(6)
        if how < 3:
            pattern = (r"\d+", r"\w+", r'"[^"\n]*"|>[^<\n]*<')[how]
            words = list(re.finditer(pattern, text))
            if words:
                found = rng.choice(words)
                new = rng.choice(NUMBERS if how == 0 else HOSTILE)
                if how == 2:
                    new = found[0][0] + new + found[0][-1]
                text = text[: found.start()] + new + text[found.end() :]
        else:
            lines = text.splitlines(keepends=True) or [""]
            at = rng.randrange(len(lines))
            if how == 3:
                lines[at:at] = [lines[rng.randrange(len(lines))]] * rng.choice((1, 2, 50))
            elif how == 4:
                del lines[at]
            else:
                lines[at] = lines[at].replace(rng.choice((";", ",", '"', "<", ">", "=", "\n")), rng.choice(HOSTILE), 1)
            text = "".join(lines)
    return text


def encoded(text: str, rng: Random) -> bytes:
    """In one of the encodings that people and attackers use; what it cannot say is lost."""
    encoding = "utf-8" if rng.random() < 0.6 else rng.choice(ENCODINGS)
    return text.encode(encoding, errors="replace")


def damaged_package(content: bytes, rng: Random) -> bytes:
    """One or two parts of a package changed, left out, doubled, renamed, or the whole package damaged as bytes."""
    if rng.random() < 0.15:
        return damaged_bytes(content, rng)
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = [(name, old.read(name)) for name in old.namelist()]
    for _ in range(rng.randint(1, 2)):
        at = rng.randrange(len(parts))
        name, data = parts[at]
        how = rng.randrange(8)
        if how == 0:
            del parts[at]
        elif how == 1:
            parts.append((name if rng.random() < 0.5 else name.upper(), data))
        elif how == 2:
            parts[at] = (rng.choice(("../INJECTED", "/INJECTED", name + "x", "xl/vbaProject.bin")), data)
        elif how == 3:
            parts[at] = (name, damaged_bytes(data, rng))
        else:
            parts[at] = (name, rng.choice(PARTS)(data.decode("utf-8", errors="replace"), rng).encode(errors="replace"))
        if not parts:
            break
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts:
            new.writestr(name, data)
    return out.getvalue()


REFERENCES = ("XFD1048576", "xfd9", "ZZZZZZ9", "A0", "A99999999999", "7", "A", "", "A1:XFD1048576", "$A$1", "-1", "SF2")


def _references(text: str, rng: Random) -> str:
    found = list(re.finditer(r'(?<=\br=")[^"]*|(?<=ref=")[^"]*', text))
    if not found:
        return damaged_text(text, rng)
    one = rng.choice(found)
    return text[: one.start()] + rng.choice(REFERENCES) + text[one.end() :]


def _kinds(text: str, rng: Random) -> str:
    """Another type of one cell: an error, a truth value, a date, a shared string that is not there."""
    found = list(re.finditer(r'\bt="\w+"|(?<=<v>)[^<]*', text))
    if not found:
        return damaged_text(text, rng)
    one = rng.choice(found)
    new = f't="{rng.choice(("e", "b", "d", "s", "str", "n", "x"))}"' if one[0].startswith("t=") else rng.choice(NUMBERS)
    return text[: one.start()] + new + text[one.end() :]


def _more(text: str, rng: Random) -> str:
    """Something at the end that other programs write: protection, validations, formats, tables, names, entities."""
    more = rng.choice(
        (
            '<mergeCells><mergeCell ref="A1:C4"/><mergeCell ref="A2:XFD2"/></mergeCells>',
            '<sheetProtection password="CF1A" sheet="1"/>',
            '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>1</formula></cfRule>'
            "</conditionalFormatting>",
            '<dataValidations count="1"><dataValidation type="list" sqref="A1"><formula1>#REF!</formula1>'
            "</dataValidation></dataValidations>",
            '<tableParts count="1"><tablePart r:id="rId99"/></tableParts>',
            '<drawing r:id="rId98"/>',
            "<definedNames><definedName name='scheduler_output' localSheetId='99'>A1</definedName></definedNames>",
            '<hyperlinks><hyperlink ref="A1" location="INJECTED"/></hyperlinks>',
        )
    )
    end = text.rfind("</")
    return text[:end] + more + text[end:] if end > 0 else text + more


def _entities(text: str, rng: Random) -> str:
    return text.replace("?>", '?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>', 1)


PARTS: tuple[Callable[[str, Random], str], ...] = (damaged_text, _references, _kinds, _more, _more, _entities)
