"""The cell formats of one workbook added to those of another: which number each has there.

A format that is there already is used again, so that a workbook that is solved many times does not grow.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from scheduler.formats.kept.xml_parts import Tree, main, put_in_order

ORDER = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors"),
    "extLst",
)
FIRST_OWN_FORMAT = 164
"""Lower numbers of number formats are built in."""


@dataclass(frozen=True, slots=True)
class StyleNumbers:
    """By the number in the added workbook, the number in the kept one: of cell formats, and of conditional ones."""

    cells: Mapping[int, int]
    conditional: Mapping[int, int]


def merged(base: Tree, added: Tree) -> StyleNumbers:
    """Adds to `base` what `added` has and it has not."""
    parts = {
        attribute: _joined(base, added, section)
        for attribute, section in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"))
    }
    parts["numFmtId"] = _number_formats(base, added)
    cells = []
    for xf in _children(added, "cellXfs"):
        xf = deepcopy(xf)
        xf.set("xfId", "0")
        for attribute, numbers in parts.items():
            if (old := xf.get(attribute)) is not None:
                xf.set(attribute, str(numbers.get(int(old), int(old))))
        cells.append(xf)
    return StyleNumbers(_added(base, "cellXfs", cells), _joined(base, added, "dxfs"))


def _joined(base: Tree, added: Tree, section: str) -> dict[int, int]:
    return _added(base, section, [deepcopy(one) for one in _children(added, section)])


def _added(base: Tree, section: str, elements: list[Element]) -> dict[int, int]:
    if not elements:
        return {}
    parent = base.first(section)
    if parent is None:
        parent = Element(main(section))
        put_in_order(base.root, parent, ORDER)
    known: dict[object, int] = {}
    for number, one in enumerate(parent):
        known.setdefault(_key(one), number)
    found = {}
    for number, one in enumerate(elements):
        if _key(one) not in known:
            known[_key(one)] = len(parent)
            parent.append(one)
        found[number] = known[_key(one)]
    parent.set("count", str(len(parent)))
    return found


def _number_formats(base: Tree, added: Tree) -> dict[int, int]:
    known = {one.get("formatCode", ""): int(one.get("numFmtId", "0")) for one in _children(base, "numFmts")}
    found = {}
    for one in _children(added, "numFmts"):
        code, old = one.get("formatCode", ""), int(one.get("numFmtId", "0"))
        if code not in known:
            known[code] = max([FIRST_OWN_FORMAT - 1, *known.values()]) + 1
            made = Element(main("numFmt"), {"numFmtId": str(known[code]), "formatCode": code})
            _added(base, "numFmts", [made])
        found[old] = known[code]
    return found


def _children(tree: Tree, section: str) -> list[Element]:
    parent = tree.first(section)
    return [] if parent is None else list(parent)


def _key(element: Element) -> object:
    """What makes two formats the same."""
    attributes = tuple(sorted((name, value) for name, value in element.attrib.items() if not name.startswith("{")))
    return element.tag, attributes, (element.text or "").strip(), tuple(_key(child) for child in element)
