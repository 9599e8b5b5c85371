"""The nearest timetable after a change of the data: what is broken is mended with as little moved as can be."""
