"""Draws what one run is given: one seed draws one case. Later verbs and FET files have modules of their own."""

from __future__ import annotations

import copy
import os
import socket
from pathlib import Path
from random import Random

from tests.fuzz import contents, fet_files, later
from tests.fuzz.damage import damaged_bytes, damaged_package, damaged_text, encoded
from tests.fuzz.drawn import Case, Maker
from tests.fuzz.texts import HOSTILE

SOLVING = 0.06
"""Share of searches; each takes ten times as long as another run."""

OVERWRITING = ("compare", "convert", "day", "diff", "evaluate", "import", "move", "new", "replan", "report", "solve")


def draw(rng: Random, solving: float = SOLVING, only: str = "") -> Case:
    """A case; the share `solving` of them is a search for a school that can be read. `only`: all of this kind."""
    makers = (
        (_workbook, 30),
        (_package, 22),
        (_folder, 8),
        (_roster, 16),
        (_lesson_table, 6),
        (_archive, 10),
        (_settings_file, 6),
        (_change, 12),
        (_plan, 3),
        (_no_file, 5),
        (_new, 2),
        (_words, 3),
        (later.later, 14),
        (later.handout, 10),
        (later.decorated, 4),
        (later.open_document, 3),
        (fet_files.fet, 10),
    )
    wanted = [(maker, weight) for maker, weight in makers if not only or maker.__name__.lstrip("_") == only]
    maker = rng.choices([maker for maker, _ in wanted], [weight for _, weight in wanted])[0]
    case = _search(rng) if not only and rng.random() < solving else maker(rng)
    if rng.random() < 0.7 and "--json" not in case.words:
        case.words.append("--json")
    if rng.random() < 0.3:
        case.words += ["--lang", rng.choice(("nl", "en"))]
    if case.words[0] in OVERWRITING and rng.random() < 0.3 and "--overwrite" not in case.words:
        case.words.append("--overwrite")
    return case


def _search(rng: Random) -> Case:
    """A small school that has a timetable, its names hostile, or an archive; half of them with some checkpoint."""
    files: dict[str, bytes | Maker]
    if rng.random() < 0.2:
        name, out = "archief.xml", "uit.xml"
        files = {name: rng.choice(contents.archives()).encode()}
    else:
        name, out = "school.xlsx", "uit.xlsx"
        files = {name: contents.solvable(rng)}
    words = ["solve", name, "-o", out, "--time", rng.choice(("1s", "3s", "3s", "0.3s")), "--workers", rng.choice("12")]
    if rng.random() < 0.5:
        files[f"{out}.checkpoint"] = _checkpoint(rng)
    return Case("search", words, files, (out, f"{out}.checkpoint"))


def _checkpoint(rng: Random) -> bytes | Maker:
    """Of this school or another, of another version, or no checkpoint at all."""
    own = contents.own_checkpoint()
    how = rng.randrange(10)
    if how <= 1:
        return own.encode()
    if how == 2:
        return own.replace('"format": 1', f'"format": {rng.choice((0, 2, "null", "[]", "1e999"))}').encode()
    if how <= 4:
        return encoded(damaged_text(own, rng), rng)
    if how <= 6:
        return damaged_bytes(own.encode(), rng)
    if how == 7:
        return rng.choice((b"", b"[]", b"{}", b"null", b"[" * 100_000, b'{"format": 1, "fingerprint": 7}', b"\xff\xfe"))
    return rng.choice((os.mkfifo, Path.mkdir, lambda path: path.symlink_to(path.name)))


def _school_verb(rng: Random, name: str) -> tuple[list[str], tuple[str, ...]]:
    forms = ["xlsx", "html", "ics", "csv", "gpu", "fet", "frames", "site"]
    return rng.choice(
        (
            (["check", name], ()),
            (["check", name], ()),
            (["solve", name, "-o", "uit.xlsx", "--time", "1s", "--workers", "1"], ("uit.xlsx", "uit.xlsx.checkpoint")),
            (["evaluate", name], ()),
            (["evaluate", name, "-o", "uit.xlsx"], ("uit.xlsx",)),
            (["convert", name, "uit.xlsx"], ("uit.xlsx",)),
            (["convert", name, "uit"], ("uit",)),
            (["import", name, "--dry-run"], ()),
            (["import", name, "-o", "uit.xlsx"], ("uit.xlsx",)),
            (["export", name, "--to", "uit", "--format", ",".join(rng.sample(forms, rng.randint(1, 6)))], ("uit",)),
        )
    )


def _workbook(rng: Random) -> Case:
    """A school with hostile names, and sometimes hostile cells, tabs and what else Excel keeps."""
    sheets = contents.school(rng)
    if rng.random() < 0.35:
        sheets = contents.changed(sheets, rng)
    words, outputs = _school_verb(rng, "school.xlsx")
    return Case("workbook", words, {"school.xlsx": contents.workbook(sheets, rng)}, outputs)


def _package(rng: Random) -> Case:
    """A workbook whose package, parts or bytes are damaged."""
    right = contents.solved() if rng.random() < 0.3 else contents.workbook(contents.school(rng), rng)
    old = (contents.ROOT / "tests" / "formats" / "old_excel.xls").read_bytes()
    content = damaged_bytes(old, rng) if rng.random() < 0.08 else damaged_package(right, rng)
    name = rng.choice(("school.xlsx", "school.xlsm", "school.xls", "school.ods", "school", "school.csv"))
    words, outputs = _school_verb(rng, name)
    return Case("package", words, {name: content}, outputs)


def _folder(rng: Random) -> Case:
    """A school as a folder of CSV files."""
    sheets = contents.changed(contents.school(rng), rng)
    separator = rng.choice(";,\t|")
    files: dict[str, bytes | Maker] = {}
    for title, rows in sheets.items():
        text = contents.table(rows, separator)
        files[f"map/{title.replace('/', '-')}.csv"] = encoded(
            damaged_text(text, rng) if rng.random() < 0.1 else text, rng
        )
    words, outputs = _school_verb(rng, "map")
    return Case("folder", words, files or {"map/x.csv": b""}, outputs)


def _roster(rng: Random) -> Case:
    """Rosters of other programs as text or XML, damaged and in any encoding."""
    kinds = (contents.GRID, contents.LIST, contents.GPU001, contents.GPU002, contents.UNTIS, contents.ASC)
    files: dict[str, bytes | Maker] = {}
    for number in range(1, rng.choice((1, 1, 1, 2)) + 1):
        text = rng.choice(kinds)
        suffix = "xml" if text.startswith("<") else "txt"
        content = encoded(damaged_text(text, rng) if rng.random() < 0.9 else text, rng)
        files[f"rooster{number}.{suffix}"] = damaged_bytes(content, rng) if rng.random() < 0.1 else content
    words = ["import", *files, *(("--dry-run",) if rng.random() < 0.5 else ("-o", "uit.xlsx"))]
    if rng.random() < 0.2:
        words += ["--explain", "uitleg.html"]
    if rng.random() < 0.1:
        words += [rng.choice(("--day", "--class", "--teacher", "--sheet")), rng.choice(HOSTILE).replace("\0", "")]
    return Case("roster", words, files, ("uit.xlsx", "uitleg.html"))


def _lesson_table(rng: Random) -> Case:
    files: dict[str, bytes | Maker] = {
        "tabel.csv": encoded(damaged_text(contents.LESSON_TABLE, rng), rng),
        "klassen.csv": encoded(damaged_text(contents.CLASS_LIST, rng), rng),
    }
    words = ["import", "tabel.csv", "-o", "uit.xlsx", *rng.choice(((), ("--classes", "klassen.csv"), ("--staffing",)))]
    return Case("lesson table", words, files, ("uit.xlsx",))


def _archive(rng: Random) -> Case:
    text = rng.choice(contents.archives())
    if rng.random() < 0.9:
        text = damaged_text(text, rng)
    sure = rng.random() < 0.05
    if sure:
        text = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>{text.partition("?>")[2] or text}'
    content = text.encode(errors="replace") if sure else encoded(text, rng)
    words, outputs = rng.choice(
        (
            (["check", "archief.xml"], ()),
            (["evaluate", "archief.xml"], ()),
            (["convert", "archief.xml", "uit.xml"], ("uit.xml",)),
            (["import", "archief.xml", "--dry-run"], ()),
        )
    )
    return Case("archive", words, {"archief.xml": content}, outputs, sure)


def _settings_file(rng: Random) -> Case:
    """A policy beside a workbook, a map beside a roster, a checkpoint or a reference, damaged."""
    which = rng.randrange(3)
    if which == 0:
        sheets = contents.school(Random(1))
        sheets["Instellingen"].append(["beleid", "eigen.toml"])
        text = contents.POLICY if rng.random() < 0.1 else damaged_text(contents.POLICY, rng)
        words, outputs = _school_verb(rng, "school.xlsx")
        files: dict[str, bytes | Maker] = {
            "school.xlsx": contents.workbook(sheets, rng),
            "eigen.toml": encoded(text, rng),
        }
        return Case("policy", words, files, outputs)
    if which == 1:
        text = damaged_text(contents.MAP, rng)
        words = ["import", "rooster.csv", "--dry-run", "--map", "kaart.toml"]
        return Case("map", words, {"rooster.csv": contents.GRID.encode(), "kaart.toml": encoded(text, rng)})
    content = damaged_text("instance,best_hard,best_soft\nschool,0,10\n", rng)
    words = ["bench", "nergens.xlsx", "--reference", "ref.csv", "--time", "1s", "-o", "meting"]
    return Case("reference", words, {"ref.csv": encoded(content, rng)}, ("meting",))


def _change(rng: Random) -> Case:
    """Two timetables of one school, the new one changed: what differs, where a lesson can go, the nearest one."""
    old = contents.school(rng)
    new = contents.changed(copy.deepcopy(old), rng) if rng.random() < 0.7 else contents.school(rng)
    files: dict[str, bytes | Maker] = {
        "oud.xlsx": contents.solved() if rng.random() < 0.2 else contents.workbook(old, rng),
        "nieuw.xlsx": damaged_package(contents.solved(), rng) if rng.random() < 0.1 else contents.workbook(new, rng),
    }
    lesson = rng.choice(("w1", "n1", "w1", "n1", rng.choice(HOSTILE).replace("\0", "")))
    part = rng.choice(((), (), ("--part", rng.choice(("1", "2", "9", "0", "-1", "99999999999999999999")))))
    time = rng.choice((("ma", "2"), ("di 1",), ("vr", "9"), (rng.choice(HOSTILE).replace("\0", ""), "1"), ("Tue", "3")))
    what = rng.choice((("klassen:1A",), ("dagen:ma,di",), ("leraren:Mayer",), (rng.choice(HOSTILE).replace("\0", ""),)))
    words, outputs = rng.choice(
        (
            (["diff", "oud.xlsx", "nieuw.xlsx"], ()),
            (["diff", "oud.xlsx", "nieuw.xlsx", "-o", "uit.xlsx", "--to", "uit"], ("uit.xlsx", "uit")),
            (["where", "nieuw.xlsx", lesson, *part, "--html", "uit.html"], ("uit.html",)),
            (["where", "nieuw.xlsx", lesson, *part, "--all"], ()),
            (["move", "nieuw.xlsx", lesson, *time, *part, "-o", "uit.xlsx"], ("uit.xlsx",)),
            (["replan", "nieuw.xlsx", "--from", "oud.xlsx", *_NEAREST, "--freeze", *what], ("uit.xlsx",)),
            (["replan", "nieuw.xlsx", *_NEAREST, *rng.choice(((), ("--only", *what)))], ("uit.xlsx",)),
        )
    )
    return Case("change", words, files, outputs)


_NEAREST = ("-o", "uit.xlsx", "--time", "1s", "--workers", "1")


def _plan(rng: Random) -> Case:
    """A plan of many runs that is damaged, or names schools that cannot be read: nothing of it is begun."""
    text = rng.choice((contents.PLAN, damaged_text(contents.PLAN, rng), damaged_text(contents.PLAN, rng)))
    files: dict[str, bytes | Maker] = {
        "plan.toml": encoded(text, rng),
        "school.xlsx": damaged_package(contents.solved(), rng),
    }
    return Case("plan", ["batch", "plan.toml", "-o", "uit"], files, ("uit",))


def _no_file(rng: Random) -> Case:
    """What is no ordinary file, or none that may be read."""
    name = rng.choice(("ding.xlsx", "ding.xml", "ding.csv", "ding"))
    words, outputs = _school_verb(rng, name)
    makers: tuple[Maker, ...] = (
        os.mkfifo,
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.symlink_to("/dev/full"),
        lambda path: path.symlink_to(path.name),
        lambda path: path.symlink_to("nergens"),
        lambda path: path.mkdir(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b" \r\n" * 100),
        lambda path: path.write_bytes(rng.randbytes(5000)),
        _socket,
        _huge,
    )
    return Case("no file", words, {name: rng.choice(makers)}, outputs, sure=True)


def _socket(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.chdir(before)


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2**31)


def _new(rng: Random) -> Case:
    words = ["new", rng.choice(("uit.xlsx", "uit")), *rng.choice(((), ("--demo", "small")))]
    return Case("new", words, {}, (words[1],))


def _words(rng: Random) -> Case:
    """Any words of a command line."""
    pieces = (
        *("check", "solve", "evaluate", "export", "import", "convert", "rules", "new", "bench"),
        *("--to", "-o", "--format", "--only", "--start", "--time", "--seed", "--workers", "--instance", "--demo"),
        *("--fresh", "--dry-run", "--help", "--overwrite", "H06", "small", "1s", "uit.xlsx", "nergens.xlsx", "uit"),
        *("2026-13-45", "-1", "99999999999999999999", "1e9", "html,exe", *HOSTILE),
    )
    first = rng.choice(pieces[:9])
    words = [first, *(rng.choice(pieces).replace("\0", "") for _ in range(rng.randint(0, 4)))]
    if first == "solve" or "medium" in words or first == "bench":
        words = ["solve", *words[1:3], "nergens.xlsx"] if first == "solve" else ["rules", *words[1:]]
    words = [word for word in words if len(word) < 1000]
    if first == "new":
        words = ["new", "uit.xlsx", *words[1:]]
    return Case("words", words, {}, tuple(word for word in words if word and not word.startswith("-")))
