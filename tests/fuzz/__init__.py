"""Runs that try to break the program, outside the ordinary tests."""
