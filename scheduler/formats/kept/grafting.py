"""Sheets of a workbook that XlsxWriter made put into the planner's workbook, and sheets of ours taken out of it.

The made sheets bring their texts inside their own cells, so that what is taken out again leaves nothing behind.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from copy import deepcopy
from xml.etree.ElementTree import Element

from scheduler.formats.kept.cells import reaching
from scheduler.formats.kept.package import Package
from scheduler.formats.kept.styles import StyleNumbers, merged
from scheduler.formats.kept.xml_parts import LINK, MAIN, content_of, main, parsed, put_in_order

BOOK = "xl/workbook.xml"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_BOOK_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
}
SUFFIXES = frozenset(_BOOK_TYPES)
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_BOOK_ORDER = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups"),
    *("externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr"),
    *("smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst"),
)
_MACROS = ("vbaProject", "vbaProjectSignature", "vbaProjectSignatureAgile", "wordVbaData")


class KeptBook:
    """The planner's workbook while it is being changed. Raises `KeyError`, `ValueError` or `SyntaxError`: no such."""

    def __init__(self, content: bytes) -> None:
        self.package = Package(content)
        self._book = parsed(self.package.parts[BOOK])
        if self._book.root.tag != main("workbook"):
            raise ValueError(f"not the namespace {MAIN}")
        self._sheets = self._child("sheets")
        styles = self._linked("styles")
        self._styles_part = styles or "xl/styles.xml"
        self._styles = parsed(self.package.parts[styles]) if styles else None

    @property
    def sheet_parts(self) -> dict[str, str]:
        """The part of each sheet by its title."""
        targets = {link.id: link.target for link in self.package.links(BOOK)}
        found = ((one.get("name", ""), targets.get(one.get(f"{{{LINK}}}id", ""))) for one in self._sheets)
        return {title: part for title, part in found if part is not None}

    @property
    def titles(self) -> list[str]:
        return [sheet.get("name", "") for sheet in self._sheets]

    # -- taking out --

    def take_out(self, titles: Collection[str]) -> None:
        """Removes sheets with all that belongs to them alone; names that stand on them go too."""
        old = list(self._sheets)
        gone = [number for number, sheet in enumerate(old) if sheet.get("name") in titles]
        for number in gone:
            self._sheets.remove(old[number])
        left = [number for number in range(len(old)) if number not in set(gone)]
        self._renumber({number: new for new, number in enumerate(left)})
        self.package.unlink(BOOK, {old[number].get(f"{{{LINK}}}id", "") for number in gone})

    def _renumber(self, new: Mapping[int, int]) -> None:
        names = self._book.first("definedNames")
        for name in list(names) if names is not None else ():
            if (number := name.get("localSheetId")) is None:
                continue
            if int(number) in new:
                name.set("localSheetId", str(new[int(number)]))
            else:
                assert names is not None
                names.remove(name)
        for view in self._child("bookViews"):
            for attribute in ("activeTab", "firstSheet"):
                if attribute in view.attrib:
                    view.set(attribute, str(new.get(int(view.get(attribute, "0")), 0)))

    # -- putting in --

    def put_in(self, made: bytes) -> None:
        """Adds every sheet of a workbook that XlsxWriter made; the one that was active there is it here."""
        other = KeptBook(made)
        numbers = self._with_styles(other)
        strings = _strings(other)
        first = len(self._sheets)
        taken = [int(sheet.get("sheetId", "0")) for sheet in self._sheets]
        parts = other.sheet_parts
        for number, title in enumerate(other.titles):
            part = parts[title]
            content = _restyled(_with_texts(other.package.parts[part], strings), numbers)
            new = self._copied(other.package, part, {part: content})
            link = self.package.add_link(BOOK, f"{KIND}worksheet", new)
            sheet = deepcopy(other._sheets[number])
            sheet.set("sheetId", str(max(taken, default=0) + number + 1))
            sheet.set(f"{{{LINK}}}id", link)
            self._sheets.append(sheet)
        if len(names := other._child("definedNames")):
            ours = self._child("definedNames")
            for name in names:
                name = deepcopy(name)
                name.set("localSheetId", str(first + int(name.get("localSheetId", "0"))))
                ours.append(name)
        self._activate(first, other)

    def _with_styles(self, other: KeptBook) -> StyleNumbers:
        assert other._styles is not None, "XlsxWriter always writes them"
        if self._styles is None:
            self._styles = parsed(other.package.parts[other._styles_part])
            self.package.add(self._styles_part, b"", _STYLES_TYPE)
            self.package.add_link(BOOK, f"{KIND}styles", self._styles_part)
        return merged(self._styles, other._styles)

    def _copied(self, source: Package, part: str, changed: Mapping[str, bytes]) -> str:
        """Copies a part and what it links to under free names; returns the new name."""
        new = self.package.free_name(re.sub(r"\d*\.(\w+)$", r".\1", part))
        self.package.add(new, changed.get(part, source.parts[part]), source.type_of(part))
        for link in source.links(part):
            if link.target is not None:
                target = self._copied(source, link.target, changed)
                self.package.add_link(new, link.type, target, link.id)
        return new

    def _activate(self, first: int, other: KeptBook) -> None:
        """Opens at the sheet that is active in `other`; no sheet of the planner's stays chosen beside it."""
        parts = self.sheet_parts
        for title in self.titles[:first]:
            part = parts[title]
            self.package.parts[part] = _SELECTED.sub(rb"\1", self.package.parts[part], count=1)
        view = next(iter(other._child("bookViews")), None)
        wanted = int(view.get("activeTab", "0")) if view is not None else 0
        views = self._child("bookViews")
        if not len(views):
            views.append(Element(main("workbookView")))
        views[0].set("activeTab", str(first + wanted))
        views[0].set("firstSheet", str(first + wanted))

    # -- the whole --

    def filter_down(self, title: str, first: int, last: int) -> None:
        """The filter and the tables of a sheet whose heading is row `first` (from 0) reach to row `last`."""
        part, index = self.sheet_parts[title], self.titles.index(title)
        for link in self.package.links(part):
            if link.type == f"{KIND}table" and link.target is not None:
                table = parsed(self.package.parts[link.target])
                for one in (table.root, *table.root.iter(main("autoFilter"))):
                    one.set("ref", reaching(one.get("ref", ""), first, last))
                self.package.parts[link.target] = content_of(table)
        names = self._book.first("definedNames")
        for name in names if names is not None else ():
            if name.get("name") == "_xlnm._FilterDatabase" and name.get("localSheetId") == str(index):
                sheet, mark, area = (name.text or "").rpartition("!")
                name.text = f"{sheet}{mark}{reaching(area, first, last)}"

    def content(self, suffix: str) -> bytes:
        """The workbook as a file of this kind; only an .xlsm holds macros. Opening it works all formulas out anew."""
        if suffix != ".xlsm":
            links = self.package.links(BOOK)
            self.package.unlink(BOOK, {one.id for one in links if one.type.rpartition("/")[2] in _MACROS})
        self.package.unlink(BOOK, {one.id for one in self.package.links(BOOK) if one.type == f"{KIND}calcChain"})
        self.package.set_type(BOOK, _BOOK_TYPES[suffix])
        self._child("calcPr").set("fullCalcOnLoad", "1")
        self._without_empty("definedNames")
        if self._styles is not None:
            self.package.parts[self._styles_part] = content_of(self._styles)
        self.package.parts[BOOK] = content_of(self._book)
        return self.package.content()

    def _child(self, name: str) -> Element:
        found = self._book.first(name)
        if found is None:
            found = Element(main(name))
            put_in_order(self._book.root, found, _BOOK_ORDER)
        return found

    def _without_empty(self, name: str) -> None:
        found = self._book.first(name)
        if found is not None and not len(found):
            self._book.root.remove(found)

    def _linked(self, kind: str) -> str | None:
        return next((one.target for one in self.package.links(BOOK) if one.type == KIND + kind), None)


_SELECTED = re.compile(rb"(<(?:\w+:)?sheetView\b[^>]*?)\s+tabSelected=[\"'](?:1|true)[\"']")
_CELL = re.compile(rb'(<c r="[A-Z]+\d+")((?: s="\d+")?) t="s"><v>(\d+)</v></c>')
_STYLE = re.compile(rb'(<c r="[A-Z]+\d+" s="|<row [^>]*? s="|<col [^>]*? style=")(\d+)"')
_CONDITION = re.compile(rb'(<cfRule [^>]*?dxfId=")(\d+)"')
_STRING = re.compile(rb"<si>(.*?)</si>", re.DOTALL)


def _strings(other: KeptBook) -> list[bytes]:
    part = other._linked("sharedStrings")
    return _STRING.findall(other.package.parts[part]) if part else []


def _with_texts(sheet: bytes, strings: list[bytes]) -> bytes:
    def inside(found: re.Match[bytes]) -> bytes:
        return b'%s%s t="inlineStr"><is>%s</is></c>' % (found[1], found[2], strings[int(found[3])])

    return _CELL.sub(inside, sheet)


def _restyled(sheet: bytes, numbers: StyleNumbers) -> bytes:
    sheet = _STYLE.sub(lambda found: b'%s%d"' % (found[1], numbers.cells[int(found[2])]), sheet)
    return _CONDITION.sub(lambda found: b'%s%d"' % (found[1], numbers.conditional[int(found[2])]), sheet)


__all__ = ["BOOK", "SUFFIXES", "KeptBook"]
