"""Sheets as cells with values, whatever file they come from."""
