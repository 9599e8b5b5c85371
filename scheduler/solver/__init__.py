"""FINDING one: rules as monitors, monitors as CP-SAT, and the search that wires them. `solve` and `precheck` are its face."""
