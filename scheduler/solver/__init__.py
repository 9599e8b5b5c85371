"""FINDING a timetable: monitors, CP-SAT, local search, and the loop that wires them."""
