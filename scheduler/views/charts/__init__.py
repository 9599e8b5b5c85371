"""Wall charts: all classes, all teachers or all rooms on one sheet of A3, a row each, days and periods as columns."""
