"""The catalogue of rules and the planner's own settings for them (sheet Regels), resolved for whom a rule speaks of.

Defaults come from `data/rules.toml`; a row of the sheet overrides them for all, for a stage, finality or department, or
for one class, teacher or subject; the more specific row wins, and of equals the later one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property, lru_cache

from scheduler.problem.rules import Shape
from scheduler.problem.text import data_folder
from scheduler.school.names import identity, unaccented
from scheduler.school.records import LEVEL_POINTS, Level, RuleRow
from scheduler.school.stages import is_stage, stage_of

OFF_ALIASES = {"afstand": "H10", "distance": "H10", "afstandsonderwijs": "H10"}
"""Words a planner may write instead of an id; switched off they mean: no distance education (H10 | contact)."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """`default` is a number or a word; "" means that something else decides (policy, settings, the record)."""

    name: str
    sentence: Mapping[str, str]
    unit: str
    default: str
    by_stage: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule of the catalogue. `points` is the default weight of a soft rule; hard rules weigh 1.

    `scope` is whom a row of Regels can name beside everybody (school: nobody), and `also` a second kind of members.
    `laws` names, by language, the article or circular that asks it, "" where none does; `sources` is where our defaults
    come from, "" where they are our own choice.
    """

    id: str
    sentence: Mapping[str, str]
    scope: str
    also: str
    level: str  # "must", "soft" or "off"
    points: int
    shape: Shape
    laws: Mapping[str, str]
    sources: Mapping[str, str]
    example: str
    parameters: tuple[Parameter, ...]
    beside_law: tuple[str, ...]
    """Aspects of its rules that no law asks, though `law` asks the others."""

    @property
    def law(self) -> str:
        """The law as it is called where it holds."""
        return self.laws["nl"]


@dataclass(frozen=True, slots=True)
class Setting:
    """How a rule holds for one member: hard or with points, and its parameters as text."""

    hard: bool
    weight: int
    shape: Shape
    values: tuple[tuple[str, str], ...]

    def text(self, name: str) -> str:
        return dict(self.values)[name]

    def number(self, name: str) -> int:
        """The parameter as a whole number."""
        text = self.text(name)
        return int(text) if text.isdecimal() else int(Fraction(text.replace(",", ".").rstrip("% ")))

    def number_or(self, name: str, default: int) -> int:
        """The same of one whose default in the catalogue is empty: `default` where no row sets it."""
        return self.number(name) if self.text(name) else default


class RuleRowError(ValueError):
    """A row of Regels that cannot be used. `key` names the sentence in `data/texts/rules.toml`."""

    def __init__(self, row: RuleRow, key: str, **values: object) -> None:
        super().__init__(key)
        self.row, self.key, self.values = row, key, values


@cache
def catalogue() -> dict[str, Entry]:
    """All rules by id, in the order of the data file."""
    with (data_folder() / "rules.toml").open("rb") as file:
        content = tomllib.load(file)
    return {identity: _entry(identity, table) for identity, table in content.items()}


def _in_languages(table: Mapping[str, object], key: str) -> Mapping[str, str]:
    """A text that may be missing, and in English beside it."""
    dutch = str(table.get(key, ""))
    return {"nl": dutch, "en": str(table.get(f"{key}_en", dutch))}


def _entry(identity: str, table: dict[str, object]) -> Entry:
    parameters = table.get("parameters", {})
    assert isinstance(parameters, dict)
    return Entry(
        id=identity,
        sentence={"nl": str(table["nl"]), "en": str(table["en"])},
        scope=str(table["scope"]),
        also=str(table.get("also", "")),
        level=str(table["level"]),
        points=int(str(table.get("weight", 1))),
        shape=Shape(str(table.get("shape", "linear"))),
        laws=_in_languages(table, "law"),
        sources=_in_languages(table, "source"),
        example=str(table.get("example", "")),
        beside_law=tuple(map(str, table.get("beside_law", ()))),  # type: ignore[call-overload]
        parameters=tuple(
            Parameter(
                name=name,
                sentence={"nl": str(body["nl"]), "en": str(body["en"])},
                unit=str(body["unit"]),
                default=str(body["default"]),
                by_stage={stage: str(value) for stage, value in body.get("stage", {}).items()},
            )
            for name, body in parameters.items()
        ),
    )


@lru_cache(maxsize=4096)
def entry_id(text: str) -> str | None:
    """The id that a planner's cell means ("h03", "H3", "afstand"), None if there is none."""
    word = fold(text)
    if word in OFF_ALIASES:
        return OFF_ALIASES[word]
    for own in catalogue():
        if word in {own.casefold(), own[0].casefold() + str(int(own[1:]))}:
            return own
    return None


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """The identity of a name without accents, for comparing names."""
    return unaccented(identity(text))


EVERYBODY = {"", "all", "alle", "alles", "allen", "iedereen", "everyone", "school"}


@lru_cache(maxsize=16384)
def names_of(*codes: str, stage: str = "", group: tuple[str, ...] = ()) -> tuple[frozenset[str], frozenset[str]]:
    """What rows may call a member: its own names, and names of groups it belongs to (stage, department, ...)."""
    own = frozenset(fold(code) for code in codes if code)
    shared = {fold(name) for name in group if name}
    if stage:
        short = stage_of(stage)
        shared |= {_stage_name(short), fold(short), fold(stage)}
    return own, frozenset(shared)


def who_name(text: str) -> str:
    """What the cell "for whom" of a row means: every way to write a stage is one name."""
    return _stage_name(stage_of(text)) if is_stage(text) else fold(text)


_EXCEPT = re.compile(
    r"^(?P<some>.*?)[,;\s]*\b(?:behalve|uitgezonderd|except|all but|but not)\b\s*(?P<others>.+)$", re.I
)
_SIGNS = re.compile(r"[,;]")


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a cell means: `alle behalve 5A, 5B`, `graad 2, graad 3`. `whole`: the cell as the one name it may be."""

    whole: str
    some: tuple[str, ...]
    others: tuple[str, ...] = ()
    typed: tuple[tuple[str, str], ...] = ()
    """Each name as it is compared, and as it was written."""

    def rank(self, own: frozenset[str], shared: frozenset[str]) -> int | None:
        """How nearly it names a member: 2 by its own name, 1 by one it shares, 0 as one of all, None not at all."""
        named = (self.whole, *self.some)
        if self.whole not in own | shared and not (own | shared).isdisjoint(self.others):
            return None
        if not own.isdisjoint(named):
            return 2
        if not shared.isdisjoint(named):
            return 1
        return 0 if not EVERYBODY.isdisjoint(self.some) else None

    def names(self) -> tuple[frozenset[str], frozenset[str]]:
        """Own and shared names of somebody whom it surely means."""
        return frozenset((self.whole, *self.some)), frozenset()

    def unknown(self, known: Collection[str]) -> tuple[str, ...]:
        """The names in it, as they were written, that are not known; () where it is known as one."""
        if self.whole in known:
            return ()
        return tuple(text for name, text in self.typed if name not in known and name not in EVERYBODY)


@lru_cache(maxsize=4096)
def scope_of(text: str) -> Scope:
    found = _EXCEPT.match(text.strip())
    some, others = (found["some"], found["others"]) if found else (text, "")
    listed, left_out = _listed(some), _listed(others)
    names = tuple(name for name, _ in listed) or ("",)
    return Scope(who_name(text), names, tuple(name for name, _ in left_out), (*listed, *left_out))


def _listed(text: str) -> tuple[tuple[str, str], ...]:
    """Each name of a list, as it is compared and as it is written."""
    return tuple((who_name(piece), piece.strip()) for piece in _SIGNS.split(text) if piece.strip())


def _stage_name(short: str) -> str:
    return f"graad {fold(short)}"


@dataclass(frozen=True)
class RuleBook:
    """The catalogue with the planner's rows on top."""

    rows: tuple[RuleRow, ...] = ()

    def setting(
        self, identity: str, own: frozenset[str] = frozenset(), shared: frozenset[str] = frozenset(), stage: str = ""
    ) -> Setting | None:
        """How rule `identity` holds for the member with these names; None where it is switched off."""
        key = (identity, own, shared, stage)
        if key not in self._settings:
            self._settings[key] = self._setting(identity, own, shared, stage)
        return self._settings[key]

    @cached_property
    def _settings(self) -> dict[tuple[object, ...], Setting | None]:
        """What `setting` found so far: every rule asks for every class, teacher or lesson."""
        return {}

    def _setting(self, identity: str, own: frozenset[str], shared: frozenset[str], stage: str) -> Setting | None:
        entry = catalogue()[identity]
        level, weight = entry.level, entry.points
        values = {p.name: p.by_stage.get(stage_of(stage), p.default) for p in entry.parameters}
        for row in self.rows_for(identity, own, shared):
            if row.level is Level.OFF and fold(row.rule) in OFF_ALIASES:
                values["modes"] = "contact"
                continue
            if row.level is not None:
                level = {Level.MUST: "must", Level.OFF: "off"}.get(row.level, "soft")
                weight = LEVEL_POINTS.get(row.level, weight)
            if row.weight is not None:
                weight = row.weight
                level = "soft" if row.level is None and level != "must" else level
                if row.level is None and entry.level == "must":
                    level = "soft"
            values |= parse_value(entry, row)
        if level == "off":
            return None
        hard = level == "must"
        return Setting(hard, 1 if hard else weight, Shape.LINEAR if hard else entry.shape, tuple(values.items()))

    def rows_for(
        self, identity: str, own: frozenset[str] = frozenset(), shared: frozenset[str] = frozenset()
    ) -> list[RuleRow]:
        """The rows that speak of the rule and of the member with these names, the most specific last."""
        ranked = []
        for row in self.rows:
            if entry_id(row.rule) != identity:
                continue
            rank = scope_of(row.who).rank(own, shared)
            if rank is not None:
                ranked.append((rank, row))
        return [row for _, row in sorted(ranked, key=lambda pair: pair[0])]


def parse_value(entry: Entry, row: RuleRow) -> dict[str, str]:
    """The parameters that a row sets: a bare value for the first one, or `name=value; name=value`.

    Raises `RuleRowError` for a name the rule does not have, a value where it has no parameter, or not a number.
    """
    text = (row.value or "").strip()
    if not text:
        return {}
    if not entry.parameters:
        raise RuleRowError(row, "no_parameter", rule=entry.id, value=text)
    by_name = {p.name: p for p in entry.parameters}
    found: dict[str, str] = {}
    for piece in text.split(";") if "=" in text else [f"{entry.parameters[0].name}={text}"]:
        if not piece.strip():
            continue
        name, _, value = (part.strip() for part in piece.partition("="))
        if name not in by_name:
            raise RuleRowError(row, "unknown_parameter", rule=entry.id, value=name, known=", ".join(by_name))
        if by_name[name].unit:
            number = _number(value)
            if number is None or not 0 <= number <= 10_000 or number.denominator != 1:
                raise RuleRowError(row, "not_a_number", rule=entry.id, value=value, name=name)
            value = str(int(number))
        elif fold(value) not in WORD_VALUES:
            raise RuleRowError(row, "unknown_word", rule=entry.id, value=value, known=", ".join(sorted(WORD_VALUES)))
        found[name] = value
    return found


def _number(text: str) -> Fraction | None:
    """None for what is no number, or has so many digits that reckoning with it takes for ever."""
    try:
        return Fraction(text.replace(",", ".").rstrip("% ")) if len(text) < 20 and "e" not in text.casefold() else None
    except (ValueError, ZeroDivisionError):
        return None


YES = frozenset({"ja", "yes", "true", "waar", "x", "1"})
WORD_VALUES = YES | {"nee", "no", "false", "onwaar", "0"} | {"beide", "both", "as", "aa", "sync", "async", "contact"}
WORD_VALUES |= {"halve dag", "half day", "dag", "day", "week"}
