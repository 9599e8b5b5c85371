"""The house rules of DESIGN.md, held by walking the imports, the sentence catalogues and the top of the repository."""

from __future__ import annotations

import ast
import re
import string
import subprocess
import tomllib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "scheduler"

MAY_IMPORT = {
    "problem": set(),
    "school": {"problem"},
    "evaluation": {"problem"},
    "telling": {"problem", "school", "evaluation"},
    "solver": {"problem", "evaluation"},
    "formats": {"problem", "school"},
    "demo": {"problem", "school"},
    "views": {"problem", "school", "evaluation", "telling", "formats"},
    "bench": {"problem", "school", "evaluation", "solver", "formats", "demo", "telling"},
    "library": {"problem", "school", "evaluation", "telling", "solver", "formats", "views"},
    "batch": {"problem", "school", "evaluation", "solver", "formats", "demo", "views", "library", "bench"},
    "cli": {
        *("problem", "school", "evaluation", "telling", "solver", "formats", "views", "library", "demo", "bench"),
        "batch",
    },
}
"""Rooms of ours that a room may import, besides itself."""

ONLY_IN = {
    "ortools": ("solver/cpsat",),
    "numba": ("solver/annealing",),
    "pandas": ("formats", "views/frames"),
    "openpyxl": ("formats", "views"),
    "python_calamine": ("formats",),
    "xlsxwriter": ("formats", "views"),
    "xml": ("formats",),
    "defusedxml": ("formats",),
    "icalendar": ("views", "formats"),
    "jinja2": ("views",),
    "click": ("cli",),
    "rich": ("cli",),
    "distributed": ("batch",),
}
"""Where a library may be imported."""

TOP_LEVEL = {
    "LICENSE",
    ".github",
    "pyproject.toml",
    "scheduler",
    "data",
    "examples",
    "tests",
    "README.md",
    ".ci",
    ".gitignore",
}

LONGEST_FILE = 500
LONG_FILES = {
    "solver/annealing/kernel.py",  # compiled: one function per kernel, whatever it takes
    "solver/annealing/moves.py",
}
"""Files over `LONGEST_FILE` lines; nothing may join them, and whatever gets shorter leaves this list."""


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports at any depth, as a dotted name; `from a import b` gives a.b."""
    package = ["scheduler", *path.relative_to(PACKAGE).parent.parts]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def imports_when_loaded(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports that run when a module is loaded: none inside functions, none for type checkers alone."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
        elif isinstance(node, ast.If | ast.Try | ast.ClassDef | ast.With | ast.ExceptHandler):
            waiting += [
                child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt | ast.ExceptHandler)
            ]


def loaded_by_each() -> dict[str, set[str]]:
    """By module: those of ours that must be loaded for it, packages on the way to them included."""
    names = {name_of(path): path for path in modules()}
    found: dict[str, set[str]] = {}
    for name, path in names.items():
        own = {name.rsplit(".", count)[0] for count in range(name.count(".") + 1)}
        wanted: set[str] = set()
        for node in imports_when_loaded(ast.parse(path.read_text(encoding="utf-8"))):
            asked = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [f"{node.module}.{alias.name}" for alias in node.names]
            )
            for one in asked:
                pieces = one.split(".")
                wanted |= {".".join(pieces[:count]) for count in range(1, len(pieces) + 1)}
        found[name] = (wanted & set(names)) - own
    return found


def name_of(path: Path) -> str:
    pieces = ["scheduler", *path.relative_to(PACKAGE).with_suffix("").parts]
    return ".".join(pieces[:-1] if pieces[-1] == "__init__" else pieces)


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_imports_only_what_its_room_may_know(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        assert not list(imports_when_loaded(ast.parse(path.read_text(encoding="utf-8"))))
        return
    for name in imported(path):
        pieces = name.split(".")
        if pieces[0] == "scheduler" and len(pieces) > 1 and pieces[1] in MAY_IMPORT and pieces[1] != room:
            assert pieces[1] in MAY_IMPORT[room], f"{room} may not import {name}"
        places = ONLY_IN.get(pieces[0])
        if places is not None:
            where = path.relative_to(PACKAGE).as_posix()
            assert where.startswith(tuple(f"{place}/" for place in places)), f"{name} is imported in {where}"


@pytest.mark.parametrize("encoding", ["monitors", "cpsat", "annealing"])
def test_an_encoding_of_the_solver_never_imports_the_evaluator(encoding: str) -> None:
    for path in sorted((PACKAGE / "solver" / encoding).rglob("*.py")):
        known = [name for name in imported(path) if name.startswith("scheduler.evaluation")]
        assert not known, f"{path.relative_to(ROOT)} imports {known}"


def test_the_problem_room_needs_the_standard_library_only() -> None:
    import sys

    for path in sorted((PACKAGE / "problem").rglob("*.py")):
        for name in imported(path):
            assert name.split(".")[0] in sys.stdlib_module_names | {"scheduler", "__future__"}, f"{path.name}: {name}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    found = loaded_by_each()
    assert "scheduler.formats.files.faults" in found["scheduler.formats.files.text"]
    try:
        tuple(TopologicalSorter(found).static_order())
    except CycleError as circle:
        pytest.fail(" -> ".join(circle.args[1]))


def test_no_file_is_longer_than_a_newcomer_can_hold() -> None:
    long = {
        path.relative_to(PACKAGE).as_posix()
        for path in modules()
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
    }
    assert long == LONG_FILES


def test_text_is_decoded_and_cut_in_one_place() -> None:
    """Readers of what a planner brings call `formats.files`; the rest reads what we ship or wrote ourselves."""
    found = set()
    for path in sorted((PACKAGE / "formats").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("decode", "Sniffer", "read_text", "read_bytes"):
                found.add(path.relative_to(PACKAGE).as_posix())
            if isinstance(node, ast.Attribute) and ast.unparse(node) in ("csv.reader", "csv.DictReader"):
                found.add(path.relative_to(PACKAGE).as_posix())
    assert found <= {"formats/files/text.py"} and found


def test_every_module_opens_with_a_docstring() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in modules()}
    assert not [path.name for path, text in texts.items() if text and not ast.get_docstring(ast.parse(text))]


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "texts").glob("*.toml")), ids=lambda path: path.stem)
def test_every_sentence_is_told_in_dutch_and_english_with_the_same_parameters(path: Path) -> None:
    for key, sentence in tomllib.loads(path.read_text(encoding="utf-8")).items():
        assert set(sentence) == {"nl", "en"}, key
        assert bool(sentence["nl"].strip()) == bool(sentence["en"].strip()), key
        assert parameters(sentence["nl"]) == parameters(sentence["en"]), key


def parameters(sentence: str) -> set[str]:
    """Its parameters; {dutch} and {english} are one: a word of the workbook in the language of the sentence."""
    names = {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
    return {"word" if name in ("dutch", "english") else name for name in names}


def test_every_key_that_the_command_line_says_is_in_its_catalogue() -> None:
    known = tomllib.loads((ROOT / "data" / "texts" / "cli.toml").read_text(encoding="utf-8"))
    said = set()
    for path in (PACKAGE / "cli").glob("*.py"):
        said |= set(re.findall(r"""desk\.(?:say|text|aside)\(\s*"(\w+)\"""", path.read_text(encoding="utf-8")))
    assert said and not said - set(known)


def test_nothing_stands_at_the_top_of_the_repository_but_what_the_house_names() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split("/")[0] for line in listed.splitlines()} <= TOP_LEVEL
