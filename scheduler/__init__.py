"""A timetable and blended-schedule optimiser for Flemish secondary schools.

`import scheduler as s` gives what a program needs; each name is loaded when it is first used, so that the import costs
nothing:

| to | use |
|---|---|
| read a school from its workbook | `read_school` |
| build one in code | `Model` (rules: `scheduler.problem.rules`) |
| know what is to be scheduled | `Problem`, with `to_json` and `from_json` |
| see what cannot fit | `precheck` |
| know why it is impossible, and what would help | `explain`, which gives an `Explanation` |
| change as little as can be after a change of the data | `replan`, which gives a `Replanned` |
| find a timetable | `solve`, which ends at a `Stop`, is tuned by `SearchParams` and gives a `Result` |
| judge one | `evaluate` |
| see what changed since another | `difference` |
| know what becomes of the lessons that one day loses | `plan_day` |
| know what of the year's distance lessons is used and left | `year_report` |
| know where a lesson can go, or why not | `moves` |
| compute with one: its lessons, placements, loads, occupancy and violations as pandas DataFrames | `frames` |
| know what other rules would cost | `price`, which gives a `Priced` for each |
| have the figures that people read | `figures`, which gives `Figures` |
| keep one | `Timetable`, with `to_json` and `from_json`; `write_result` into a workbook |

What is public is what `__all__` lists; the README beside this file is for those who work inside.
"""

TYPE_CHECKING = False
"""For type checkers it is true; `typing`, which says so too, takes longer to load than all of this."""

if TYPE_CHECKING:
    from scheduler.evaluation.conflicts import Explanation
    from scheduler.evaluation.difference import difference
    from scheduler.evaluation.figures import Figures, figures
    from scheduler.evaluation.judge import evaluate
    from scheduler.library.day import plan_day
    from scheduler.library.reading import read_school
    from scheduler.library.writing import write_result
    from scheduler.library.year import year_report
    from scheduler.problem.model import Model
    from scheduler.problem.problem import Problem
    from scheduler.problem.timetable import Timetable
    from scheduler.solver.explaining.explain import explain
    from scheduler.solver.moving.moves import moves
    from scheduler.solver.params import SearchParams
    from scheduler.solver.pricing import Priced, price
    from scheduler.solver.proofs.precheck import precheck
    from scheduler.solver.replanning.replan import Replanned, replan
    from scheduler.solver.search import Result, solve
    from scheduler.solver.stopping import Stop
    from scheduler.views.frames.tables import frames

__version__ = "0.1.0"

__all__ = [
    "Explanation",
    "Figures",
    "Model",
    "Priced",
    "Problem",
    "Replanned",
    "Result",
    "SearchParams",
    "Stop",
    "Timetable",
    "__version__",
    "difference",
    "evaluate",
    "explain",
    "figures",
    "frames",
    "moves",
    "plan_day",
    "precheck",
    "price",
    "read_school",
    "replan",
    "solve",
    "write_result",
    "year_report",
]

_HOMES = {
    "Explanation": "evaluation.conflicts",
    "Model": "problem.model",
    "Problem": "problem.problem",
    "Replanned": "solver.replanning.replan",
    "Result": "solver.search",
    "SearchParams": "solver.params",
    "Stop": "solver.stopping",
    "Timetable": "problem.timetable",
    "difference": "evaluation.difference",
    "evaluate": "evaluation.judge",
    "frames": "views.frames.tables",
    "Figures": "evaluation.figures",
    "Priced": "solver.pricing",
    "figures": "evaluation.figures",
    "price": "solver.pricing",
    "explain": "solver.explaining.explain",
    "moves": "solver.moving.moves",
    "plan_day": "library.day",
    "precheck": "solver.proofs.precheck",
    "read_school": "library.reading",
    "replan": "solver.replanning.replan",
    "solve": "solver.search",
    "write_result": "library.writing",
    "year_report": "library.year",
}
"""The module that each public name is loaded from."""


if not TYPE_CHECKING:  # type checkers know the names from above, and tell others apart

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
