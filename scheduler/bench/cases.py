"""What can be run: each instance of an XHSTT archive, a FET file, a school workbook or CSV folder, a demo by name.

`demo:medium` is the demo school of that size, `demo:large:2` twice the large one. A folder with such files stands for
all of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.formats.cases import ArchiveCase, FetCase
    from scheduler.problem.problem import Problem

DEMO = re.compile(r"demo:(small|medium|large)(?::(\d{1,2}))?", re.IGNORECASE)
SUFFIXES = (".xml", ".xlsx", ".fet")


@dataclass(frozen=True, slots=True)
class Case:
    """`source` is a path or a demo's name; `instance` the id inside an archive, "" for a school."""

    name: str
    source: str
    instance: str = ""


def cases_in(source: str) -> Iterator[Case]:
    """All cases that a path or name stands for. Raises `OSError` where there is no such file.

    What is in the files is not checked here: a faulty case is told when it is run, and the others go on.
    """
    if DEMO.fullmatch(source):
        yield Case(source.lower(), source.lower())
        return
    path = Path(source)
    inside = sorted(one for one in path.iterdir() if one.suffix.casefold() in SUFFIXES) if path.is_dir() else []
    if inside:
        for one in inside:
            yield from cases_in(str(one))
        return
    from scheduler.formats.xhstt import instance_ids, looks_like_xhstt

    if path.is_file() and looks_like_xhstt(path):
        for identity in instance_ids(path) or ("",):
            yield Case(identity or path.stem, str(path), identity)
    elif path.exists():
        yield Case(path.stem or path.name, str(path))
    else:
        raise FileNotFoundError(2, "no such file", source)


def load(case: Case) -> tuple[Problem, ArchiveCase | FetCase | None]:
    """The problem of a case, without any timetable that its file holds, and the foreign file it comes from."""
    from scheduler.formats.cases import FetCase, SchoolCase, read_any

    demo = DEMO.fullmatch(case.source)
    if demo:
        from scheduler.demo import make_demo
        from scheduler.school.building import build_problem

        return build_problem(make_demo(demo[1], scale=int(demo[2] or 1)), Path()), None
    found = read_any(Path(case.source), fresh=True, solutions=False, only=case.instance or None)
    if isinstance(found, SchoolCase):
        return found.problem, None
    if isinstance(found, FetCase):
        return found.problem, found
    return found.archive.instance(case.instance), found


def mark(case: Case) -> str:
    """Changes when the case does: a digest of what is in its files."""
    digest = hashlib.sha256(f"{case.source if DEMO.fullmatch(case.source) else ''}\n{case.instance}".encode())
    path = Path(case.source)
    files = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
    for file in files:
        if file.is_file():
            digest.update(file.name.encode())
            with file.open("rb") as content:
                while piece := content.read(1 << 20):
                    digest.update(piece)
    return digest.hexdigest()[:16]
