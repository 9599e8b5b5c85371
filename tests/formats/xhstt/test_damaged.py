"""Damaged archives: whatever is missing, doubled or changed, the answer is an archive or a list of faults."""

import random
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring, tostring

import pytest

from scheduler.evaluation import evaluate
from scheduler.formats.files.faults import Faults
from scheduler.formats.xhstt import read_archive
from scheduler.problem.text import data_folder
from scheduler.telling.violations import sentence

SOUND = (data_folder() / "xhstt" / "village-school-solved.xml").read_bytes()
WORDS = ("", "0", "-1", "7", "99999999999999999999", "true", "Linear", "Mon1", "Aerts", "é\u202e", "1.5", "Room", " ")


def damaged(seed: int) -> bytes:
    """The village school after one to five accidents."""
    chance = random.Random(seed)
    root = fromstring(SOUND)
    for _ in range(chance.randint(1, 5)):
        parent: Element = chance.choice([element for element in root.iter() if len(element)])
        child = chance.choice(list(parent))
        accident = chance.randrange(6)
        if accident == 0:
            parent.remove(child)
        elif accident == 1:
            parent.append(child)
        elif accident == 2:
            child.text = chance.choice(WORDS)
        elif accident == 3:
            for attribute in child.attrib:
                child.set(attribute, chance.choice(WORDS))
        elif accident == 4:
            child.attrib.clear()
        else:
            child.tag = chance.choice(["Event", "Time", "Resource", "Role", "Nonsense", "Duration"])
    return tostring(root)


@pytest.mark.parametrize("block", range(10))
def test_a_damaged_archive_is_read_or_refused_but_never_a_crash(tmp_path: Path, block: int) -> None:
    refused = 0
    for seed in range(block * 20, block * 20 + 20):
        path = tmp_path / f"{seed}.xml"
        path.write_bytes(damaged(seed))
        try:
            archive = read_archive(path)
        except Faults as faults:
            refused += 1
            assert faults.faults and faults.text("nl") and faults.text("en")
            continue
        for solution in archive.solutions:
            problem = archive.instance(solution.instance)
            for violation in evaluate(problem, solution.timetable).violations:
                assert sentence(problem, violation, "nl") and sentence(problem, violation, "en")
    assert 0 < refused < 20
