"""A program of its own that builds and stores the machine code: `python -m scheduler.solver.annealing.storing`."""

from scheduler.solver.annealing import warm_up
from scheduler.solver.annealing.caching import remember_stored

if __name__ == "__main__":
    warm_up()
    remember_stored()
