"""Where the machine code is kept between runs: a folder of its own per version of the kernel's sources.

numba looks at one source file when it decides whether stored code is stale; here several files make one kernel, so the
folder's name carries a fingerprint of all of them. `NUMBA_CACHE_DIR` is respected where it is the user's own.
"""

from __future__ import annotations

import hashlib
import logging
import os
import stat
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scheduler.whole_files import held

log = logging.getLogger(__name__)

OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH

SOURCES = ("inner", "bits", "layout", "views", "patterns", "moves", "mending", "proposing", "kernel")


def use_cache() -> None:
    """Points numba to the folder, and away from settings in the current folder. Call before any kernel is defined."""
    with _without_yaml():
        from numba import config

    settings: Any = config
    settings._config_fname = ""  # read anew with every compilation otherwise
    settings.CACHE_DIR = str(folder())


@contextmanager
def _without_yaml() -> Iterator[None]:
    """While entered, nobody can import yaml: numba would read `.numba_config.yaml` where the planner stands with it.

    Such a file says where machine code is kept, and much else.
    """
    before = sys.modules.get("yaml")
    sys.modules["yaml"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "A Numba config file is found")
            yield
    finally:
        del sys.modules["yaml"]
        if before is not None:
            sys.modules["yaml"] = before


def stored() -> bool:
    """Whether machine code lies on disk that numba will take: building it here takes long, and nothing stops it."""
    return (folder() / _mark()).exists()


def remember_stored() -> None:
    """Notes that the machine code has been built, or was loaded; `stored` looks for the note."""
    (folder() / _mark()).touch()


@contextmanager
def alone() -> Iterator[None]:
    """Waits until no other process of ours is within such a block; the end of a process, however it dies, frees it."""
    with (folder() / "building").open("ab") as file:
        if sys.platform == "win32":
            import msvcrt

            while True:  # LK_LOCK gives up after ten seconds
                with suppress(OSError):
                    file.seek(0)
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
            held(file.fileno(), patiently=True)
        yield


@cache
def _mark() -> str:
    """The name of the note, another where numba would look elsewhere or build anew: installation, Python, processor."""
    from llvmlite.binding import get_host_cpu_features, get_host_cpu_name

    kernel = Path(__file__).with_name("kernel.py")
    facts = kernel.stat()
    processor = get_host_cpu_name(), sorted(get_host_cpu_features().items())
    told = (str(kernel), facts.st_mtime_ns, facts.st_size, sys.implementation.cache_tag, processor)
    return f"stored-{hashlib.sha256(repr(told).encode()).hexdigest()[:16]}"


@cache
def folder() -> Path:
    """Machine code is run as it is found, so the folder is the user's own and nobody else can write there."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen and (place := _private(Path(chosen))):
        return place
    if chosen:
        log.warning("NUMBA_CACHE_DIR=%s is not used: it is not yours alone to write in", chosen)
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    ours = _private(Path(base) / "scheduler", tighten=True)
    ours = ours or _in_everybodys()
    place = _private(ours / f"numba-{_fingerprint()}") if ours else None
    return place or Path(tempfile.mkdtemp(prefix="scheduler-numba-"))


def _in_everybodys() -> Path | None:
    """A folder of the user's own among the temporary files, the same in every run; on Windows all of those are his."""
    user = str(os.getuid()) if hasattr(os, "getuid") else "numba"
    place = Path(tempfile.gettempdir()) / f"scheduler-{user}"
    return None if place.is_symlink() else _private(place, tighten=True)


def _fingerprint() -> str:
    digest = hashlib.sha256(version("numba").encode())
    for source in SOURCES:
        digest.update((Path(__file__).parent / f"{source}.py").read_bytes())
    return digest.hexdigest()[:16]


def _private(place: Path, tighten: bool = False) -> Path | None:
    """The folder, made where it is missing; None where it cannot be written, or by others as well.

    `tighten` takes that right from others where the folder is the user's: for one whose content is checked too.
    """
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if hasattr(os, "getuid"):
            facts = place.stat()
            if facts.st_uid != os.getuid():
                return None
            if facts.st_mode & OTHERS_WRITE:
                if not tighten:
                    return None
                place.chmod(0o700)
        with tempfile.TemporaryFile(dir=place):
            return place
    except OSError:
        return None
