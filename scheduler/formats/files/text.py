"""Bytes to text, and text to rows of cells: the one decoder and the one guess at a separator, for every text file.

What cannot be read is a fault with the file, the place and a cure; what the rows mean is left to the readers.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence

from scheduler.formats.files.amounts import MOST_CELLS
from scheduler.formats.files.faults import Fault, Faults

SEPARATORS = (";", "\t", ",", "|")
"""In the order in which they win where a text speaks equally for two."""

SAMPLE_LINES = 60
"""Filled lines that decide about the separator."""

SAMPLE_CHARACTERS = 100_000
"""Of the start of a text, for the same."""

MOST_PAGES = 8
"""Different upper bytes in the first 4096 of UTF-16 text without a mark: an alphabet, digits, accents, punctuation."""

HEAD_BYTES = 4096
"""Of a web page: within so many bytes it says that it is one, and its encoding."""
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
_QUOTED = re.compile(r'(?:^|(?<=[;\t,|]))"(?:[^"]|"")*"(?=[;\t,|\r\n]|\Z)', re.MULTILINE)


def decoded(content: bytes, name: str) -> str:
    """The text of a file called `name`. Raises `Faults` where it is no text or is damaged.

    A mark at its start decides; without one it is UTF-16 where zero bytes say so, else UTF-8, else what Windows in
    Belgium writes (code page 1252).
    """
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    wide = None if marked else _unmarked_wide(content)
    if not marked and not wide and b"\0" in content:
        raise Faults([Fault(name, "", "not_text")])
    encoding = marked or wide or "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as wrong:
        if marked or wide:
            raise _damaged(content, wrong, encoding, name) from None
        text = _of_windows(content, name)
    if "\0" in text:  # in UTF-16 too
        raise Faults([Fault(name, "", "not_text")])
    return text


def decoded_page(content: bytes, name: str) -> str:
    """The text of a web page, in the encoding that it names; where that is unknown or wrong, as `decoded`."""
    said = _CHARSET.search(content[:HEAD_BYTES])
    if said and not any(content.startswith(mark) for mark, _ in _MARKS):
        try:
            return content.decode(said[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # saved anew in another encoding, it keeps its old word
    return decoded(content, name)


def looks_like_xml(content: bytes) -> bool:
    """Whether the first character is that of an element, in any encoding."""
    return content[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")


def rows_of(text: str, name: str) -> Iterator[list[str]]:
    """The cells of each line, cut at the separator that is guessed.

    Raises `Faults` at the line that cannot be cut, or where there are more cells than may be, the empty ones included.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text))
    cells = 0
    try:
        for row in reader:
            cells += len(row)
            if cells > MOST_CELLS:
                raise Faults([Fault(name, "", "too_many_cells", {"most": MOST_CELLS})])
            yield row
    except csv.Error:  # the one thing that this dialect refuses
        params = {"line": reader.line_num, "most": csv.field_size_limit()}
        raise Faults([Fault(name, "", "long_cell", params)]) from None


def separator_of(text: str) -> str:
    """The separator of a table, guessed from its first lines; what stands in quotes does not count.

    One that cuts every line into equally many pieces wins, else the one with the most pieces in the most lines. A text
    without any has commas.
    """
    sample = _QUOTED.sub("", text[:SAMPLE_CHARACTERS])
    lines = [line for line in re.split(r"[\r\n]+", sample) if line.strip()][:SAMPLE_LINES]
    best = max(SEPARATORS, key=lambda separator: _evenness(lines, separator))
    return best if any(best in line for line in lines) else ","


def _evenness(lines: Sequence[str], separator: str) -> tuple[bool, float]:
    """Whether it cuts all lines alike, and its usual count in a line times the share of the lines that have it."""
    counts = [line.count(separator) for line in lines]
    usual = max(set(counts), key=lambda count: (counts.count(count), count), default=0)
    share = counts.count(usual) / max(1, len(counts))
    return usual > 0 and share == 1, usual * share


def _unmarked_wide(content: bytes) -> str | None:
    """UTF-16 without a mark: zero is one of a few values of every second byte, and no value of the others."""
    head = content[: 1 << 12]
    for encoding, upper, lower in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        if 0 in upper and 0 not in lower and len(set(upper)) <= min(MOST_PAGES, len(upper) // 2):
            return encoding
    return None


def _of_windows(content: bytes, name: str) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        value = f"0x{content[wrong.start]:02X}"
        raise Faults([Fault(name, value, "unknown_encoding", {"line": line})]) from None


def _damaged(content: bytes, wrong: UnicodeDecodeError, encoding: str, name: str) -> Faults:
    line = content[: wrong.start].decode(encoding, errors="replace").count("\n") + 1
    shown = {"utf-8-sig": "UTF-8"}.get(encoding, encoding[:6].upper())
    return Faults([Fault(name, "", "damaged_text", {"encoding": shown, "line": line})])


_GUARDED = re.compile(r"'+[=+\-@\t\r]", re.DOTALL)
_TO_GUARD = re.compile(r"'+[=+\-@\t\r]|[=+\-@\t\r].", re.DOTALL)
_PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?%?")


def guarded(text: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe in a CSV file; reading takes it off."""
    return f"'{text}" if _TO_GUARD.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """Without the apostrophe of `guarded`."""
    return text[1:] if _GUARDED.match(text) else text
