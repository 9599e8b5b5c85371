"""Where the machine code is kept between runs: a folder of its own per version of these sources.

numba looks at one source file when it decides whether stored code is stale; here several files make one kernel, so the
folder's name carries a fingerprint of all of them. `NUMBA_CACHE_DIR`, where set, is respected.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import numba


def use_cache() -> Path | None:
    """Points numba to a writable folder; None where the user chose one. Call before any kernel is defined."""
    if os.environ.get("NUMBA_CACHE_DIR"):
        return None
    if not _chosen:
        _chosen.append(_writable(f"numba-{_fingerprint()}"))
        numba.config.CACHE_DIR = str(_chosen[0])
    return _chosen[0]


_chosen: list[Path] = []


def _fingerprint() -> str:
    digest = hashlib.sha256(numba.__version__.encode())
    for source in ("bits", "layout", "views", "moves", "kernel"):
        digest.update((Path(__file__).parent / f"{source}.py").read_bytes())
    return digest.hexdigest()[:16]


def _writable(name: str) -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    user = os.getuid() if hasattr(os, "getuid") else 0
    for root in (Path(base) / "scheduler", Path(tempfile.gettempdir()) / f"scheduler-{user}"):
        folder = root / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="scheduler-numba-"))


def stored() -> bool:
    """Whether machine code for these very sources lies on disk already."""
    folder = os.environ.get("NUMBA_CACHE_DIR") or use_cache()
    return folder is not None and any(Path(folder).rglob("kernel.run-*.nbc"))
