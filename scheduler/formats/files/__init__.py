"""Opening what a planner brings: containers, sizes, encodings, and faults with where, what, value and cure."""
