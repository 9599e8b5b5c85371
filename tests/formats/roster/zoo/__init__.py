"""A zoo of rosters: a school and a layout are drawn by seed, so that the truth of each file is known.

`python -m tests.formats.roster.zoo --draws 1000 --seed 0` counts what is read exactly, told, or wrong in silence.
"""
