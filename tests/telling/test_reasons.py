"""Why a lesson stayed unplaced, in a planner's words, from plain facts."""

import pytest

from scheduler.evaluation.findings import Reason, Unplaced
from scheduler.telling.reasons import paragraph, sentence
from tests.builders import lesson, problem, week

SCHOOL = problem(week(1, 4), [lesson("sums", who=["path:3A", "teacher:JANS"])])


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason("reason_busy", 3, "teacher:JANS"), "JANS is busy already at 3 starts."),
        (Reason("reason_busy", 3), "? is busy already at 3 starts."),
        (Reason("reason_room", 2), "No fitting room is free at 2 starts."),
        (Reason("reason_rule", 2, "H01"), "Rule H01 (No teacher, class, group or room is in two"),
        (Reason("reason_rule", 2, "SpreadEvents"), "The constraint SpreadEvents forbids 2 starts."),
        (Reason("reason_none", 1), "At 1 start nothing stands in the way: more time may help."),
        (Reason("reason_no_way", 0), "No way to give it is possible: look at its rooms."),
        (Reason("reason_no_time", 0), "No start is possible for those who take part."),
        (Reason("reason_not_asked", 0), "Why was not looked into: too many lessons are unplaced, or no time was left."),
    ],
    ids=lambda value: value.key if isinstance(value, Reason) else "",
)
def test_a_reason_names_who_or_which_rule_and_at_how_many_starts(reason: Reason, words: str) -> None:
    assert sentence(SCHOOL, reason, "en").startswith(words)


def test_a_paragraph_says_what_is_missing_and_then_why() -> None:
    missing = Unplaced("sums", 2, 4, (Reason("reason_busy", 3, "teacher:JANS"), Reason("reason_room", 1)))
    assert paragraph(SCHOOL, missing, "nl") == (
        "Les sums: 2 lesuren zonder plaats (4 mogelijke beginuren). JANS is al bezet op 3 beginuren. "
        "Geen geschikt lokaal is vrij op 1 beginuur."
    )
