"""One XML part of a package as a tree, and back to bytes with the prefixes it came with.

Spreadsheet programs name prefixes in attribute values (`mc:Ignorable="x14ac"`), so every one that was declared is
declared again, used or not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree.ElementTree import Element
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = "http://www.w3.org/XML/1998/namespace"

_IN_TEXT = {"\r": "&#13;"}
_IN_ATTRIBUTE = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_SPECIAL_IN_TEXT = re.compile("[&<>\r]")
_SPECIAL_IN_ATTRIBUTE = re.compile('[&<>"\n\r\t]')


@dataclass
class Tree:
    """`declared`: (prefix, namespace) in the order in which they were met."""

    root: Element
    declared: list[tuple[str, str]] = field(default_factory=list)

    def first(self, name: str) -> Element | None:
        """The first child of the root with this name of the spreadsheet namespace."""
        return self.root.find(main(name))


def main(name: str) -> str:
    """A name of the spreadsheet namespace as ElementTree writes it."""
    return f"{{{MAIN}}}{name}"


DEEPEST = 100
"""So far a part may be nested; what spreadsheet programs write stays under 20."""


def parsed(content: bytes) -> Tree:
    """The tree of a part; raises `ParseError` of the standard library (a `SyntaxError`) or ValueError."""
    from defusedxml import ElementTree

    declared: list[tuple[str, str]] = []
    root: Element | None = None
    depth = 0
    for event, value in ElementTree.iterparse(BytesIO(content), events=("start-ns", "start", "end")):
        if event == "start-ns":
            if tuple(value) not in declared:
                declared.append((value[0], value[1]))
        elif event == "end":
            depth -= 1
        else:
            depth += 1
            root = value if root is None else root
            if depth > DEEPEST:
                raise ValueError(f"nested deeper than {DEEPEST}")
    assert root is not None, "a document has a root, or the parser raises"
    return Tree(root, declared)


def looked_through(content: bytes, start: Callable[[str, Mapping[str, str], int], None]) -> None:
    """Tells each element as (name, attributes, how deep), without a tree: a fifth of the time of `parsed`.

    Raises ValueError where `parsed` raises: not well formed, too deep, or with entities of its own.
    """
    parser = ParserCreate(namespace_separator="}")
    depth = 0

    def started(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise ValueError(f"nested deeper than {DEEPEST}")
        start(f"{{{name}" if "}" in name else name, attributes, depth)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1

    def refused(*told: object) -> None:
        raise ValueError("a part that defines entities")

    parser.StartElementHandler, parser.EndElementHandler = started, ended
    parser.EntityDeclHandler = refused
    try:
        parser.Parse(content, True)
    except ExpatError as wrong:
        raise ValueError(str(wrong)) from None


def content_of(tree: Tree) -> bytes:
    """The part as bytes, in UTF-8."""
    names = _Names(tree.declared)
    pieces: list[str] = []
    _add(tree.root, names, pieces, top=True)
    body = "".join(pieces)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return (head + body.replace(_TOP, names.declarations(), 1)).encode()


_TOP = "\0"
"""Stands where the declarations come once all names are known; no XML holds this character."""


class _Names:
    """Which prefix stands for which namespace: the first that declared it."""

    def __init__(self, declared: Iterable[tuple[str, str]]) -> None:
        self._of: dict[str, str] = {"xml": XML}
        self._element: dict[str, str] = {}
        self._attribute: dict[str, str] = {XML: "xml"}
        self._elements: dict[str, str] = {}
        self._attributes: dict[str, str] = {}
        for prefix, space in declared:
            if self._of.setdefault(prefix, space) == space:
                self._element.setdefault(space, prefix)
                if prefix:
                    self._attribute.setdefault(space, prefix)

    def element(self, tag: str) -> str:
        if tag not in self._elements:
            self._elements[tag] = self._named(tag, self._element)
        return self._elements[tag]

    def attribute(self, tag: str) -> str:
        if tag not in self._attributes:
            self._attributes[tag] = self._named(tag, self._attribute)
        return self._attributes[tag]

    def _named(self, tag: str, known: dict[str, str]) -> str:
        if not tag.startswith("{"):
            return tag
        space, _, local = tag[1:].partition("}")
        prefix = known.get(space)
        if prefix is None:
            prefix = next(name for number in range(1, 10_000) if (name := f"own{number}") not in self._of)
            self._of[prefix] = space
            known[space] = prefix
        return f"{prefix}:{local}" if prefix else local

    def declarations(self) -> str:
        spaces = ((prefix, space) for prefix, space in self._of.items() if prefix != "xml")
        return "".join(
            f' xmlns{":" if prefix else ""}{prefix}="{escape(space, _IN_ATTRIBUTE)}"' for prefix, space in spaces
        )


def _add(element: Element, names: _Names, pieces: list[str], top: bool = False) -> None:
    name = names.element(element.tag)
    pieces.append(f"<{name}{_TOP if top else ''}")
    for key, value in element.attrib.items():
        pieces.append(f' {names.attribute(key)}="{_escaped(value, _SPECIAL_IN_ATTRIBUTE, _IN_ATTRIBUTE)}"')
    if element.text or len(element):
        pieces.append(f">{_escaped(element.text or '', _SPECIAL_IN_TEXT, _IN_TEXT)}")
        for child in element:
            _add(child, names, pieces)
        pieces.append(f"</{name}>")
    else:
        pieces.append("/>")
    if element.tail and not top:
        pieces.append(_escaped(element.tail, _SPECIAL_IN_TEXT, _IN_TEXT))


def _escaped(text: str, special: re.Pattern[str], entities: dict[str, str]) -> str:
    """Most texts have nothing to escape, and a workbook is a hundred thousand of them."""
    return escape(text, entities) if special.search(text) else text


def put_in_order(parent: Element, child: Element, order: tuple[str, ...]) -> None:
    """Adds a child where the schema wants it: before the first child that comes later in `order`."""
    later = {main(name) for name in order[order.index(child.tag.rpartition("}")[2]) + 1 :]}
    place = next((number for number, other in enumerate(parent) if other.tag in later), len(parent))
    parent.insert(place, child)
