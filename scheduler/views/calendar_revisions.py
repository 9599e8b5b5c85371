"""Calendars that are handed out again: what changed since gets a higher SEQUENCE, what fell away is marked cancelled.

An event is compared line by line as it stands in the file (RFC 5545); what does not change keeps its identifier, its
number and its stamp, so that a calendar without changes is the same file again. Making events is left to others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

PRODUCT = "-//scheduler//timetable//NL"
BEGIN, END = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"
TAIL = b"END:VCALENDAR\r\n"
CANCELLED = b"STATUS:CANCELLED"
AGENDA = "x-scheduler-agenda"
"""Whose calendar it is, told in the file (see `icalendar_file.whose`)."""
CHANGES = "x-scheduler-changes"
"""Marks a calendar that holds only what changed."""
_REVISION = (b"UID:", b"DTSTAMP:", b"SEQUENCE:")
"""Lines that say which version of an event it is, not what happens."""


@dataclass(frozen=True)
class Issued:
    """One event as it stands in a file: the lines between its begin and its end, folded, with CR LF."""

    lines: bytes

    @cached_property
    def _unfolded(self) -> tuple[bytes, ...]:
        return tuple(self.lines.replace(b"\r\n ", b"").removesuffix(b"\r\n").split(b"\r\n"))

    def _value(self, name: bytes) -> bytes:
        return next((line.removeprefix(name) for line in self._unfolded if line.startswith(name)), b"")

    @property
    def uid(self) -> str:
        return self._value(b"UID:").decode("utf-8", "replace")

    @property
    def sequence(self) -> int:
        number = self._value(b"SEQUENCE:")
        return int(number) if number.isdigit() and len(number) < 10 else 0

    @property
    def cancelled(self) -> bool:
        return CANCELLED in self._unfolded

    @cached_property
    def content(self) -> frozenset[bytes]:
        """What happens, whichever version says it."""
        return frozenset(line for line in self._unfolded if not line.startswith(_REVISION))

    def version(self, uid: str, sequence: int, stamp: datetime | None, cancelled: bool = False) -> Issued:
        """The same event as another version; without `stamp` it keeps its own."""
        when = stamp.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ").encode() if stamp else self._value(b"DTSTAMP:")
        head = [b"UID:" + uid.encode(), b"DTSTAMP:" + when, b"SEQUENCE:%d" % sequence]
        rest = [line for line in re.split(rb"\r\n(?! )", self.lines) if line and not line.startswith(_REVISION)]
        status = [CANCELLED] if cancelled and not self.cancelled else []
        return Issued(b"".join(line + b"\r\n" for line in (*head, *rest, *status)))


@dataclass(frozen=True)
class Calendar:
    """One file: what stands before its events, and its events in order."""

    head: bytes = b""
    events: tuple[Issued, ...] = ()

    @property
    def content(self) -> bytes:
        return self.head + b"".join(BEGIN + event.lines + END for event in self.events) + TAIL

    @property
    def agenda(self) -> str:
        """Whose it is; "" for a calendar that we did not write."""
        return self._told(AGENDA) if f"PRODID:{PRODUCT}" in self.head.decode("utf-8", "replace") else ""

    @property
    def only_changes(self) -> bool:
        return bool(self._told(CHANGES))

    def _told(self, name: str) -> str:
        lines = self.head.replace(b"\r\n ", b"").decode("utf-8", "replace").split("\r\n")
        return next((line.partition(":")[2] for line in lines if line.casefold().startswith(f"{name}:")), "")


def calendar_in(content: bytes) -> Calendar:
    """The calendar in a file; whatever it does not hold is empty."""
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    head, _, rest = lines.partition(BEGIN)
    events = [piece.partition(END)[0] for piece in rest.split(BEGIN)] if rest else []
    return Calendar(head.removesuffix(TAIL), tuple(map(Issued, events)))


@dataclass(frozen=True)
class Wanted:
    """An event of the new timetable with the identifiers that its lesson's meets may bear, its own first."""

    event: Issued
    uids: tuple[str, ...]


def revised(
    new: Calendar, wanted: Sequence[Wanted], before: Calendar, stamp: datetime, there: Calendar | None = None
) -> tuple[Calendar, tuple[Issued, ...]]:
    """The new calendar as a successor of the one before, and those of its events that changed since.

    `there`: a calendar that is about to be replaced; no changed event gets a number that it has used already.
    """
    old = {event.uid: event for event in before.events}
    used = {event.uid: event.sequence for event in (*before.events, *(there.events if there else ()))}
    events, changed = [], []
    named = list(_named(wanted, old))
    for uid, event in named:
        was = old.get(uid)
        if was is not None and was.content == event.content:
            events.append(was)
            continue
        version = event.version(uid, used[uid] + 1 if uid in used else 0, stamp)
        events.append(version)
        changed.append(version)
    kept = {uid for uid, _ in named}
    for uid, event in old.items():
        if uid in kept:
            continue
        version = event if event.cancelled else event.version(uid, used[uid] + 1, stamp, cancelled=True)
        events.append(version)
        if not event.cancelled:
            changed.append(version)
    return replace(new, events=tuple(events)), tuple(changed)


def _named(wanted: Sequence[Wanted], old: Mapping[str, Issued]) -> Iterator[tuple[str, Issued]]:
    """Each event with its identifier: of blocks of one lesson that only changed places, neither has changed."""
    taken: set[str] = set()
    names: dict[int, str] = {}
    for among in (lambda one: one.uids[:1], lambda one: one.uids):
        for number, one in enumerate(wanted):
            alike = (
                uid for uid in among(one) if uid in old and uid not in taken and old[uid].content == one.event.content
            )
            if number not in names and (uid := next(alike, None)):
                names[number] = uid
                taken.add(uid)
    for number, one in enumerate(wanted):
        if number not in names:
            names[number] = next(uid for uid in one.uids if uid not in taken)
            taken.add(names[number])
        yield names[number], one.event
