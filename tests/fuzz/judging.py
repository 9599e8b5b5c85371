"""What may be said of a run: traceback, hang, wrong code, touched input, escape, leftover, text that is run."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import stat
import zipfile
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

from tests.fuzz.running import Ended
from tests.fuzz.texts import MARK

CODES = {
    "solve": {0, 1, 2, 3, 4, 5},
    "replan": {0, 1, 2, 3, 4, 5},
    "move": {0, 1, 2, 4, 5},
    "check": {0, 1, 2, 3},
    "evaluate": {0, 1, 2, 5},
}
TAKE_VALUES = {"--to", "-o", "--format", "--only", "--start", "--time", "--seed", "--workers", "--instance", "--demo"}
"""Options that take the next word, whatever it looks like."""

MOST_MEMORY = 600
"""MB of a run, with the program itself."""

HUGE = 100 * 2**20
"""Bytes of a file beyond which its size and time stand for its content."""

Snapshot = dict[str, str]


def snapshot(room: Path) -> Snapshot:
    """What lies in the room, by name: mode and digest of a file, a kind of anything else."""
    found = {}
    for path in sorted(room.rglob("*")):
        name = str(path.relative_to(room))
        if path.is_symlink():
            found[name] = "link"
        elif path.is_file():
            facts = path.stat()
            found[name] = f"{stat.S_IMODE(facts.st_mode):o} {_content(path, facts)}"
        else:
            found[name] = "other"
    return found


def _content(path: Path, facts: os.stat_result) -> str:
    if facts.st_size > HUGE:
        return f"{facts.st_size} bytes of {facts.st_mtime_ns}"
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except PermissionError:  # before and after
        return "secret"


def judged(runs: Sequence[Ended], room: Path, before: Snapshot, outputs: tuple[str, ...], sure: bool) -> Iterator[str]:
    """The faults of runs in one room, each as `kind: what`. `sure`: the input cannot be read."""
    for ended in runs:
        yield from _of_one(ended, sure)
    if all(ended.code is not None for ended in runs):
        yield from _files(room, before, outputs, runs)


def _of_one(ended: Ended, sure: bool) -> Iterator[str]:
    verb = ended.words[0] if ended.words else ""
    allowed = CODES.get(verb, {0, 1, 2})
    if ended.code is None:
        yield f"hang: {ended.seconds:.0f} s {ended.err[-3000:]}"
    elif "Traceback (most recent call last)" in ended.err or ended.code < 0:
        yield f"traceback: code {ended.code}, {(ended.err.strip().splitlines() or [''])[-1][:200]}"
    elif ended.code not in allowed:
        yield f"code: {ended.code}"
    elif sure and ended.code not in (1, 2):
        yield f"code: {ended.code} for what cannot be read"
    else:
        yield from _told(ended)
    if ended.peak_mb > MOST_MEMORY:
        yield f"memory: {ended.peak_mb} MB"


def _told(ended: Ended) -> Iterator[str]:
    """With --json one object on stdout, whose status agrees with the code."""
    taken = {before for before, word in zip(ended.words, ended.words[1:], strict=False) if word == "--json"}
    if "--json" not in ended.words or "--help" in ended.words or taken & TAKE_VALUES:
        return
    try:
        status = json.loads(ended.out)["status"]
    except (ValueError, KeyError, TypeError):
        yield f"json: code {ended.code}, {ended.out[:80]!r} {ended.err[-200:]!r}"
        return
    if (status == "faults") != (ended.code == 1) and ended.words[0] != "bench" and not _rescued(ended):
        yield f"code: {ended.code} with status {status}"


def _rescued(ended: Ended) -> str:
    """Where a result was kept that could not be written where it should."""
    found = re.search(KEPT, ended.err)
    return found[1] if found and ended.words[0] == "solve" and ended.code == 1 else ""


KEPT = r"(?:Het resultaat staat in|The result is in) (.*?)\.?\n"


def _files(room: Path, before: Snapshot, outputs: tuple[str, ...], runs: Sequence[Ended]) -> Iterator[str]:
    after = snapshot(room)
    refused = all(ended.code in (1, 2) for ended in runs)
    several = runs[0].words[:1] in (("export",), ("diff",))  # files that stand alone: those that were ready stay
    kept = {os.path.relpath(room / "work" / place, room) for place in map(_rescued, runs) if place}
    for name, digest in before.items():
        if after.get(name) != digest and (refused or not _is_output(name, outputs)):
            yield f"touched: {name}"
        elif name in after and after[name].split()[0] != digest.split()[0]:
            yield f"mode: {name}: {digest} -> {after[name]}"
    for name in sorted(after.keys() - before.keys() - kept - {str(Path(place).parent) for place in kept}):
        if not _is_output(name, outputs):
            yield f"{'leftover' if name.startswith('tmp') or Path(name).name.startswith('.') else 'escape'}: {name}"
        elif Path(name).name.startswith("."):
            yield f"leftover: {name}"
        elif name.endswith(".checkpoint"):
            if not any(ended.code in (1, 3, 4) for ended in runs):
                yield f"leftover: {name} in spite of a result"
        elif refused and (room / name).is_file() and not several and not name.endswith("uitleg.html"):  # tells why
            yield f"output: {name} in spite of code {runs[0].code}"
        if bad := bad_name(name):
            yield f"name: {bad}"
    for name in sorted(kept | after.keys()):
        made = (name in kept or _is_output(name, outputs)) and after.get(name) != before.get(name)
        if made and (room / name).is_file():
            yield from (f"output: {name}: {what}" for what in content_faults(room / name))


def _is_output(name: str, outputs: tuple[str, ...]) -> bool:
    inside = name.removeprefix("work/")
    return name.startswith("work/") and any(inside == one or inside.startswith(f"{one}/") for one in outputs)


_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def bad_name(name: str) -> str:
    """The first piece that Windows refuses."""
    for piece in Path(name).parts[2:]:
        if _DEVICES.fullmatch(piece) or piece[-1] in ". " or re.search(r'[<>:"|?*\\\x00-\x1f]', piece):
            return piece
    return ""


_OURS = re.compile(r"<f>(scheduler\d*!\$B\$2</f>|IF\(IFERROR\(SUMPRODUCT\(--\((\w+|'[^']+')!\$[A-Z]+\$\d+:)")
"""What the program itself writes: whether a reading sheet is older than the timetable."""


def content_faults(path: Path) -> Iterator[str]:
    """Text of a planner that a program would run or follow."""
    suffix = path.suffix.casefold()
    if suffix == ".xlsx" and not zipfile.is_zipfile(path):
        yield "no workbook"
    elif suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                text = archive.read(name)
                if "worksheets/sheet" in name:
                    for formula in re.findall(r"<f[ >].*?</f>", text.decode("utf-8")):
                        if not _OURS.match(formula):
                            yield f"a formula in {name}: {formula[:60]}"
                if name.endswith(".rels") and b"External" in text:
                    yield f"a link in {name}"
    elif suffix in (".csv", ".txt"):
        for row in csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=_separator(path)):
            for cell in row:
                if re.match(r"[=+\-@\t\r].", cell) and not re.fullmatch(r"[+-]?\d+([.,]\d+)?%?", cell):
                    yield f"a cell {cell[:40]!r}"
    elif suffix == ".html":
        page = _Page()
        page.feed(path.read_text(encoding="utf-8"))
        yield from page.found
    elif suffix == ".ics":
        lines = path.read_bytes().replace(b"\r\n ", b"").split(b"\r\n")
        for line in lines:
            if line.startswith(MARK.encode()) or b"\n" in line or b"\r" in line:
                yield f"a line {line[:60]!r}"
        if lines.count(b"BEGIN:VCALENDAR") != 1 or lines.count(b"BEGIN:VEVENT") != lines.count(b"END:VEVENT"):
            yield "its parts do not close"


def _separator(path: Path) -> str:
    head = path.read_text(encoding="utf-8-sig").split("\n", 1)[0]
    return max(";,", key=head.count)


class _Page(HTMLParser):
    """Notes elements and attributes that run, load or point elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "img", "iframe", "object", "form", "base", MARK.casefold()):
            self.found.append(f"an element {tag}")
        for name, value in attrs:
            address = (value or "").strip().casefold()
            if name.startswith("on") or address.startswith(("javascript:", "http:", "//")):
                self.found.append(f"an attribute {name}={value!r}")

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.found.append("a comment")
