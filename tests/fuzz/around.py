"""What goes on around a run: a full disk, a folder that may not be written, another run, little memory, a file there.

What is run there is left to `cases`; some of this needs rights that not everybody has, and then nothing goes on.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

ALONE, FULL, SHORT, CLOSED, READ_ONLY, SECRET, TWO, MEMORY, THERE = KINDS = (
    "nothing",
    "full disk",
    "short files",
    "closed folder",
    "read-only disk",
    "unreadable input",
    "two at once",
    "little memory",
    "output there",
)
WEIGHTS = (60, 6, 6, 5, 4, 3, 6, 5, 5)

MOST_MEMORY = 4 * 2**30
"""Bytes that any run may ask for, so that one that asks for all takes nothing from the machine."""

ROOM_MB = 8
"""Size of the disk that is to be full."""


@dataclass(frozen=True)
class Around:
    """One kind of trouble with its number: bytes left on the disk, bytes of memory, which thing is there."""

    kind: str = ALONE
    number: int = 0

    @property
    def runs(self) -> int:
        return 2 if self.kind == TWO else 1


def draw(rng: Random, words: Sequence[str]) -> Around:
    """CP-SAT ends the program where memory is short, which nobody can mend here: searches have enough."""
    kind = rng.choices(KINDS, WEIGHTS)[0]
    if kind == MEMORY and words[0] in ("solve", "replan", "bench", "explain", "whatif", "day"):
        kind = ALONE
    if kind in (FULL, SHORT):
        return Around(kind, rng.choice((0, 1, 100, 4096, 10_000, 50_000, 200_000)))
    if kind == MEMORY:
        return Around(kind, rng.choice((1, 4, 10, 30, 100)) * 2**20)
    return Around(kind, rng.randrange(4))


@contextmanager
def disk(around: Around, room: Path, possible: bool) -> Iterator[None]:
    """The room on a disk of its own, where this is about disks."""
    if around.kind not in (FULL, READ_ONLY) or not possible:
        yield
        return
    _mount("tmpfs", room, 0, f"size={ROOM_MB}m")
    try:
        yield
    finally:
        ctypes.CDLL(None).umount2(os.fsencode(room), 2)  # MNT_DETACH


def prepare(around: Around, room: Path, outputs: Sequence[str], possible: bool) -> None:
    """Before the run, when its files are there."""
    work = room / "work"
    if around.kind == FULL and possible:
        with (room / "beside" / "filler").open("wb", buffering=0) as file:
            free = os.statvfs(room)
            left = free.f_bavail * free.f_frsize - around.number
            while left > 0:
                left -= file.write(bytes(min(left, 1 << 20)))
    elif around.kind == READ_ONLY and possible:
        _mount("none", room, 33)  # MS_REMOUNT | MS_RDONLY
    elif around.kind == CLOSED:
        work.chmod(0o555)
        for path in work.rglob("*"):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o555)
    elif around.kind == SECRET:
        for path in work.iterdir():
            if not path.is_symlink():
                path.chmod(0o000)
    elif around.kind == THERE and outputs and not os.path.lexists(work / outputs[0]):
        place = work / outputs[0]
        if around.number == 0:
            place.mkdir(parents=True)
        elif around.number == 1:
            os.mkfifo(place)
        else:
            place.write_text("of before")
            place.chmod(0o444 if around.number == 2 else 0o640)


def undo(around: Around, room: Path) -> None:
    """So that the room can be looked through and removed."""
    if around.kind in (CLOSED, SECRET):
        for path in (room / "work", *(room / "work").iterdir()):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() else 0o644)


def inside(around: Around) -> Callable[[], None]:
    """What the process of the run does with itself before all else."""

    def limit() -> None:
        import resource

        if around.kind == SHORT:
            resource.setrlimit(resource.RLIMIT_FSIZE, (around.number, around.number))
        if sys.platform == "linux":
            pages = int(Path("/proc/self/statm").read_text().split()[0])
            most = pages * resource.getpagesize() + (around.number if around.kind == MEMORY else MOST_MEMORY)
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
        if around.kind in (CLOSED, SECRET, THERE):
            _as_anybody()

    return limit


def _as_anybody() -> None:
    """Root may write anywhere; without its capabilities it is a user like others, with files of its own."""
    if sys.platform == "linux" and os.geteuid() == 0:
        version_3 = (0x20080522).to_bytes(4, sys.byteorder) + bytes(4)
        ctypes.CDLL(None).capset(version_3, bytes(24))


def mounting() -> bool:
    """Whether this process may have disks of its own from here on; they go with it."""
    if sys.platform != "linux" or os.geteuid():
        return False
    new_mounts, private = 0x20000, 0x44000  # CLONE_NEWNS, MS_REC | MS_PRIVATE
    system = ctypes.CDLL(None)
    return not system.unshare(new_mounts) and not system.mount(b"none", b"/", None, private, None)


def _mount(what: str, place: Path, flags: int, options: str = "") -> None:
    name = what.encode()
    if ctypes.CDLL(None, use_errno=True).mount(name, os.fsencode(place), name, flags, options.encode()):
        raise OSError(ctypes.get_errno(), f"mounting {place}")
