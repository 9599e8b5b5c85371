"""The planner's own workbook with our sheets in it: every part of his file that we do not change stays byte by byte.

Done on the package and not by reading and writing the whole workbook: values of formulas, pictures, charts, shapes and
macros survive, whatever program made them. Which sheets come in, go out and change is decided in `workbook`.
"""
