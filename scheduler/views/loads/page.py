"""The loads as one page with a table each; a small script of ours sorts them, and without it all can be read."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from fractions import Fraction
from hashlib import sha256
from typing import Any

from scheduler.problem.text import data_folder, say
from scheduler.views.loads.counting import Table
from scheduler.views.loads.matrix import LIST, matrix_of, told_of
from scheduler.views.loads.sheets import shown, told_ends
from scheduler.views.pages import template
from scheduler.views.phrases import Phrases


def page_of(found: Iterable[Table], phrases: Phrases, made: str) -> str:
    """The page of some tables, `made` of which timetable; everything written by a planner is escaped."""
    language = phrases.language
    script = (data_folder() / "views" / "sort.js").read_text(encoding="utf-8").strip()
    tables = [
        {
            "title": say(language, "loads", f"table_{table.name}"),
            "columns": [say(language, "loads", f"col_{key}") for key in table.columns],
            "rows": [
                [
                    (shown(figure, language), float(figure) if isinstance(figure, Fraction | int) else "")
                    for figure in row
                ]
                for row in table.rows
            ],
            "explained": say(language, "loads", "explained_rooms") if table.name == "rooms" else "",
            "matrix": _matrix(table, language) if table.name == LIST and table.rows else None,
            "ends": [[shown(figure, language) for figure in end] for end in told_ends(table, language)],
        }
        for table in found
    ]
    return template("loads.html").render(
        language=language,
        title=say(language, "loads", "title"),
        school=phrases.problem.name,
        made=made,
        explained=say(language, "loads", "explained"),
        sort=say(language, "loads", "sort"),
        tables=tables,
        script=script,
        scripts=f"; script-src 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'",
    )


def _matrix(table: Table, language: str) -> dict[str, Any]:
    """What is printed instead of the list."""
    whole = matrix_of(table, language)
    return {
        "title": say(language, "loads", "table_matrix"),
        "explained": told_of(language),
        "heads": [say(language, "loads", "col_class"), *whole.subjects],
        "rows": [[shown(figure, language) for figure in row] for row in whole.rows],
    }
