"""What rules about teachers share: teachers by setting and number, and a limit of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from scheduler.school.building.context import Context, teacher_id
from scheduler.school.catalogue import Setting
from scheduler.school.records import Teacher


def grouped(
    context: Context, rule: str, key: Callable[[Teacher, Setting], int | None]
) -> Iterator[tuple[Setting, int, tuple[str, ...], str]]:
    """Teachers for whom the rule holds with the same setting and the same number; `key` None leaves one out."""
    found: dict[tuple[Setting, int], list[str]] = defaultdict(list)
    for teacher in context.school.teachers:
        setting = context.for_teacher(rule, teacher)
        number = None if setting is None else key(teacher, setting)
        if setting is not None and number is not None:
            found[setting, number].append(teacher_id(teacher.code))
    for count, ((setting, number), ids) in enumerate(found.items(), start=1):
        yield setting, number, tuple(ids), str(count)


def own_limit(value: int | None, setting: Setting, name: str) -> int:
    """The teacher's own limit, else the rule's."""
    return value if value is not None else setting.number(name)
