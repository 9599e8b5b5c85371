"""Thin verbs: parse, call, print, exit code.

Nobody imports this package, and loading it imports nothing heavy.
"""
