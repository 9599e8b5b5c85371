"""Hall's condition: when some needs, each for one of a set of resources, cannot all be served at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def short_sets(needs: Sequence[frozenset[int]], blocked: Collection[int] = ()) -> list[frozenset[int]]:
    """Sets of resources that too many needs lie inside of; none exactly where each need finds a resource of its own.

    One set for each need that a largest matching leaves out: what the needs want that compete with it (the resources
    reached from it by alternating paths; Hall 1935, Konig 1931). `blocked` resources serve nobody.
    """
    server: dict[int, int] = {}
    assigned: dict[int, int] = {}
    found = []
    for need in sorted(range(len(needs)), key=lambda one: len(needs[one])):
        rivals = [need]
        reached_by: dict[int, int] = {}
        free = None
        for rival in rivals:  # grows on the way
            for resource in needs[rival]:
                if resource in reached_by or resource in blocked:
                    continue
                reached_by[resource] = rival
                if resource not in assigned:
                    free = resource
                    break
                rivals.append(assigned[resource])
            if free is not None:
                break
        if free is None:
            found.append(frozenset().union(*(needs[rival] for rival in rivals)))
        while free is not None:  # everybody on the path takes the next one's resource
            rival = reached_by[free]
            server[rival], before = free, server.get(rival)
            assigned[free] = rival
            free = before
    return found
