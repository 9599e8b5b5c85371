"""Another judge of a school's timetable: it reads only the sheets and shares no line with `scheduler`.

Written from the columns of the workbook and the sentences of the rules, as plainly as can be. It knows what the demo
schools ask (no rows in Regels, one grid, no terms, no mixed lessons) and says so where a school asks more. `spoiling`
spoils a timetable in one way; `python -m tests.second_judge SOLVED.xlsx...` compares what `evaluate` says of many such
timetables with what is said here.
"""
