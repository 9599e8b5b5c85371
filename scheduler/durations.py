"""Times as people write them: 300, 90s, 5m, 1h, 1m30s. What is said of a text that is none is left to others."""

from __future__ import annotations

import re

MOST_SECONDS = 7 * 24 * 3600
_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "u": 3600.0}


def seconds_of(text: str) -> float | None:
    """The seconds that a text means; None where it is no time, or none above zero and at most a week."""
    plain = text.strip().casefold().replace(" ", "").replace(",", ".")
    pieces = re.findall(r"(\d+(?:\.\d+)?)(min|[smhu]?)", plain)
    if "".join(amount + unit for amount, unit in pieces) != plain:
        return None
    seconds = sum(float(amount) * _SECONDS[unit] for amount, unit in pieces)
    return seconds if 0 < seconds <= MOST_SECONDS else None
