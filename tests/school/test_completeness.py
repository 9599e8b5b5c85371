"""What is in the catalogue, is a kind of rule or a kind of monitor has all its parts; one missing is named by file.

A rule of the catalogue: its card (sentence, source, example row, parameters) in data/rules.toml, where it is built, its
test file. A kind of rule: judge, monitors, words, random cases. A kind of monitor: what it reads, plain cost, CP-SAT,
annealing, both countings.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scheduler.evaluation import judge
from scheduler.problem import rules as r
from scheduler.school.catalogue import RuleBook, catalogue, entry_id, parse_value
from scheduler.school.records import Level, RuleRow
from scheduler.solver.annealing import columns
from scheduler.solver.cpsat import encode
from scheduler.solver.monitors import build, kinds
from scheduler.solver.monitors.monitor import Monitor
from scheduler.solver.proofs import counting, counting_bounds
from scheduler.telling import violations
from tests.strategies import ALL_KINDS

ROOT = Path(__file__).parents[2]
BUILDING = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "scheduler/school/building").glob("*.py"))

RULE_KINDS = sorted(
    (kind for kind in vars(r).values() if isinstance(kind, type) and issubclass(kind, r.Rule) and kind is not r.Rule),
    key=lambda kind: kind.__name__,
)
MONITOR_KINDS = sorted(
    (kind for kind in vars(kinds).values() if isinstance(kind, type) and issubclass(kind, Monitor)),
    key=lambda kind: kind.__name__,
)
MONITOR_KINDS.remove(Monitor)


def missing_of_entry(identity: str) -> list[str]:
    """What a rule of the catalogue lacks, each with the file in which it belongs."""
    entry = catalogue()[identity]
    card, test = "data/rules.toml", f"tests/school/test_{identity.lower()}.py"
    missing = [f"{card}: sentence ({language})" for language in ("nl", "en") if not entry.sentence[language]]
    if not entry.example:
        missing.append(f"{card}: example row")
    written = _test_of(identity)
    if f'"{identity}"' not in written:
        missing.append(test)
    if f'"{identity}"' not in BUILDING and entry.level != "off":
        missing.append(f"scheduler/school/building: nothing builds {identity}")
    for position, parameter in enumerate(entry.parameters):
        if not all(parameter.sentence.values()):
            missing.append(f"{card}: sentence of {parameter.name}")
        if f'"{parameter.name}"' not in BUILDING:
            missing.append(f"scheduler/school/building: nothing reads {identity} {parameter.name}")
        if not _gives_value(identity, position, written):
            missing.append(f"{test}: {parameter.name} has no own value there")
    return missing


def _test_of(identity: str) -> str:
    test = ROOT / f"tests/school/test_{identity.lower()}.py"
    return test.read_text(encoding="utf-8") if test.is_file() else ""


def _gives_value(identity: str, position: int, written: str) -> bool:
    """Whether a test gives a rule's parameter a value of its own, by name or (the first) as the only one."""
    by_value = position == 0 and re.search(rf'must\("{identity}", "[^=]', written)
    return bool(by_value) or f"{catalogue()[identity].parameters[position].name}=" in written


@pytest.mark.parametrize("identity", list(catalogue()))
def test_a_rule_of_the_catalogue_has_its_card_its_builder_and_its_test_file(identity):
    assert missing_of_entry(identity) == []


@pytest.mark.parametrize("identity", [identity for identity, entry in catalogue().items() if entry.example])
def test_the_example_row_of_a_card_can_be_used_as_it_stands(identity):
    """rule | who | level | value, as in the sheet Regels."""
    cells = [cell.strip() for cell in re.sub(r"\s{2,}\(.*\)$", "", catalogue()[identity].example).split("|")]
    assert entry_id(cells[0]) == identity
    value = cells[3] if len(cells) > 3 else None
    row = RuleRow(cells[0], cells[1], Level(cells[2]), value=value)
    assert value is None or parse_value(catalogue()[identity], row)
    setting = RuleBook((RuleRow(cells[0], "all", row.level, value=value),)).setting(identity)
    assert (setting is None) is (row.level is Level.OFF)


@pytest.mark.parametrize("kind", RULE_KINDS, ids=lambda kind: kind.__name__)
def test_a_kind_of_rule_has_judge_monitors_words_and_random_cases(kind):
    missing = [
        file
        for file, known in (
            (
                "scheduler/evaluation/lesson_rules.py or resource_rules.py",
                {*judge._COUNTED, *judge._LISTED, r.MostBurdened},
            ),
            ("scheduler/solver/monitors/of_lessons.py or of_resources.py", {*build._TRANSLATORS, r.MostBurdened}),
            ("scheduler/telling/violations.py", set(violations._CLAUSES)),
            ("tests/strategies.py", set(ALL_KINDS)),
        )
        if kind not in known
    ]
    assert missing == []


@pytest.mark.parametrize("kind", MONITOR_KINDS, ids=lambda kind: kind.__name__)
def test_a_kind_of_monitor_is_read_by_every_engine(kind):
    """A `Peak` compares other monitors: only the annealing keeps it among its kinds."""
    missing = [
        file
        for file, known in (
            ("scheduler/solver/cpsat/encode_rows.py or encode_meets.py", {*encode.ENCODERS, kinds.Peak}),
            ("scheduler/solver/annealing/columns.py", set(columns.COLUMNS)),
        )
        if kind not in known
    ]
    missing += [
        file
        for file, known in (
            ("scheduler/solver/proofs/counting.py", counting.LEAST_DEVIATIONS),
            ("scheduler/solver/proofs/counting_bounds.py", counting_bounds.OVERLOADS),
        )
        if kind.counted and kind not in known
    ]
    if kind.deviation is Monitor.deviation and kind is not kinds.Peak:
        missing.append("scheduler/solver/monitors/kinds.py: it does not say how it deviates")
    if kind.reads is Monitor.reads:
        missing.append("scheduler/solver/monitors/kinds.py: it does not say what it reads")
    kernel = (ROOT / "scheduler/solver/annealing/kernel.py").read_text(encoding="utf-8")
    number = getattr(columns, kind.__name__.upper())
    if number > columns.VARIETY and not re.search(
        rf"\b{kind.__name__.upper()}\b|\b{kind.__name__.lower()}_of\b", kernel
    ):
        missing.append("scheduler/solver/annealing/kernel.py")
    assert missing == []
