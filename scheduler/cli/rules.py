"""`scheduler rules`: the catalogue of rules, and one rule's card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.helping import Verb

if TYPE_CHECKING:
    from scheduler.school.catalogue import Entry


@click.command("rules", cls=Verb)
@click.argument("rule", required=False)
@verb
def rules(desk: Desk, rule: str | None) -> int:
    """Print the catalogue of rules, or the card of one RULE: what it says, what can be set, where it comes from."""
    from scheduler.school.catalogue import catalogue, entry_id

    if rule is None:
        _print_catalogue(desk)
        desk.result({"status": "ok", "rules": [_as_json(desk, entry) for entry in catalogue().values()]})
        return codes.DONE
    identity = entry_id(rule)
    if identity is None:
        raise click.UsageError(desk.text("unknown_rule", rule=rule, known=", ".join(catalogue())))
    entry = catalogue()[identity]
    _print_card(desk, entry)
    desk.result({"status": "ok", "rules": [_as_json(desk, entry)]})
    return codes.DONE


def _print_catalogue(desk: Desk) -> None:
    if desk.as_json:
        return
    from rich.table import Table

    from scheduler.school.catalogue import catalogue

    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("rule", "level", "sentence"):
        table.add_column(desk.text(f"column_{heading}"), no_wrap=heading != "sentence")
    for entry in catalogue().values():
        table.add_row(entry.id, _level(desk, entry), entry.sentence[desk.language])
    desk.console().print(table)
    desk.line()
    desk.say("rules_card")


def _print_card(desk: Desk, entry: Entry) -> None:
    from scheduler.school.rule_words import default_of, example_of, source_of

    desk.line(f"{entry.id}  {entry.sentence[desk.language]}")
    desk.line()
    for key, value in (
        ("level", _level(desk, entry)),
        ("scope", _scope(desk, entry)),
        *([("law", entry.laws[desk.language])] if entry.law else []),
        ("source", source_of(entry, desk.language)),
    ):
        desk.line(f"  {desk.text(f'column_{key}')}: {value}")
    for number, parameter in enumerate(entry.parameters):
        if not number:
            desk.line(f"  {desk.text('column_parameters')}:")
        default = default_of(parameter, desk.language) or desk.text("decided_elsewhere")
        stages = [f"{desk.text('in_stage', stage=stage)}: {value}" for stage, value in parameter.by_stage.items()]
        unit = f" {desk.text(_unit_key(parameter.unit), count=default)}" if parameter.unit and parameter.default else ""
        told = "; ".join([desk.text("default", value=f"{default}{unit}"), *stages])
        desk.line(f"    {parameter.name}: {parameter.sentence[desk.language]} ({told})")
    desk.line(f"  {desk.text('column_example')}: {example_of(entry, desk.language)}")


def _scope(desk: Desk, entry: Entry) -> str:
    told = desk.text(f"scope_{entry.scope}")
    return f"{told}, {desk.text(f'also_{entry.also}')}" if entry.also else told


def _level(desk: Desk, entry: Entry) -> str:
    one = "_one" if entry.level == "soft" and entry.points == 1 else ""
    return desk.text(f"level_{entry.level}{one}", points=entry.points)


def _as_json(desk: Desk, entry: Entry) -> dict[str, Any]:
    from scheduler.school.rule_words import example_of, source_of

    return {
        "id": entry.id,
        "sentence": dict(entry.sentence),
        "level": entry.level,
        "points": entry.points,
        "shape": entry.shape.value,
        "scope": entry.scope,
        "law": entry.laws[desk.language],
        "source": source_of(entry, desk.language),
        "example": example_of(entry, desk.language),
        "parameters": [
            {
                "name": parameter.name,
                "sentence": dict(parameter.sentence),
                "unit": parameter.unit,
                "default": parameter.default,
                "by_stage": dict(parameter.by_stage),
            }
            for parameter in entry.parameters
        ],
    }


def _unit_key(unit: str) -> str:
    return "unit_" + ("percent" if unit == "%" else unit.replace(" ", "_"))
