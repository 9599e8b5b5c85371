"""XML documents: those of others parsed without entities and bombs or told as damaged, text of ours kept readable.

What they say is left to the readers and writers of each format.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scheduler.formats.files.faults import Fault, Faults

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


MOST_MARKUP = 1_800_000
"""Tags and attributes of one document; each costs up to 260 bytes with what is made of it.

An archive of a large school has 180 000.
"""


_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that no XML holds (XML 1.0, 2.2)."""


def xml_text(text: str) -> str:
    """The text without the characters that would make a document unreadable; names differ by none of them."""
    return _REFUSED.sub("", text)


def too_much_markup(content: bytes) -> bool:
    """Whether a parser would make more of the document than may be; told before it runs, in any encoding."""
    return content.count(b"<") + content.count(b"=") > MOST_MARKUP


def parsed(content: bytes, name: str) -> Element:
    """The root of an XML document; `Faults` for entities, bombs and broken text."""
    if too_much_markup(content):
        raise Faults([Fault(name, "", "too_much_markup", {"most": MOST_MARKUP})])
    from xml.etree.ElementTree import ParseError

    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    try:
        return ElementTree.fromstring(content)  # type: ignore[no-any-return]
    except DefusedXmlException:
        raise Faults([Fault(name, "", "entities")]) from None
    except (ParseError, ValueError, LookupError) as wrong:
        raise Faults([Fault(name, "", "damaged_document", {"reason": str(wrong)[:200]})]) from None
