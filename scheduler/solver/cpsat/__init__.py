"""Monitors as a CP-SAT model, whole or for some freed meets. `ortools` is imported in this package only."""
