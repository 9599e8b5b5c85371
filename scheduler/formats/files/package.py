"""What is in a package (.xlsx and its kin), and whether it is safe to hand to a parser of values.

Every part is streamed once: bombs, encryption, entity declarations and damage are refused, and of each tab is measured
how far it goes. What the cells say is left to the parser of values.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from scheduler.formats.files import glance
from scheduler.formats.files.amounts import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Amounts
from scheduler.formats.files.faults import Fault, Faults, Notice
from scheduler.formats.files.opening import (
    BROKEN_PACKAGE,
    MOST_TEXT_BYTES,
    OLE_SIGNATURE,
    PACKAGE_SIGNATURE,
    Refused,
    checked_members,
    content_of,
    of_old_excel,
    reason,
    unpacked,
)
from scheduler.formats.files.text import looks_like_xml
from scheduler.formats.files.trial import survived
from scheduler.formats.files.worksheet import Scanner, SheetFacts, column_letters

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_INDEX_BYTES = 5 * 2**20
"""Largest list of tabs or of links between parts; these are parsed as a whole."""

SHEETS = "xl/worksheets/"
"""Where spreadsheet programs keep the sheets."""

OUTPUT_MARK = "scheduler_output"
"""Name defined on every sheet we write for reading only, so that renaming or moving it does no harm."""


@dataclass(frozen=True)
class Package:
    """What streaming a package showed. Its tabs have facts only where it is a new Excel workbook (`xlsx`)."""

    xlsx: bool
    macros: bool
    facts: Mapping[str, SheetFacts | None] = field(default_factory=dict)
    """By title of a tab; None for a chart on a tab of its own."""
    marked_outputs: frozenset[str] = frozenset()
    other: bool = False
    """Whether it is a spreadsheet of another kind: binary Excel or OpenDocument."""


def read_safely(path: Path) -> tuple[bytes, list[Notice]]:
    """The content of a file that may be opened, with notices about its container; raises `Faults` otherwise."""
    notices: list[Notice] = []
    try:
        content = content_of(path)
        if not content.strip():
            raise Refused("empty_file")
        if content.startswith(OLE_SIGNATURE):
            notices += of_old_excel(content, path)
            survived(content)
        elif content.startswith(PACKAGE_SIGNATURE):
            package = inspected(content)
            if not package.xlsx and not package.other:
                raise Refused("not_workbook")
            if package.other:
                survived(content)
            if package.macros:
                notices.append(Notice(path.name, "", "macros"))
            large = [too_large(title, facts) for title, facts in package.facts.items() if facts and facts.too_large]
            if large:
                raise Faults(large, notices)
        elif len(content) > MOST_TEXT_BYTES and not looks_like_xml(content):
            raise Refused("file_too_large", most=MOST_TEXT_BYTES // 2**20)
    except Refused as refused:
        raise Faults([Fault(path.name, "", refused.key, refused.params)], notices) from None
    return content, notices


def inspected(content: bytes) -> Package:
    """Streams every part once. Raises `Refused` for a package that no parser should see.

    At the sheets that we wrote for reading a glance will do, where even what they ask at most is little enough.
    """
    glances = Glances()
    try:
        return _inspected(content, glances)
    except Refused:
        if not glances.taken:
            raise
    return _inspected(content, Glances(allowed=False))


@dataclass
class Glances:
    """Whether parts may be looked at in passing, and how many were."""

    allowed: bool = True
    taken: int = 0

    def facts(self, archive: zipfile.ZipFile, name: str, amounts: Amounts) -> SheetFacts | None:
        """How far a part goes at most; None where a glance does not tell."""
        member = archive.getinfo(name)
        if not self.allowed or member.file_size > glance.MOST_BYTES:
            return None
        found = glance.glanced(b"".join(unpacked(archive, member)))
        if found is None:
            return None
        self.taken += 1
        found.count(amounts)
        return found.facts


def _inspected(content: bytes, glances: Glances) -> Package:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = checked_members(archive)
            if doubled := [name for name, n in Counter(map(str.casefold, archive.namelist())).items() if n > 1]:
                raise Refused("damaged", reason=f"{doubled[0]} twice")
            macros = any(name.casefold().endswith("vbaproject.bin") for name in names)
            amounts = Amounts()
            later = {name for name in names if name.startswith(SHEETS) and _is_xml(name)}
            facts = {name: _scanned(archive, name, amounts) for name in names if _is_xml(name) and name not in later}
            sheets, marked = _sheet_parts(archive, names) if "xl/workbook.xml" in names else ({}, frozenset())
            ours = {sheets[title] for title in marked}
            for name in sorted(later):
                seen = glances.facts(archive, name, amounts) if name in ours else None
                facts[name] = seen or _scanned(archive, name, amounts)
            if "xl/workbook.xml" not in names:
                other = "xl/workbook.bin" in names or "content.xml" in names
                for name in set(names) - set(facts):
                    _unpack(archive, name)
                return Package(False, macros, other=other)
            for name in sorted(set(names) - set(facts)):  # a tab may hide in a part of any name
                if name in sheets.values():
                    facts[name] = _scanned(archive, name, amounts)
                else:
                    _unpack(archive, name)
            for one in facts.values():
                if one and not one.too_large:
                    amounts.shared(one.shared)
    except Refused:
        raise
    except BROKEN_PACKAGE as wrong:
        raise Refused("damaged", reason=reason(wrong)) from None
    strays = [one for part, one in facts.items() if one and part not in sheets.values()]
    if any(one.too_large for one in strays):
        raise Refused("bomb")
    tabs = {sheet: facts[part] for sheet, part in sheets.items() if part in facts}
    if sum(one.area for one in tabs.values() if one and not one.too_large) > MOST_CELLS:
        raise Refused("too_many_cells", most=MOST_CELLS)
    return Package(True, macros, tabs, marked)


def too_large(sheet: str, facts: SheetFacts) -> Fault:
    """The fault of a tab that goes further than it may."""
    if facts.last_row < MOST_ROWS and facts.last_column < MOST_COLUMNS:
        return Fault(sheet, "", "too_many_cells", {"most": MOST_CELLS})
    where = f"{sheet}!{column_letters(max(facts.last_column, 0))}{facts.last_row + 1}"
    return Fault(where, "", "sheet_too_large", {"rows": MOST_ROWS, "columns": MOST_COLUMNS})


def _unpack(archive: zipfile.ZipFile, name: str) -> None:
    for _ in unpacked(archive, archive.getinfo(name)):
        pass


def _is_xml(name: str) -> bool:
    return PurePosixPath(name).suffix.casefold() in (".xml", ".rels", ".vml")


def _scanned(archive: zipfile.ZipFile, name: str, amounts: Amounts) -> SheetFacts | None:
    """Facts of a part with cells, None for any other."""
    scanner = Scanner(amounts)
    for chunk in unpacked(archive, archive.getinfo(name)):
        scanner.feed(chunk)
    return scanner.facts


def _sheet_parts(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> tuple[dict[str, str], frozenset[str]]:
    """The part of each tab, and the titles of the tabs marked as our own output."""
    from defusedxml import ElementTree

    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        if name in names and names[name].file_size > MOST_INDEX_BYTES:
            raise Refused("bomb")
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links: Iterable[Element] = ()
        if "xl/_rels/workbook.xml.rels" in names:
            links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except Exception as wrong:
        raise Refused("damaged", reason=reason(wrong)) from None
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    parts: dict[str, str] = {}
    spelled = {name.casefold(): name for name in names}
    titles: list[str] = []
    marked: set[int] = set()
    for element in book.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "sheet":
            title = element.get("name", "")
            titles.append(title)
            link = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            target = targets.get(link, "")
            place = target.lstrip("/")
            place = place if place.startswith("xl/") else f"xl/{place}"
            parts[title] = spelled.get(place.casefold(), place)
        elif tag == "definedName" and element.get("name", "").casefold() == OUTPUT_MARK:
            number = element.get("localSheetId", "")
            if number.isdecimal():
                marked.add(int(number))
    return parts, frozenset(titles[index] for index in marked if index < len(titles))
