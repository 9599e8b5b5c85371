"""Hostile inputs of every format for every verb, drawn at random and judged: `python -m tests.fuzz --runs N --seed S`.

Outside CI; a small counted run is in `tests/test_fuzz.py`. Runs on POSIX, for a run is a forked process.
"""
