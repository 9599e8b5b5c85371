"""Reading the rosters planners really have: cells, tables, axes, cell grammar, lessons, reconciliation.

The public face is `import_roster`, `ImportOptions`, `Imported` and `explain_html`; each step is a module of its own.
"""

from __future__ import annotations

from scheduler.formats.roster.explaining import explain_html
from scheduler.formats.roster.importing import import_roster
from scheduler.formats.roster.records import Assumption, Doubtful, Imported, ImportOptions, told_together

__all__ = ["Assumption", "Doubtful", "ImportOptions", "Imported", "explain_html", "import_roster", "told_together"]
