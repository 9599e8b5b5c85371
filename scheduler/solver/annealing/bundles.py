"""Bundles: what each holder of each meet adds to rows, sums and items (`layout`); equal ones are kept once."""

from __future__ import annotations

from itertools import accumulate

from scheduler.solver.annealing.arrays import Fields, ints, ragged
from scheduler.solver.annealing.columns import SHARE, Columns
from scheduler.solver.monitors.meets import NOWHERE, IndexedProblem
from scheduler.solver.monitors.monitor import Monitors
from scheduler.solver.monitors.terms import Load, Term


class Bundles:
    """What each holder of each meet adds; equal bundles are kept once."""

    def __init__(self, indexed: IndexedProblem, data: Monitors, columns: Columns) -> None:
        self.indexed = indexed
        largest = [max((load.amount for load in row.terms), default=0) for row in data.rows]
        self.clash = {
            row
            for row, caps in columns.capacities.items()
            if any(0 < capacity <= largest[row] for _, capacity, unit in caps if unit != SHARE)
        }
        self.found: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
        placements = sum(len(domain.placements) for domain in indexed.domains)
        used = {*columns.readers, *columns.capacities}
        for number, row in enumerate(data.rows):
            if number in used:
                for load in row.terms:
                    self._add(load, (0, number, load.amount, row.seen * placements))
        at_table = [0, *accumulate(map(len, data.tables))]
        for number, (_, one) in enumerate(columns.sums):
            for term in one.terms:
                self._add(term, (1, number, at_table[term.table]))
        for number, (_, item) in enumerate(columns.items):
            for term in item:
                self._add(term, (2, number, at_table[term.table]))
        self.kept: dict[tuple[tuple[int, ...], ...], int] = {(): 0}

    def _add(self, one: Load | Term, entry: tuple[int, ...]) -> None:
        if one.slot < 0:
            if not one.options:
                self.found.setdefault((one.meet,), []).append(entry)
            for option in one.options:
                self.found.setdefault((one.meet, option), []).append(entry)
            return
        for option in self.indexed.meets[one.meet].slots[one.slot].options:
            if not one.options or option in one.options:
                for choice in one.choices:
                    self.found.setdefault((one.meet, one.slot, option, choice), []).append(entry)

    def _bundle(self, *holder: int) -> int:
        return self.kept.setdefault(tuple(self.found.get(holder, ())), len(self.kept))

    def _of_choices(self) -> tuple[list[int], list[int]]:
        """Where each slot begins, and from there the bundle of each option and choice, `NOWHERE` first.

        Nearly all are empty: rooms that are chosen later have nothing to add. So only those that are not are looked up.
        """
        base: list[int] = []
        begins: dict[tuple[int, int], tuple[int, int]] = {}
        total = 0
        for number, meet in enumerate(self.indexed.meets):
            for index, slot in enumerate(meet.slots):
                width = len(slot.candidates) + 1
                begins[number, index] = (total, width)
                base.append(total)
                total += meet.options * width
        holders: dict[int, tuple[int, ...]] = {}
        for holder in self.found:
            if len(holder) == len(("meet", "slot", "option", "choice")):
                meet_number, index, option, choice = holder
                begin, width = begins[meet_number, index]
                holders[begin + option * width + choice - NOWHERE] = holder
        by_choice = [self.kept[()]] * total
        for place in sorted(holders):
            by_choice[place] = self._bundle(*holders[place])
        return base, by_choice

    def fields(self) -> Fields:
        meets = self.indexed.meets
        common = [self._bundle(number) for number in range(len(meets))]
        by_option = [
            [self._bundle(number, option) for option in range(meet.options)] for number, meet in enumerate(meets)
        ]
        base, by_choice = self._of_choices()
        option_ptr, option_bundle = ragged(by_option)
        kinds: list[list[list[tuple[int, ...]]]] = [[[] for _ in self.kept] for _ in range(3)]
        for number, bundle in enumerate(self.kept):
            for kind, *entry in bundle:
                kinds[kind][number].append(tuple(entry))
        clash_ptr, clash_row = ragged(
            list(dict.fromkeys(row for row, _, _ in loads if row in self.clash)) for loads in kinds[0]
        )
        fields: Fields = {
            "common": ints(common),
            "option_ptr": option_ptr,
            "option_bundle": option_bundle,
            "slot_base": ints(base),
            "slot_bundle": ints(by_choice),
            "clash_ptr": clash_ptr,
            "clash_row": clash_row,
        }
        names = (
            ("load_ptr", ("load_row", "load_amount", "load_seen")),
            ("term_ptr", ("term_sum", "term_table")),
            ("item_ptr", ("item", "item_table")),
        )
        for entries, (pointer, columns) in zip(kinds, names, strict=True):
            fields[pointer] = ints([0, *accumulate(map(len, entries))])
            for place, column in enumerate(columns):
                fields[column] = ints(entry[place] for bundle in entries for entry in bundle)
        return fields
