"""Devices lent home for the year: out of which pool, what is left of it at school, and who must come for a device."""

from __future__ import annotations

from collections import Counter

from scheduler.school.building.context import Context
from scheduler.school.building.options import device_pool, needing_device
from scheduler.school.records import SchoolClass


def lent_out(context: Context) -> Counter[str]:
    """By pool the devices that are at pupils' homes; what is short is told, class by class."""
    lent: Counter[str] = Counter()
    borrowers: dict[str, list[SchoolClass]] = {}
    for record in context.school.classes:
        pool = device_pool(context, record)
        if record.loans and pool is not None:
            lent[pool.code] += record.loans
            borrowers.setdefault(pool.code, []).append(record)
        elif record.loans:
            context.note("loans_nowhere", classes=record.code, loans=record.loans)
    for code, classes in borrowers.items():
        if lent[code] > context.pools[code].capacity:
            told = ", ".join(f"{one.code} {one.loans}" for one in classes)
            context.note("loans_short", pool=code, lent=lent[code], there=context.pools[code].capacity, classes=told)
    without = [one for one in context.school.classes if one.loans is not None and needing_device(one)]
    if without:
        told = ", ".join(f"{one.code} {needing_device(one)}" for one in without)
        context.note("without_device", classes=told)
    return lent
