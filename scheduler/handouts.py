"""What can be made of a timetable, by the words of the command line. `views` makes it; this only names it.

It loads nothing, so that help and wrong usage are told without waiting for what draws and prints.
"""

VIEWS = ("xlsx", "html", "site", "ics", "csv", "wallchart", "loads", "frames", "parquet")
"""Formats of timetables per class, teacher and room, and of what is told of all of them."""
ONLY = ("classes", "teachers", "rooms")
"""Whose timetables."""
PACKS = ("pupils", "teachers", "head", "inspector", "pupils-at-school", "caretaker")
"""Readers for whom there is a document of their own."""
PACK_FORMATS = ("xlsx", "html")
PAPERS = ("a4", "a3")
