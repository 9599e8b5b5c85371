"""Two hundred workbooks that nobody should send: a small good school, spoiled in one way each, by number.

Every workbook named `bad` holds a fault that must be found; one named `odd` is strange but may be read.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from scheduler.formats.workbook import write_school
from scheduler.school.default_grid import default_grid
from scheduler.school.records import (
    Availability,
    ClassGroup,
    Pin,
    Pool,
    PoolKind,
    Room,
    School,
    SchoolClass,
    SchoolLesson,
    Settings,
    Subject,
    Teacher,
)

COUNT = 200

# (sheet, column, a text that cannot stand there)
WRONG = [
    ("Lessen", "aantal", "veel"),
    ("Lessen", "aantal", -3),
    ("Lessen", "aantal", 1e300),
    ("Lessen", "aantal", 0.3),
    ("Lessen", "aantal", 500),
    ("Lessen", "blok", "2+5"),
    ("Lessen", "blok", "2x"),
    ("Lessen", "blok", "9999999999999999x9999999999"),
    ("Lessen", "blok", "-1"),
    ("Lessen", "vak", "BESTAAT-NIET"),
    ("Lessen", "klassen", "9Z"),
    ("Lessen", "klassen", None),
    ("Lessen", "leraren", "Niemand"),
    ("Lessen", "leraren", "A,,|,|"),
    ("Lessen", "lokalen", "Z999"),
    ("Lessen", "week", "C"),
    ("Lessen", "toestellen", "laptopkar:veel"),
    ("Lessen", "toestellen", "raket:2"),
    ("Lessen", "afstand_min", "ja"),
    ("Lessen", "afstand_min", 40),
    ("Lessen", "vorm", "telepathie"),
    ("Klassen", "leerlingen", "twintig"),
    ("Klassen", "leerlingen", -4),
    ("Klassen", "leerlingen", 10**12),
    ("Klassen", "raster", "onbekend"),
    ("Klassen", "afstand_ok", "misschien"),
    ("Klassen", "afstand_max_pct", 900),
    ("Klassen", "klas", None),
    ("Groepen", "klas", "9Z"),
    ("Groepen", "leerlingen", 1.5),
    ("Leraren", "opdracht", "voltijds!"),
    ("Leraren", "max_per_dag", 0.5),
    ("Leraren", "max_per_dag", -1),
    ("Leraren", "springuren_max", "weinig"),
    ("Leraren", "afstand_niveau", "veel"),
    ("Lokalen", "plaatsen", "groot"),
    ("Lokalen", "plaatsen", -30),
    ("Middelen", "soort", "banaan"),
    ("Middelen", "aantal", "oneindig"),
    ("Tijdraster", "dag", "blauwdag"),
    ("Tijdraster", "begin", "25:99"),
    ("Tijdraster", "lesuur", "nul"),
    ("Beschikbaarheid", "soort", "hond"),
    ("Beschikbaarheid", "code", "Niemand"),
    ("Beschikbaarheid", "dag", "32"),
    ("Beschikbaarheid", "lesuur", 99),
    ("Beschikbaarheid", "niveau", "heel erg"),
    ("Vast", "les", "bestaat-niet"),
    ("Vast", "lesuur", 55),
    ("Vast", "dag", "31/31/2031"),
]

FORMULAS = ["=1+1", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "=SUM(A1:A99)", "=Lessen!A2"]


def good_school() -> School:
    """Two classes, three teachers, six lessons: everything in order."""
    pairs = [("1A", "WIS", "MER"), ("1A", "NED", "JAN"), ("1B", "WIS", "MER"), ("1B", "NED", "JAN")]
    return School(
        settings=Settings(school="Proef"),
        periods=default_grid(),
        classes=(SchoolClass("1A", stage="1", pupils=20), SchoolClass("1B", stage="1", pupils=22)),
        groups=(ClassGroup("1A-x", "1A", "helft", 10), ClassGroup("1A-y", "1A", "helft", 10)),
        teachers=(Teacher("MER"), Teacher("JAN"), Teacher("SME", max_per_day=4)),
        subjects=(Subject("WIS"), Subject("NED"), Subject("LO")),
        lessons=(
            *(SchoolLesson(f"{who}-{what}", (who,), what, ((by,),), Fraction(4)) for who, what, by in pairs),
            SchoolLesson("LO-x", ("1A-x",), "LO", (("SME",),), Fraction(2)),
            SchoolLesson("LO-y", ("1A-y",), "LO", (("SME",),), Fraction(2)),
        ),
        rooms=(Room("A1", types=("klas",), seats=30), Room("A2", types=("klas",), seats=30)),
        pools=(Pool("laptopkar", PoolKind.DEVICE, 20),),
        availability=(Availability("teacher", "JAN", day=2),),
        pins=(Pin("1A-WIS", 1, day=0, period=1),),
    )


class Spoiler:
    """Makes the numbered workbooks in one folder, out of one good workbook."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._good = folder / "goed.xlsx"
        write_school(good_school(), self._good, "nl", overwrite=True)
        self.bytes = self._good.read_bytes()

    def all(self) -> Iterator[tuple[str, Path]]:
        """(name, file) of every workbook; the name starts with `bad` or `odd`."""
        for index, (name, make) in enumerate(self.plan()):
            file = self.folder / f"{index:03}.xlsx"
            make(file)
            yield name, file

    def plan(self) -> list[tuple[str, Callable[[Path], None]]]:
        """The name and the maker of every workbook, none made yet."""
        makers = [*self._wrong_cells(), *self._shapes(), *self._boxes()]
        number = len(makers)
        while len(makers) < COUNT:
            makers.append(self._damaged(number := number + 1))
        return makers[:COUNT]

    def _edited(self, edit: Callable[[openpyxl.Workbook], None]) -> Callable[[Path], None]:
        def make(file: Path) -> None:
            workbook = openpyxl.load_workbook(io.BytesIO(self.bytes))
            edit(workbook)
            workbook.save(file)

        return make

    def _wrong_cells(self) -> list[tuple[str, Callable[[Path], None]]]:
        """Each wrong value alone, and again in company of another."""

        def put(*wrong: tuple[str, str, object]) -> Callable[[openpyxl.Workbook], None]:
            def edit(workbook: openpyxl.Workbook) -> None:
                for sheet, column, value in wrong:
                    first_data_cell(workbook[sheet], column).value = value  # type: ignore[assignment]

            return edit

        makers = [(f"bad {one}", self._edited(put(one))) for one in WRONG]
        pairs = zip(WRONG, WRONG[7:] + WRONG[:7], strict=True)
        makers += [(f"bad {a} and {b}", self._edited(put(a, b))) for a, b in pairs if a[:2] != b[:2]]
        return makers

    def _shapes(self) -> list[tuple[str, Callable[[Path], None]]]:
        """Sheets that are missing, doubled, merged, huge, or full of what Excel makes of things."""

        def without(name: str) -> Callable[[openpyxl.Workbook], None]:
            return lambda workbook: workbook.remove(workbook[name])

        def emptied(name: str) -> Callable[[openpyxl.Workbook], None]:
            return lambda workbook: workbook[name].delete_rows(1, 100)

        def doubled(name: str) -> Callable[[openpyxl.Workbook], None]:
            def edit(workbook: openpyxl.Workbook) -> None:
                sheet = workbook[name]
                sheet.append([cell.value for cell in sheet[first_data_row(sheet)]])

            return edit

        def merged(name: str) -> Callable[[openpyxl.Workbook], None]:
            return lambda workbook: workbook[name].merge_cells("A3:C5")

        def formula(text: str) -> Callable[[openpyxl.Workbook], None]:
            def edit(workbook: openpyxl.Workbook) -> None:
                first_data_cell(workbook["Lessen"], "aantal").value = text

            return edit

        def renamed(workbook: openpyxl.Workbook) -> None:
            for cell in workbook["Lessen"][1]:
                cell.value = f"kolom {cell.column}"

        def date_for_split(workbook: openpyxl.Workbook) -> None:
            first_data_cell(workbook["Lessen"], "blok").value = datetime(2026, 1, 1)

        def far_cell(workbook: openpyxl.Workbook) -> None:
            workbook["Lessen"].cell(1_000_000, 16_000, "hier")

        def long_text(workbook: openpyxl.Workbook) -> None:
            first_data_cell(workbook["Klassen"], "klas").value = "x" * 32_000

        def control(workbook: openpyxl.Workbook) -> None:
            first_data_cell(workbook["Lessen"], "leraren").value = "M\u202eR\u0000"[:2] + "\n\t;;||"

        coded = ["Klassen", "Leraren", "Lokalen", "Lessen"]
        names = ["Instellingen", "Tijdraster", "Klassen", "Groepen", "Leraren", "Vakken", "Lokalen", "Middelen"]
        return [
            ("bad without lessons", self._edited(without("Lessen"))),
            ("bad empty lessons", self._edited(emptied("Lessen"))),
            ("bad headings", self._edited(renamed)),
            ("bad far cell", self._edited(far_cell)),
            ("bad names", self._edited(control)),
            ("bad long class", self._edited(long_text)),
            *((f"odd without {name}", self._edited(without(name))) for name in names),
            *((f"odd emptied {name}", self._edited(emptied(name))) for name in names),
            *((f"bad twice in {name}", self._edited(doubled(name))) for name in coded),
            *((f"odd merged {name}", self._edited(merged(name))) for name in ("Klassen", "Lessen", "Tijdraster")),
            *((f"bad formula {text}", self._edited(formula(text))) for text in FORMULAS),
            ("odd date for a split", self._edited(date_for_split)),
        ]

    def _boxes(self) -> list[tuple[str, Callable[[Path], None]]]:
        """Files that are no workbook, or one that must not be opened."""
        old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        plain: dict[str, bytes] = {
            "bad empty file": b"",
            "bad text": b"les;klas;vak\n1;1A;WIS\n",
            "bad pdf": b"%PDF-1.7\n" + b"x" * 2000,
            "bad password-protected": old + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(500),
            "bad old excel, cut off": old + struct.pack("<240I", *range(240)),
            "bad html named xlsx": b"<html><table><tr><td>1A</td></tr></table></html>",
            "bad zip of something": zipped({"readme.txt": b"hello"}),
            "bad zip bomb": zipped({**self._members(), "xl/media/x.bin": b"\0" * (60 * 2**20)}),
            "bad xml bomb": self._with_entities(),
            "odd macros": zipped({**self._members(), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"\0" * 4000}),
            "bad path outside": zipped({"../../../../tmp/evil": b"x", "xl/other.xml": b"<x/>"}),
        }
        return [(name, lambda file, data=data: file.write_bytes(data) and None) for name, data in plain.items()]

    def _damaged(self, seed: int) -> tuple[str, Callable[[Path], None]]:
        """The good file cut off somewhere, or with bytes changed; what is left may still be readable."""

        def make(file: Path) -> None:
            chance = random.Random(seed)
            data = bytearray(self.bytes)
            if seed % 2:
                del data[chance.randrange(10, len(data) - 10) :]
            else:
                for _ in range(chance.randint(1, 60)):
                    data[chance.randrange(len(data))] = chance.randrange(256)
            file.write_bytes(bytes(data))

        return (f"{'bad cut off' if seed % 2 else 'odd damaged'} {seed}", make)

    def _members(self) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(self.bytes)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def _with_entities(self) -> bytes:
        members = self._members()
        laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
        head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]>'.encode()
        strings = members["xl/sharedStrings.xml"].partition(b"?>")[2]
        return zipped({**members, "xl/sharedStrings.xml": head + strings.replace(b"<t>", b"<t>&l11;", 1)})


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def first_data_row(sheet: Worksheet) -> int:
    """The first row below the header and its comment row."""
    return next(row for row in range(2, 50) if not str(sheet.cell(row, 1).value or "").startswith("#"))


def first_data_cell(sheet: Worksheet, heading: str):  # type: ignore[no-untyped-def]
    column = next(cell.column for cell in sheet[1] if cell.value == heading)
    return sheet.cell(first_data_row(sheet), column)
