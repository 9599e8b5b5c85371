"""What `import scheduler` gives: exactly these names with these arguments, told in one form, and loaded when used."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
import shutil
import subprocess
import sys
import typing
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

import pytest

import scheduler as s

ROOT = Path(__file__).resolve().parent.parent

ARGUMENTS = {
    "difference": ["problem", "before", "after", "*old"],
    "evaluate": ["problem", "timetable"],
    "frames": ["problem", "timetable", "*language"],
    "explain": ["problem", "*stop", "*seed", "*workers", "*timetable", "*sets", "*on_event"],
    "Explanation": ["verdict", "conflicts", "proofs", "regions", "complete", "seconds"],
    "figures": ["problem", "timetable"],
    "Figures": [
        *("hard", "soft", "unplaced", "teacher_gaps", "teacher_days", "pupil_gaps", "first_periods", "last_periods"),
        *("distance", "periods", "most_seats", "wishes", "wishes_met"),
    ],
    "price": ["problem", "before", "changed", "*stop", "*seed", "*workers", "*on_event"],
    "Priced": ["before", "after", "timetable", "moved"],
    "moves": ["problem", "timetable", "lesson", "part", "*chains", "*to"],
    "plan_day": ["problem", "day", "*absent", "*home", "*closed", "*away", "*present", "*reason"],
    "precheck": ["problem"],
    "read_school": ["path", "*fresh", "*term"],
    "solve": [
        "problem",
        *("*stop", "*seed", "*workers", "*hint", "*on_event", "*checkpoint", "*without", "*params"),
    ],
    "replan": ["problem", "before", "*stop", "*seed", "*workers", "*frozen", "*on_event"],
    "Replanned": ["timetable", "difference", "evaluation", "least", "seconds", "seed", "for_wishes"],
    "write_result": ["path", "problem", "found", "*language", "*overwrite"],
    "year_report": ["problem", "on"],
    "Model": ["days", "periods", "*weeks", "*first_bell", "*minutes", "*morning", "*breaks", "*name", "*language"],
    "Problem": [
        *("times", "resources", "lessons", "rules", "name", "source", "language", "notes", "placing_first"),
    ],
    "Result": [
        *("timetable", "status", "hard", "soft", "bound", "seconds", "seed", "unplaced", "first_complete_seconds"),
        *("log", "proofs", "tally", "view"),
    ],
    "Stop": ["seconds", "work", "flag"],
    "Timetable": ["placements", "seed", "notes", "surplus"],
    "SearchParams": None,
}
"""The arguments of what is public, "*" before those that must be named. The numbers of a search come and go."""

METHODS = {
    "Model": {
        *("add_class", "add_lesson", "add_pool", "add_room", "add_rule", "add_teacher"),
        *("asynchronous", "contact", "synchronous", "demand"),
        *("days", "half_days", "time", "problem"),
    },
    "Timetable": {"of_lesson", "to_json", "from_json"},
    "SearchParams": {"from_toml"},
}

HEADINGS = ["Parameters", "Returns", "Raises", "Example"]


def public() -> dict[str, Any]:
    return {name: getattr(s, name) for name in s.__all__ if name != "__version__"}


def told() -> Iterator[tuple[str, Any]]:
    """Everything whose docstring has the one form: public names, and the methods of what a program builds with."""
    for name, one in public().items():
        yield name, one
        for method in sorted(METHODS.get(name, ())):
            held = inspect.getattr_static(one, method)
            yield f"{name}.{method}", held.fget if isinstance(held, property) else getattr(one, method)
    yield "Problem.to_json", s.Problem.to_json
    yield "Problem.from_json", s.Problem.from_json


TOLD = dict(told())


def sections(text: str) -> dict[str, str]:
    """By heading, what stands under it."""
    pieces = re.split(rf"^({'|'.join(HEADINGS)}):\n", text, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def arguments(one: Any) -> list[str]:
    given = inspect.signature(one).parameters.values()
    return [f"{'*' if each.kind is each.KEYWORD_ONLY else ''}{each.name}" for each in given if each.name != "self"]


def test_exactly_these_names_are_public():
    assert sorted(s.__all__) == sorted([*ARGUMENTS, "__version__"])
    assert set(s.__all__) <= set(dir(s))
    assert re.fullmatch(r"\d+\.\d+\.\d+", s.__version__)


@pytest.mark.parametrize("name", [name for name, known in ARGUMENTS.items() if known])
def test_a_public_name_takes_exactly_these_arguments(name):
    assert arguments(getattr(s, name)) == ARGUMENTS[name]


@pytest.mark.parametrize("name", sorted(METHODS))
def test_a_public_class_has_exactly_these_methods(name):
    kind = getattr(s, name)
    fields = set(getattr(kind, "__dataclass_fields__", ()))
    assert {one for one in vars(kind) if not one.startswith("_")} - fields == METHODS[name]


def test_what_type_checkers_see_is_what_is_loaded():
    tree = ast.parse(Path(s.__file__).read_text(encoding="utf-8"))
    (typed,) = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    seen = {alias.name: node.module for node in typed.body for alias in node.names}
    assert seen == {name: one.__module__ for name, one in public().items()}
    assert (Path(s.__file__).parent / "py.typed").is_file()


def test_a_name_that_is_not_public_is_no_attribute():
    with pytest.raises(AttributeError, match="module 'scheduler' has no attribute 'slove'"):
        _ = s.slove


def test_importing_scheduler_loads_nothing_heavy_and_nothing_of_ours():
    code = "import sys, scheduler; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"ortools", "numba", "numpy", "pandas", "openpyxl", "xlsxwriter", "click"} & set(loaded)
    assert [name for name in loaded if name.startswith("scheduler")] == ["scheduler"]


@pytest.mark.parametrize("name", TOLD)
def test_a_public_name_is_told_in_the_one_form(name):
    one = TOLD[name]
    text = inspect.getdoc(one)
    found = sections(text)
    assert list(found) == [heading for heading in HEADINGS if heading in found]
    assert text.partition("\n")[0].endswith(".") and len(text.partition("\n")[0]) <= 120
    assert ">>> " in found["Example"]
    if name in ARGUMENTS and ARGUMENTS[name] is None:
        return
    named = re.findall(r"^    (\w+): ", found.get("Parameters", ""), flags=re.MULTILINE)
    callable_ = isinstance(one, type) or not is_property(name)
    assert named == ([argument.lstrip("*") for argument in arguments(one)] if callable_ else []), name
    returns = typing.get_type_hints(one).get("return") if not isinstance(one, type) else None
    assert ("Returns" in found) == (returns not in (None, type(None)) and not is_property(name))


def is_property(name: str) -> bool:
    kind, _, method = name.partition(".")
    return bool(method) and isinstance(inspect.getattr_static(getattr(s, kind), method), property)


def village() -> dict[str, Any]:
    """What the examples speak of: a problem, a timetable of it, and all that is public."""
    school = s.Model(days=2, periods=3, name="Village school")
    ann, bob, pupils = school.add_teacher("Ann"), school.add_teacher("Bob"), school.add_class("1A")
    school.add_lesson("maths 1A", [2, 1], [pupils, ann])
    school.add_lesson("art 1A", 2, [pupils, bob])
    problem = school.problem()
    starts = iter((0, 2, 3, 4))
    from tests.builders import put

    placements = [
        put(lesson.id, next(starts), part.number, duration=part.longest)
        for lesson in problem.lessons
        for part in lesson.parts
    ]
    return {**public(), "problem": problem, "timetable": s.Timetable(tuple(placements)), "Path": Path}


@pytest.mark.parametrize("name", TOLD)
def test_the_example_of_a_public_name_is_true(name, tmp_path, monkeypatch):
    shutil.copy(ROOT / "examples" / "small-school" / "school.xlsx", tmp_path)
    monkeypatch.chdir(tmp_path)
    example = doctest.DocTestParser().get_doctest(inspect.getdoc(TOLD[name]), village(), name, None, None)
    said: list[str] = []
    outcome = doctest.DocTestRunner().run(example, out=said.append)
    assert outcome.attempted and not outcome.failed, "".join(said)


def test_what_is_public_holds_data_that_stays_as_it_is():
    for name in ("Problem", "Result", "SearchParams", "Stop", "Timetable"):
        kind = getattr(s, name)
        assert is_dataclass(kind) and kind.__dataclass_params__.frozen
