"""What one run is given: a verb with its words, and the files that lie in its folder. Drawing it is left to others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Maker = Callable[[Path], None]


@dataclass
class Case:
    """`outputs` are names that the run may make; `sure`: what it is given cannot be read by anybody."""

    kind: str
    words: list[str]
    files: dict[str, bytes | Maker] = field(default_factory=dict)
    outputs: tuple[str, ...] = ()
    sure: bool = False

    def lay_out(self, folder: Path) -> None:
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if callable(content):
                content(path)
            else:
                path.write_bytes(content)
