"""Formulas of the planner's by the sheets that they name: which would find nothing where a sheet has gone."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from scheduler.formats.kept.xml_parts import main, parsed

LONGEST = 8_192
"""Characters of a formula, as many as Excel takes."""

EXTERNAL = "["
"""Begins a name of another workbook's sheet, which is no business of ours."""


def naming(content: bytes, titles: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """(cell, formula, title) for each cell of a worksheet whose formula names one of these sheets, one title a cell.

    Of formulas that Excel keeps once for many cells (`t="shared"`) the first cell is told.
    """
    folded = {title.casefold(): title for title in titles}
    if not any(word.encode() in content for word in ("<f>", "<f ", ":f>", ":f ")):
        return
    for cell in parsed(content).root.iter(main("c")):
        formula = cell.find(main("f"))
        if formula is not None and formula.text:
            named = next((folded[one] for one in sheets_named(formula.text) if one in folded), None)
            if named is not None:
                yield cell.get("r", ""), formula.text, named


def sheets_named(formula: str) -> list[str]:
    """The titles of sheets of its own workbook that a formula names, in lower case; of `A:C!B2` the ends."""
    from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

    if "!" not in formula or len(formula) > LONGEST:
        return []
    try:
        tokens = Tokenizer(f"={formula}").items
    except TokenizerError:  # what is no formula for Excel either gives an error already
        return []
    found = []
    for token in tokens:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE and "!" in token.value:
            sheet = token.value.rpartition("!")[0]
            bare = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
            if not bare.startswith(EXTERNAL):
                found += [bare.casefold(), *(end.casefold() for end in bare.split(":") if ":" in bare)]
    return found
