"""What Excel itself puts in a planner's workbook and no library of ours writes: all of it survives a new timetable.

Threaded comments, pivot tables with their cache, slicers, external links, controls, chart sheets, parts of other
programs; hidden sheets, names that lead nowhere, dates from 1904, shared formulas, lists on other sheets.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable, Collection
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from scheduler.formats.kept.xml_parts import MAIN
from tests.formats.test_planners_workbook import CHANGED, decorated, parts_of, rooster_of, stays

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LATER = "http://schemas.microsoft.com/office/2017/10/relationships"
X14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
BOOK, ROOT, TYPES = "xl/workbook.xml", "", "[Content_Types].xml"
WHERE = ("Lessen", "Kladblok")
"""A sheet that gets other values, and one of the planner's own."""


class Package:
    """The parts of a workbook, to put something in that Excel would; `marks` must stand in the workbook afterwards."""

    def __init__(self, file: Path) -> None:
        self.parts, self.sheets = parts_of(file)
        self.marks: list[bytes] = []

    def save(self, file: Path) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content)

    def part(self, owner: str, kind: str, name: str, content: str = "<a/>") -> str:
        """A part that `owner` leads to; returns the id of the link."""
        self.parts[name] = f'<?xml version="1.0" encoding="UTF-8"?>\n{content}'.encode()
        override = f'<Override PartName="/{name}" ContentType="application/vnd.own.{kind}+xml"/></Types>'
        self.replace(TYPES, "</Types>", override)
        return self.link(owner, f"{OFFICE}/{kind}", f"/{name}")

    def link(self, owner: str, kind: str, target: str, mode: str = "") -> str:
        folder, _, name = owner.rpartition("/")
        links = f"{folder}/_rels/{name}.rels".lstrip("/")
        start = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        self.parts.setdefault(links, f"{start}</Relationships>".encode())
        ident = f"own{len(self.parts)}x{self.parts[links].count(b'<Relationship ')}"
        one = f'<Relationship Id="{ident}" Type="{kind}" Target="{target}"{mode}/></Relationships>'
        self.replace(links, "</Relationships>", one)
        return ident

    def replace(self, part: str, old: str, new: str) -> None:
        assert old.encode() in self.parts[part], (part, old)
        self.parts[part] = self.parts[part].replace(old.encode(), new.encode(), 1)

    def in_book(self, old: str, new: str, mark: str) -> None:
        self.replace(BOOK, old, new)
        self.marks.append(mark.encode())

    def in_sheet(self, title: str, content: str) -> None:
        """Behind everything else that a sheet says."""
        self.replace(self.sheets[title], "</worksheet>", f"{content}</worksheet>")

    def cells(self, title: str, content: str) -> None:
        """Cells at the end of the first row."""
        self.replace(self.sheets[title], "</row>", f"{content}</row>")


def _threaded_comments(book: Package, title: str) -> None:
    sheet = book.sheets[title]
    book.part(sheet, "threadedComment", f"xl/threadedComments/threadedComment{title}.xml", "<ThreadedComments/>")
    if "xl/persons/person.xml" not in book.parts:
        book.part(BOOK, "person", "xl/persons/person.xml", "<personList/>")


def _pivot_table(book: Package, title: str) -> None:
    definition = f"xl/pivotCache/pivotCacheDefinition{title}.xml"
    ident = book.part(BOOK, "pivotCacheDefinition", definition)
    book.part(definition, "pivotCacheRecords", f"xl/pivotCache/pivotCacheRecords{title}.xml")
    table = f"xl/pivotTables/pivotTable{title}.xml"
    book.part(book.sheets[title], "pivotTable", table)
    book.link(table, f"{OFFICE}/pivotCacheDefinition", f"/{definition}")
    one = f'<pivotCache cacheId="{len(book.parts)}" r:id="{ident}"/>'
    if b"</pivotCaches>" in book.parts[BOOK]:
        book.in_book("</pivotCaches>", f"{one}</pivotCaches>", ident)
    else:
        book.in_book("</workbook>", f"<pivotCaches>{one}</pivotCaches></workbook>", ident)


def _slicer(book: Package, title: str) -> None:
    book.part(BOOK, "slicerCache", f"xl/slicerCaches/slicerCache{title}.xml")
    ident = book.part(book.sheets[title], "slicer", f"xl/slicers/slicer{title}.xml")
    inside = f'<x14:slicerList {X14}><x14:slicer xmlns:r="{OFFICE}" r:id="{ident}"/></x14:slicerList>'
    book.in_sheet(title, f'<extLst><ext uri="{{A8765BA9-456A-4dab-B4F3-ACF838C121DE}}">{inside}</ext></extLst>')


def _external_link(book: Package, title: str) -> None:
    part = f"xl/externalLinks/externalLink{title}.xml"
    ident = book.part(BOOK, "externalLink", part, "<externalLink/>")
    book.link(part, f"{OFFICE}/externalLinkPath", f"file:///C:/{title}.xlsx", ' TargetMode="External"')
    one = f'<externalReference r:id="{ident}"/>'
    if b"</externalReferences>" in book.parts[BOOK]:
        book.in_book("</externalReferences>", f"{one}</externalReferences>", ident)
    else:
        book.in_book("</sheets>", f"</sheets><externalReferences>{one}</externalReferences>", ident)
    book.cells(title, '<c r="AA1"><f>[1]Blad1!A1</f><v>3</v></c>')


def _name_to_nowhere(book: Package, title: str) -> None:
    one = f'<definedName name="weg_{title}">#REF!</definedName>'
    if b"</definedNames>" in book.parts[BOOK]:
        book.in_book("</definedNames>", f"{one}</definedNames>", f"weg_{title}")
    else:
        book.in_book("<calcPr", f"<definedNames>{one}</definedNames><calcPr", f"weg_{title}")


def _hidden(state: str) -> Callable[[Package, str], None]:
    def hide(book: Package, title: str) -> None:
        book.in_book(f'<sheet name="{title}"', f'<sheet name="{title}" state="{state}"', f'state="{state}"')

    return hide


def _control(book: Package, title: str) -> None:
    ident = book.part(book.sheets[title], "ctrlProp", f"xl/ctrlProps/ctrlProp{title}.xml", "<formControlPr/>")
    choice = f'<mc:Choice Requires="x14"><controls><control name="Knop" r:id="{ident}"/></controls></mc:Choice>'
    space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    book.in_sheet(title, f'<mc:AlternateContent xmlns:mc="{space}" {X14}>{choice}</mc:AlternateContent>')


def _list_elsewhere(book: Package, title: str) -> None:
    xm = 'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
    where = "<x14:formula1><xm:f>Leraren!$A$2:$A$9</xm:f></x14:formula1><xm:sqref>D2:D99</xm:sqref>"
    inside = f'<x14:dataValidations count="1" {xm}><x14:dataValidation type="list">{where}</x14:dataValidation>'
    ext = f'<ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" {X14}>{inside}</x14:dataValidations></ext>'
    book.in_sheet(title, f"<extLst>{ext}</extLst>")


def _chart_sheet(book: Package, title: str) -> None:
    part = f"xl/chartsheets/sheet{title}.xml"
    view = '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    ident = book.part(BOOK, "chartsheet", part, f'<chartsheet xmlns="{MAIN}">{view}</chartsheet>')
    one = f'<sheet name="Grafiek {title}" sheetId="{900 + len(book.parts)}" r:id="{ident}"/>'
    book.in_book("</sheets>", f"{one}</sheets>", f"Grafiek {title}")


def _many_styles(book: Package, title: str) -> None:
    more = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' * 3000
    book.replace("xl/styles.xml", "</cellXfs>", f"{more}</cellXfs>")


def _dynamic_array(book: Package, title: str) -> None:
    if "xl/metadata.xml" not in book.parts:
        book.part(BOOK, "sheetMetadata", "xl/metadata.xml", "<metadata/>")
    book.cells(title, '<c r="AB1" cm="1"><f t="array" ref="AB1:AB1">SUM(A1:A2)</f><v>0</v></c>')


SHARED = '<c r="AC1"><f t="shared" ref="AC1:AD1" si="0">A1</f><v>1</v></c><c r="AD1"><f t="shared" si="0"/><v>1</v></c>'
FOREIGN: dict[str, Callable[[Package, str], object]] = {
    "threaded comments": _threaded_comments,
    "pivot table": _pivot_table,
    "slicer": _slicer,
    "external link": _external_link,
    "name to nowhere": _name_to_nowhere,
    "hidden sheet": _hidden("hidden"),
    "very hidden sheet": _hidden("veryHidden"),
    "control": _control,
    "list on another sheet": _list_elsewhere,
    "chart sheet": _chart_sheet,
    "many styles": _many_styles,
    "dynamic array": _dynamic_array,
    "dates from 1904": lambda book, title: book.in_book("<workbookPr", '<workbookPr date1904="1"', 'date1904="1"'),
    "locked book": lambda book, title: book.in_book("<bookViews", "<workbookProtection/><bookViews", "Protection"),
    "right to left": lambda book, title: book.replace(book.sheets[title], "<sheetView ", '<sheetView rightToLeft="1" '),
    "shared formula": lambda book, title: book.cells(title, SHARED),
    "text in the cell": lambda book, title: book.cells(title, '<c r="AE1" t="inlineStr"><is><t>eigen</t></is></c>'),
    "printer": lambda book, title: book.part(book.sheets[title], "printerSettings", f"xl/printerSettings/{title}.bin"),
    "embedded file": lambda book, title: book.part(book.sheets[title], "oleObject", f"xl/embeddings/{title}.bin"),
    "connection": lambda book, title: book.part(BOOK, "connections", f"xl/connections{title}.xml"),
    "part of the package": lambda book, title: book.part(ROOT, "customXml", f"customXml/item{title}.xml"),
}
ONCE = {"dates from 1904", "locked book", "many styles"}
ONE_OF = {"hidden sheet", "very hidden sheet"}, {"slicer", "list on another sheet"}
"""Of each of these a sheet has one."""


def foreign(folder: Path, wanted: Collection[tuple[str, str]], suffix: str) -> tuple[Path, Package]:
    """The small school with what Excel puts in, as (name, sheet)."""
    file = decorated(folder, {("fill", title) for title in WHERE}, suffix)
    book = Package(file)
    for name, title in sorted(wanted):
        same = next((kind for kind in ONE_OF if name in kind), {name})
        if (name, title) == min(one for one in wanted if one[0] in same and (one[1] == title or name in ONCE)):
            FOREIGN[name](book, title)
    book.save(file)
    return file, book


def all_stays(before: Path, after: Path, book: Package) -> None:
    stays(before, after, CHANGED)
    (old, _), (new, _) = parts_of(before), parts_of(after)
    assert all(mark in new[BOOK] for mark in book.marks)
    for part in (name for name in old if name.endswith(".rels")):
        lead = [set(re.findall(rb'Type="([^"]+)" Target="([^"]+)"', one)) for one in (old[part], new[part])]
        assert lead[0] <= lead[1], part
    types = [set(re.findall(rb'PartName="([^"]+)" ContentType="([^"]+)"', one[TYPES])) for one in (old, new)]
    assert types[0] <= types[1]


EVERYTHING = {(name, title) for name in FOREIGN for title in WHERE}
WANTED = st.sets(st.sampled_from(sorted(EVERYTHING)), max_size=14)


@settings(deadline=None, max_examples=15, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(WANTED, st.sampled_from([".xlsx", ".xlsm"]), st.integers(0, 3))
def test_what_excel_put_in_survives_any_new_timetable(wanted: set[tuple[str, str]], suffix: str, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        before, book = foreign(Path(folder), wanted, suffix)
        once, twice = Path(folder) / f"once{suffix}", Path(folder) / f"twice{suffix}"
        rooster_of(before, once, seed)
        all_stays(before, once, book)
        rooster_of(once, twice, seed + 1)
        all_stays(before, twice, book)


@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_each_of_them_survives_alone(name: str, tmp_path: Path) -> None:
    before, book = foreign(tmp_path, {(name, title) for title in WHERE}, ".xlsx")
    rooster_of(before, tmp_path / "out.xlsx", 1)
    all_stays(before, tmp_path / "out.xlsx", book)
