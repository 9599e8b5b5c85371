"""Is a roster file safe to open: size, encryption, bombs and entities, without reading a single cell.

The school workbook's own reader checks more (`formats.container`); rosters may have hundreds of thousands of cells, so
only what protects us is looked at here.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from scheduler.formats.files.container import MOST_BYTES, MOST_MEMBERS, MOST_RATIO, MOST_UNPACKED, OLE_SIGNATURE
from scheduler.formats.files.faults import Fault, Faults, Notice

_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, KeyError)


def read_safely(path: Path) -> tuple[bytes, list[Notice]]:
    """The content of a file that may be opened, with notices about its container; raises `Faults` otherwise."""
    try:
        if not path.exists():
            raise _fault(path, "no_file")
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise _fault(path, "file_too_large", most=MOST_BYTES // 2**20)
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as wrong:
        raise _fault(path, "cannot_open", reason=str(wrong)[:200]) from None
    if not content.strip():
        raise _fault(path, "empty_file")
    notices: list[Notice] = []
    if content.startswith(OLE_SIGNATURE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _fault(path, "encrypted")
        if path.suffix.casefold() != ".xls":
            notices.append(Notice(path.name, "", "old_excel"))
    elif content.startswith(b"PK"):
        try:
            if _inspected(content, path):
                notices.append(Notice(path.name, "", "macros"))
        except Faults:
            raise
        except _BROKEN as wrong:
            raise _fault(path, "damaged", reason=str(wrong)[:200]) from None
    return content, notices


def _fault(path: Path, key: str, **params: object) -> Faults:
    return Faults([Fault(path.name, "", key, params)])


def _inspected(content: bytes, path: Path) -> bool:
    """Unpacks every part once, because declared sizes may lie; True where the file holds macros."""
    macros = False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        if len(members) > MOST_MEMBERS:
            raise _fault(path, "bomb")
        if not any(name.startswith(("xl/", "content.xml")) for name in names):
            raise _fault(path, "not_workbook")
        total = 0
        for member in members:
            if member.flag_bits & 1:
                raise _fault(path, "encrypted")
            macros = macros or member.filename.casefold().endswith("vbaproject.bin")
            unpacked = 0
            tail = b""
            with archive.open(member) as file:
                while chunk := file.read(1 << 18):
                    unpacked += len(chunk)
                    total += len(chunk)
                    if total > MOST_UNPACKED or unpacked > 10 * 2**20 + MOST_RATIO * max(member.compress_size, 1):
                        raise _fault(path, "bomb")
                    if member.filename.endswith((".xml", ".rels")) and (
                        b"<!DOCTYPE" in tail + chunk or b"<!ENTITY" in tail + chunk
                    ):
                        raise _fault(path, "entities")
                    tail = chunk[-16:]
    return macros
