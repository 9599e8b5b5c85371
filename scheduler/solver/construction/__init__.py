"""A first timetable: by CP-SAT or walks, whole or times first, in layers where a school is large."""
