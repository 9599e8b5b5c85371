"""FINDING one: rules as monitors, monitors as CP-SAT, and the search that wires them. Its face: `solve`, `precheck`."""
