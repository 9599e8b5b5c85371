"""XML documents that are not ours: parsed without entities and bombs, or told as damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.formats.files.faults import Fault, Faults

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def parsed(content: bytes, name: str) -> Element:
    """The root of an XML document; `Faults` for entities, bombs and broken text."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    try:
        return ElementTree.fromstring(content)  # type: ignore[no-any-return]
    except DefusedXmlException:
        raise Faults([Fault(name, "", "entities")]) from None
    except (ParseError, ValueError, LookupError) as wrong:
        raise Faults([Fault(name, "", "damaged", {"reason": str(wrong)[:200]})]) from None
