"""What may be said of a run: traceback, hang, wrong code, touched input, escape, leftover, text that is run."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.parsers.expat import ExpatError
from xml.parsers.expat import ParserCreate as ExpatParser

from tests.fuzz.contents import OWN_FORMULAS, OWN_LINK
from tests.fuzz.running import Ended
from tests.fuzz.texts import MARK

CODES = {
    "solve": {0, 1, 2, 3, 4, 5},
    "replan": {0, 1, 2, 3, 4, 5},
    "move": {0, 1, 2, 4, 5},
    "check": {0, 1, 2, 3},
    "evaluate": {0, 1, 2, 5},
    "explain": {0, 1, 2, 3, 4},
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
    several = runs[0].words[:1] in (
        ("export",),
        ("diff",),
        ("day",),
        ("compare",),
    )  # files that stand alone: those that were ready stay
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


_OURS = re.compile(
    r"<f>(scheduler\d*!\$B\$2</f>|IF\([A-Z]+2(&amp;[A-Z]+2)*=\"\",\""
    r"|IF\(IFERROR\(SUMPRODUCT\(--\((\w+|'([^']|'')+')!\$[A-Z]+\$\d+:)"
)
"""What the program itself writes: whether a reading sheet is older than what it was made from."""


def content_faults(path: Path) -> Iterator[str]:
    """Text of a planner that a program would run or follow, and files of ours that nobody can read."""
    judges: dict[str, Callable[[Path], Iterator[str]]] = {
        ".xlsx": _workbook_faults,
        ".csv": _list_faults,
        ".txt": _list_faults,
        ".html": _page_faults,
        ".js": _script_faults,
        ".ics": _calendar_faults,
        ".fet": _fet_faults,
        ".xml": _xml_faults,
    }
    judge = judges.get(path.suffix.casefold())
    if judge:
        yield from judge(path)


def _workbook_faults(path: Path) -> Iterator[str]:
    if not zipfile.is_zipfile(path):
        yield "no workbook"
        return
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            text = archive.read(name)
            if "worksheets/sheet" in name:
                for formula in re.findall(r"<f[ >].*?</f>", text.decode("utf-8")):
                    if not _OURS.match(formula) and re.sub(r"<[^>]*>", "", formula) not in OWN_FORMULAS:
                        yield f"a formula in {name}: {formula[:60]}"
            if name.endswith(".rels"):
                for link in re.findall(rb'<Relationship [^>]*TargetMode="External"[^>]*>', text):
                    if OWN_LINK.encode() not in link:
                        yield f"a link in {name}: {link[:80]!r}"


def _list_faults(path: Path) -> Iterator[str]:
    csv.field_size_limit(2**31 - 1)  # a hostile note is one field
    for row in csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=_separator(path)):
        for cell in row:
            if re.match(r"[=+\-@\t\r].", cell) and not re.fullmatch(r"[+-]?\d+([.,]\d+)?%?", cell):
                yield f"a cell {cell[:40]!r}"


def _page_faults(path: Path) -> Iterator[str]:
    page = _Page(path)
    page.feed(path.read_text(encoding="utf-8"))
    yield from page.found


def _script_faults(path: Path) -> Iterator[str]:
    if path.read_text(encoding="utf-8") != _script("site/site.js"):
        yield "a script that is not ours"


def _calendar_faults(path: Path) -> Iterator[str]:
    lines = path.read_bytes().replace(b"\r\n ", b"").split(b"\r\n")
    for line in lines:
        if line.startswith(MARK.encode()) or b"\n" in line or b"\r" in line:
            yield f"a line {line[:60]!r}"
    if lines.count(b"BEGIN:VCALENDAR") != 1 or lines.count(b"BEGIN:VEVENT") != lines.count(b"END:VEVENT"):
        yield "its parts do not close"


def _separator(path: Path) -> str:
    head = path.read_text(encoding="utf-8-sig").split("\n", 1)[0]
    return max(";,", key=head.count)


def _fet_faults(path: Path) -> Iterator[str]:
    """What the program writes it reads."""
    from scheduler.formats.fet import read_fet
    from scheduler.formats.files.faults import Faults

    try:
        read_fet(path)
    except Faults as wrong:
        yield f"no FET file: {wrong.faults[0]}"


def _xml_faults(path: Path) -> Iterator[str]:
    try:
        parser = ExpatParser()
        parser.Parse(path.read_bytes(), True)
    except ExpatError as wrong:
        yield f"no XML: {wrong}"


def _script(name: str) -> str:
    from scheduler.problem.text import data_folder

    return (data_folder() / "views" / name).read_text(encoding="utf-8")


NO_ADDRESS = ("xmlns", "title", "alt", "aria-label")
"""Attributes that no browser follows: a name, and texts that it shows or reads out."""


class _Page(HTMLParser):
    """Notes elements and attributes that run, load or point elsewhere.

    Pages of a site load the one script of the site and send its search to its own first page; the loads have their
    script inside; a pack shows a picture that stands in it.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self._site = next((one for one in (path.parent, path.parent.parent) if (one / "site.js").exists()), None)
        self._path = path
        self._inside: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "script" and not values:
            self._inside = ""
        elif tag in ("script", "form") and self._site:
            self._own(tag, values)
        elif tag == "img" and re.fullmatch(r"data:image/(png|jpeg|gif);base64,[\w+/=]*", values.get("src", "")):
            values.pop("src")
        elif tag in ("script", "img", "iframe", "object", "form", "base", MARK.casefold()):
            self.found.append(f"an element {tag}")
        for name, value in values.items():
            address = value.strip().casefold()
            if name.startswith("on") or (
                name not in NO_ADDRESS and address.startswith(("javascript:", "http:", "https:", "//"))
            ):
                self.found.append(f"an attribute {name}={value!r}")
        place = values.get("href", "").partition("#")[0]
        if tag == "a" and self._site and place and not (self._path.parent / unquote(place)).is_file():
            self.found.append(f"a link to nowhere {place!r}")

    def _own(self, tag: str, values: dict[str, str]) -> None:
        assert self._site is not None
        name, place = ("src", "site.js") if tag == "script" else ("action", "index.html")
        if (self._path.parent / values.get(name, "nowhere")).resolve() != (self._site / place).resolve():
            self.found.append(f"an element {tag} of {values}")

    def handle_data(self, data: str) -> None:
        if self._inside is not None:
            self._inside += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._inside is not None:
            if self._inside != _script("sort.js").strip():
                self.found.append(f"a script {self._inside[:60]!r}")
            self._inside = None

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.found.append("a comment")
