"""One day of the school year: what takes place on a date, what is lost when people or rooms are away, and the ways out.

Nothing is chosen here: the ways are data (`problem.choosing`), a best choice is for the solver.
"""
