"""The way to a pack: which there are, and writing one as a workbook and as pages to print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from scheduler.formats.files.writing import written_whole
from scheduler.handouts import PACK_FORMATS, PACKS
from scheduler.problem.text import say
from scheduler.views.packs.caretaker import caretaker_parts
from scheduler.views.packs.document import Document, Logo, Part
from scheduler.views.packs.head import head_parts
from scheduler.views.packs.inspector import inspector_parts
from scheduler.views.packs.onsite import onsite_parts
from scheduler.views.packs.paper import page_html
from scheduler.views.packs.people import pupil_parts, teacher_parts
from scheduler.views.packs.workbook import write_workbook
from scheduler.views.phrases import Phrases
from scheduler.views.printing import A4, Paper
from scheduler.views.report import Report
from scheduler.views.version import version_of

MAKERS: dict[str, Callable[[Report, Phrases, date], tuple[Part, ...]]] = dict(
    zip(
        PACKS,
        (pupil_parts, teacher_parts, head_parts, inspector_parts, onsite_parts, caretaker_parts),
        strict=True,
    )
)


def make_pack(report: Report, pack: str, language: str, *, today: date, logo: Logo | None = None) -> Document:
    """One of `PACKS` of a school's report. Raises ValueError for a report without a school."""
    if report.context is None:
        raise ValueError("a problem without a school has no packs")
    told = {"day": f"{today.day}/{today.month}/{today.year}", "version": version_of(report.problem, report.timetable)}
    return Document(
        title=say(language, "packs", f"title_{pack}"),
        school=report.problem.name,
        made=say(language, "packs", "made", **told),
        parts=MAKERS[pack](report, Phrases(report.problem, language), today),
        logo=logo,
    )


def write_packs(
    report: Report,
    folder: Path,
    packs: Sequence[str],
    formats: Sequence[str] = PACK_FORMATS,
    language: str = "nl",
    *,
    today: date,
    logo: Logo | None = None,
    paper: Paper = A4,
) -> tuple[Path, ...]:
    """Writes the packs and returns their paths; each file is written whole or not at all. Raises `Faults`."""
    phrases = Phrases(report.problem, language)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for pack in packs:
        document = make_pack(report, pack, language, today=today, logo=logo)
        for form in formats:
            path = folder / f"{say(language, 'packs', f'file_{pack}')}.{form}"
            with written_whole(path, overwrite=True) as temporary:
                if form == "xlsx":
                    write_workbook(temporary, document, phrases, paper)
                else:
                    temporary.write_text(page_html(document, phrases, paper), encoding="utf-8")
            written.append(path)
    return tuple(written)
