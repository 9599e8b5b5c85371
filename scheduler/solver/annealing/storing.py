"""A program of its own that builds and stores the machine code: `python -m scheduler.solver.annealing.storing`."""

from scheduler.solver.annealing import warm_up

if __name__ == "__main__":
    warm_up()
