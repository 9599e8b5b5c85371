"""The parts of a package (.xlsx, .xlsm) and the links between them: adding one, taking one away with all it alone uses.

What stands in the parts is left to others.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element, SubElement

from scheduler.formats.kept.xml_parts import Tree, content_of, parsed

TYPES = "[Content_Types].xml"
_TYPES_SPACE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_LINKS_SPACE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_NO_LINKS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
_EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship of a part. `target` is the part it leads to; None where it leads out of the package."""

    id: str
    type: str
    target: str | None


class Package:
    """Parts by name, without a slash in front; names differ by more than case."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            self.parts = {one.filename: archive.read(one) for one in archive.infolist() if not one.is_dir()}
        self._spelled = {name.casefold(): name for name in self.parts}
        self._types = parsed(self.parts[self.named(TYPES) or TYPES])
        self._types_of: dict[str, list[Element]] = {}
        """By name of a part, in one spelling, what states its type."""
        for one in self._types.root.findall(f"{_TYPES_SPACE}Override"):
            self._types_of.setdefault(one.get("PartName", "").lstrip("/").casefold(), []).append(one)
        self._link_trees: dict[str, Tree] = {}
        self._changed_links: set[str] = set()

    def content(self) -> bytes:
        """The package as a file; the list of types comes first, as programs expect."""
        self.parts[self.named(TYPES) or TYPES] = content_of(self._types)
        for part in self._changed_links:
            name = self.named(_links_name(part)) or _links_name(part)
            self.parts[name] = content_of(self._link_trees[part])
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
            for name in sorted(self.parts, key=lambda name: name.casefold() != TYPES.casefold()):
                archive.writestr(zipfile.ZipInfo(name, _EARLIEST), self.parts[name], zipfile.ZIP_DEFLATED)
        return packed.getvalue()

    def named(self, name: str) -> str | None:
        """The part of this name, in its own spelling."""
        return self._spelled.get(name.casefold())

    # -- links --

    def links(self, part: str) -> tuple[Link, ...]:
        """Where a part leads; "" is the package itself."""
        return tuple(
            Link(one.get("Id", ""), one.get("Type", ""), self._target(part, one)) for one in self._links(part).root
        )

    def add_link(self, part: str, kind: str, target: str, wanted: str = "") -> str:
        """Links a part to another; returns the id of the link: the one that is wanted, else a free one."""
        tree = self._links(part)
        taken = {one.get("Id", "") for one in tree.root}
        new = wanted or next(name for number in range(1, 1_000_000) if (name := f"rId{number}") not in taken)
        SubElement(tree.root, f"{_LINKS_SPACE}Relationship", {"Id": new, "Type": kind, "Target": f"/{target}"})
        self._changed_links.add(part)
        return new

    def unlink(self, part: str, ids: set[str]) -> None:
        """Takes links of a part away, and every part that only they led to."""
        before = self._reached()
        tree = self._links(part)
        for one in [one for one in tree.root if one.get("Id") in ids]:
            tree.root.remove(one)
        self._changed_links.add(part)
        for gone in before - self._reached():
            self.remove(gone)

    def _links(self, part: str) -> Tree:
        if part not in self._link_trees:
            name = self.named(_links_name(part))
            self._link_trees[part] = parsed(self.parts[name] if name else _NO_LINKS)
        return self._link_trees[part]

    def _target(self, part: str, link: Element) -> str | None:
        target = link.get("Target", "")
        if link.get("TargetMode") == "External" or not target:
            return None
        path = target if target.startswith("/") else posixpath.join("/", posixpath.dirname(part), target)
        return self.named(posixpath.normpath(path).lstrip("/"))

    def _reached(self) -> set[str]:
        waiting, reached = [""], set[str]()
        while waiting:
            for link in self.links(waiting.pop()):
                if link.target is not None and link.target not in reached:
                    reached.add(link.target)
                    waiting.append(link.target)
        return reached

    # -- parts --

    def add(self, name: str, content: bytes, kind: str) -> None:
        """A new part; `kind` is its content type."""
        self.parts[name] = content
        self._spelled[name.casefold()] = name
        self.set_type(name, kind)

    def remove(self, name: str) -> None:
        for one in (name, _links_name(name)):
            spelled = self._spelled.pop(one.casefold(), None)
            if spelled is not None:
                del self.parts[spelled]
        self._link_trees.pop(name, None)
        self._changed_links.discard(name)
        for override in self._types_of.pop(name.casefold(), ()):
            self._types.root.remove(override)

    def free_name(self, wanted: str) -> str:
        """`xl/worksheets/sheet.xml` -> the first of `.../sheet1.xml`, `.../sheet2.xml` that is not there."""
        stem, dot, suffix = wanted.rpartition(".")
        names = (f"{stem}{number}{dot}{suffix}" for number in range(1, 1_000_000))
        return next(name for name in names if name.casefold() not in self._spelled)

    def type_of(self, name: str) -> str:
        for override in self._overrides(name):
            return override.get("ContentType", "")
        suffix = name.rpartition(".")[2].casefold()
        defaults = self._types.root.findall(f"{_TYPES_SPACE}Default")
        return next(
            (one.get("ContentType", "") for one in defaults if one.get("Extension", "").casefold() == suffix), ""
        )

    def set_type(self, name: str, kind: str) -> None:
        for override in self._overrides(name):
            override.set("ContentType", kind)
            return
        if self.type_of(name) != kind:
            new = SubElement(self._types.root, f"{_TYPES_SPACE}Override", {"PartName": f"/{name}", "ContentType": kind})
            self._types_of[name.casefold()] = [new]

    def _overrides(self, name: str) -> Sequence[Element]:
        return self._types_of.get(name.casefold(), ())


def _links_name(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
