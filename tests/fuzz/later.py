"""Cases of a school with a running timetable: its days, its year, its reports, what it hands out, its own workbook."""

from __future__ import annotations

import copy
import struct
from collections.abc import Sequence
from random import Random

from tests.formats.sheets import Sheets, base
from tests.fuzz import contents, years
from tests.fuzz.damage import damaged_bytes, damaged_package
from tests.fuzz.drawn import Case, Maker
from tests.fuzz.texts import HOSTILE, NUMBERS

DATES = (
    "2026-08-31",
    "1/9/2026",
    "2 september 2026",
    "2026-09-07",
    "2026-12-25",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
)
FORMATS = ("xlsx", "html", "site", "wallchart", "loads", "ics", "csv", "frames", "parquet", "gpu", "fet")
PACKS = ("pupils", "teachers", "head", "inspector", "pupils-at-school", "caretaker")


def running(rng: Random) -> Sheets:
    """The school in the middle of its year, mostly one that can be read: days that went otherwise, some distance."""
    names = rng.sample(("1A", "1B", "1A-x", "Mayer", "Peeters", "WIS", "NED", "L1", "L2", "kar", "w1", "n1"), 4)
    sheets = base()
    sheets["Lokalen"][1][2] = 40
    sheets["Instellingen"][1][1] = rng.choice(contents.NAMES)
    sheets["Leraren"][1][1], sheets["Vakken"][2][1] = rng.choice(contents.NAMES), rng.choice(contents.NAMES)
    sheets["Rooster"] += [["w1", 2, "1A", "", "di", 1, 1, "L1"], ["n1", 1, "1A-x, 1B", "A", "ma", 1, 1, ""]]
    contents.renamed(sheets, {name: rng.choice(contents.NAMES) for name in names if rng.random() < 0.5})
    sheets["Kalender"] += [["2026-W37", "les", ""], ["2026-W38", rng.choice(("vakantie", "stage")), ""]]
    lesson, room = sheets["Lessen"][1][0], sheets["Lokalen"][1][0]
    sheets["Rooster"][0].append("vorm")
    sheets["Rooster"].append([lesson, 3, "", "", "di", 3, 1, "", "AS"])
    sheets["Gerealiseerd"] = [
        ["datum", "les", "werd", "lesuur", "duur", "vorm", "leraren", "lokaal", "reden"],
        ["2026-08-31", lesson, "afstand", 2, 1, "AS", "", "", rng.choice(HOSTILE)],
        ["1/9/2026", lesson, rng.choice(("vervallen", "studie", "vervangen", "extra")), "", "", "", "", room, ""],
    ]
    for change in (years.termed, years.ruled, years.ready):
        if rng.random() < 0.35:
            change(sheets, rng)
    return sheets


def book(rng: Random) -> bytes:
    """That school as a workbook: right or changed, damaged, or one that the program wrote."""
    how = rng.random()
    if how < 0.1:
        return damaged_package(contents.solved(), rng)
    if how < 0.2:
        return contents.solved()
    sheets = running(rng)
    rows = contents.changed(copy.deepcopy(sheets), rng) if how < 0.4 else sheets
    return contents.workbook(rows, rng if rng.random() < 0.3 else None)


def word(rng: Random, *right: str) -> str:
    """Mostly one that may be known, sometimes a hostile one."""
    return rng.choice(right) if rng.random() < 0.75 else rng.choice(HOSTILE).replace("\0", "")[:1000]


def later(rng: Random) -> Case:
    """The verbs of a school year."""
    files: dict[str, bytes | Maker] = {"school.xlsx": book(rng)}
    verb = rng.choice(("explain", "whatif", "compare", "day", "day", "report", "report", "where", "move", "replan"))
    words, outputs = [verb, "school.xlsx"], ("uit.xlsx", "uit.html", "uit")
    if verb == "explain":
        words += ["--time", rng.choice(("1s", "0.3s")), "--workers", "1", *rng.choice(((), ("--all",)))]
    elif verb == "whatif":
        words += [_sentence(rng) for _ in range(rng.randint(0, 2))]
        words += ["--work", "1", "--workers", "1", *rng.choice(((), ("--price", "--most", "3")))]
    elif verb == "compare":
        files["ander.xlsx"] = book(rng)
        words += [*rng.choice((("ander.xlsx",), ("school.xlsx",), ())), "-o", "uit.xlsx", "--html", "uit.html"]
    elif verb == "day":
        words += [word(rng, *DATES), *_away(rng)]
        words += rng.choice(((), ("--to", "uit"), ("-o", "uit.xlsx"), ("-o", "uit.xlsx", "--to", "uit", "--all")))
    elif verb in ("where", "move"):
        words += [
            word(rng, "w1", "n1"),
            *((word(rng, "di 1", "ma 2", "wo 4"), "-o", "uit.xlsx") if verb == "move" else ()),
        ]
    elif verb == "replan":
        words += ["-o", "uit.xlsx", "--time", "1s", "--workers", "1"]
    else:
        words.insert(1, rng.choice(("year", "jaar", "readiness", "gereedheid")))
        words += [*rng.choice(((), ("--on", word(rng, *DATES)))), *rng.choice(((), ("-o", "uit.xlsx"), ("--all",)))]
    return Case("later", [*words, *_of_term(rng)], files, outputs)


def _of_term(rng: Random) -> list[str]:
    return ["--term", word(rng, *years.ASKED)] if rng.random() < 0.3 else []


def _sentence(rng: Random) -> str:
    who = word(rng, "Mayer", "Peeters", "1A", "L1")
    rule = word(rng, "S02", "S03", "H06", "H15", "X99")
    value = rng.choice((*NUMBERS, "20", "eis", "wens"))
    return rng.choice(
        (
            f"{who} vrij op {word(rng, 'vrijdag', 'maandag', 'ma', 'Monday')}",
            f"{who} free on {word(rng, 'Friday', 'Tuesday')} {word(rng, 'afternoon', 'period 3-4', 'week A')}",
            f"zonder afwezigheid van {who}",
            f"zonder wens van {who}",
            f"zonder vast {word(rng, 'w1', 'n1')}",
            f"without rule {rule}",
            f"regel {rule} gewicht {value}",
            f"regel {rule} {word(rng, 'per_day', 'x')}={value} voor {who}",
            rng.choice(HOSTILE).replace("\0", "")[:1000],
        )
    )


def _away(rng: Random) -> list[str]:
    options = {
        "--absent": ("Mayer", "Peeters:3-4", "Mayer:vm", "all", "alle", "Mayer,Peeters"),
        "--home": ("Mayer", "Peeters:nm"),
        "--closed": ("L1", "L2:am", "school", "campus:X"),
        "--away": ("1A", "1B"),
        "--present": ("Mayer",),
    }
    chosen = rng.sample(list(options), rng.choice((0, 1, 1, 1, 2, 3)))
    return [piece for option in chosen for piece in (option, word(rng, *options[option]))]


def handout(rng: Random) -> Case:
    """Everything that is written for readers, as files, a site, charts and packs."""
    files: dict[str, bytes | Maker] = {"school.xlsx": book(rng)}
    words = ["export", "school.xlsx", "--to", "uit"]
    if rng.random() < 0.5:
        words += ["--format", ",".join(rng.sample(FORMATS, rng.randint(1, 4)))]
        words += rng.choice(((), (), ("--only", word(rng, "classes", "teachers,rooms"))))
    else:
        words += ["--pack", ",".join(rng.sample(PACKS, rng.randint(1, 3)))]
        words += rng.choice(((), (), ("--format", word(rng, "html", "xlsx", "xlsx,html"))))
        words += rng.choice(((), ("--paper", word(rng, "a3", "a4"))))
    if rng.random() < 0.1:
        files["oud.xlsx"] = book(rng)
        words += ["--since", "oud.xlsx"]
    if rng.random() < 0.3:
        files["logo.png"] = _logo(rng)
        words += ["--logo", "logo.png"]
    return Case("handout", [*words, *_of_term(rng)], files, ("uit",))


def open_document(rng: Random) -> Case:
    """A school or a roster as LibreOffice keeps it, right or damaged: told what to do with it, or read."""
    content = years.open_document(running(rng))
    files: dict[str, bytes | Maker] = {
        "school.ods": damaged_package(content, rng) if rng.random() < 0.6 else content,
    }
    words = rng.choice(
        (
            ["check", "school.ods"],
            ["solve", "school.ods", "-o", "uit.xlsx", "--time", "1s", "--workers", "1"],
            ["import", "school.ods", "--dry-run"],
            ["export", "school.ods", "--to", "uit", "--format", "csv"],
            ["convert", "school.ods", "uit.xlsx"],
        )
    )
    return Case("open document", words, files, ("uit.xlsx", "uit.xlsx.checkpoint", "uit"))


def _logo(rng: Random) -> bytes:
    """Heads of pictures, right and wrong; what comes after the head the program has no need to understand."""
    numbers = [rng.choice((1, 30, 0, 65_535, 2**31)) for _ in range(2)]
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", *numbers) + b"\x08\x02\0\0\0" + bytes(40)
    gif = b"GIF89a" + struct.pack("<HH", *(min(number, 65_535) for number in numbers)) + bytes(20)
    jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x20\0\x20" + bytes(20)
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>INJECTED</script></svg>"
    picture = rng.choice((png, gif, jpeg, svg, b"", jpeg[:4] + b"\0\0" * 10_000, rng.randbytes(100)))
    return damaged_bytes(picture, rng) if rng.random() < 0.4 else picture


def decorated(rng: Random) -> Case:
    """The planner's own workbook, with what he added, solved, judged or recorded into a copy of it."""
    sheets = running(rng) if rng.random() < 0.5 else copy.deepcopy(contents.good())
    if rng.random() < 0.3:
        sheets = contents.changed(sheets, rng)
    right = contents.workbook(sheets, rng, decorated=True)
    files: dict[str, bytes | Maker] = {
        "school.xlsx": damaged_package(right, rng) if rng.random() < 0.2 else right,
    }
    search = ("--time", "1s", "--workers", "1")
    verbs: Sequence[tuple[str, ...]] = (
        ("solve", "school.xlsx", "-o", "uit.xlsx", *search),
        ("solve", "school.xlsx", "--overwrite", *search),
        ("evaluate", "school.xlsx", "-o", "uit.xlsx"),
        ("evaluate", "school.xlsx", "-o", "uit.xlsx", "--overwrite"),
        ("convert", "school.xlsx", "uit.xlsx"),
        ("convert", "school.xlsx", "uit.xlsx", "--lang", "en"),
        ("day", "school.xlsx", "2026-08-31", "--absent", "Mayer", "-o", "uit.xlsx"),
    )
    words = list(rng.choice(verbs))
    outputs = (
        ("school.xlsx", "school.xlsx.checkpoint") if words[2] == "--overwrite" else ("uit.xlsx", "uit.xlsx.checkpoint")
    )
    return Case("decorated", words, files, outputs)
