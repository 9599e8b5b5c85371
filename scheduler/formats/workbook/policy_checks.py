"""What the policy says of the classes of a workbook: stages and kinds of school it does not know are faults.

Only classes that may be at distance are asked about: nothing else depends on a cap.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scheduler.formats.files.faults import Fault, Notice
from scheduler.school.policy import Policy
from scheduler.school.records import School


def stage_faults(school: School, policy: Policy) -> Iterator[Fault]:
    """Classes whose stage is written but is none of the policy's."""
    for one in school.classes:
        if one.distance_ok and one.stage and not policy.knows(one.stage, one.programme):
            params = {"class": one.code, "policy": policy.name, "known": ", ".join(policy.share_stages)}
            yield Fault(_at(one), one.stage, "unknown_stage", params)


def stage_notices(school: School, policy: Policy) -> Iterator[Notice]:
    """Unknown stages that decide nothing yet, and kinds of school that have no distance education for groups."""
    for one in school.classes:
        known = policy.knows(one.stage, one.programme)
        if one.stage and not known and not one.distance_ok:
            yield Notice(_at(one), one.stage, "idle_stage", {"policy": policy.name})
        elif one.distance_ok and known and not policy.share_cap(one.stage, one.programme):
            kind = one.stage if policy.knows(one.stage) and not policy.share_cap(one.stage) else one.programme
            yield Notice(_at(one), kind, "stage_without_distance", {"class": one.code, "policy": policy.name})


def _at(row: Any) -> str:
    return row.origin.cell("stage") if row.origin else ""
