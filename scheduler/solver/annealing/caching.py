"""Where the machine code is kept between runs: a folder of its own per version of the kernel's sources.

numba looks at one source file when it decides whether stored code is stale; here several files make one kernel, so the
folder's name carries a fingerprint of all of them. `NUMBA_CACHE_DIR`, where set, is respected.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

SOURCES = ("bits", "layout", "views", "moves", "kernel")


def use_cache() -> None:
    """Points numba to the folder. Call before any kernel is defined."""
    from numba import config

    settings: Any = config
    settings.CACHE_DIR = str(folder())


def stored() -> bool:
    """Whether machine code for these very sources lies on disk already (on this kind of computer, as far as known)."""
    return any(folder().rglob("kernel.run-*.nbc"))


@cache
def folder() -> Path:
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    return Path(chosen) if chosen else _writable(f"numba-{_fingerprint()}")


def _fingerprint() -> str:
    digest = hashlib.sha256(version("numba").encode())
    for source in SOURCES:
        digest.update((Path(__file__).parent / f"{source}.py").read_bytes())
    return digest.hexdigest()[:16]


def _writable(name: str) -> Path:
    """A folder of the user, else a temporary one of his own."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    place = Path(base) / "scheduler" / name
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            return place
    except OSError:
        # Machine code is run as it is found: a shared folder with a known name would let others plant it.
        return Path(tempfile.mkdtemp(prefix="scheduler-numba-"))
