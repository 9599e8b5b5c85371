"""One identity of names: every spelling of a name means one person, room, subject, class, group or pool."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.formats.files.faults import Faults
from scheduler.formats.workbook import Reading, read_workbook
from scheduler.school.names import identity, visible
from tests.formats.sheets import Sheets, base, saved

SPELLINGS: dict[str, Callable[[str], str]] = {
    "upper case": str.upper,
    "lower case": str.lower,
    "blanks around": lambda name: f"  {name} ",
    "hard blanks": lambda name: name.replace(" ", "\u00a0"),
    "a run of blanks": lambda name: name.replace(" ", " \u2009  "),
    "a zero-width space inside": lambda name: name[:1] + "\u200b" + name[1:],
    "a byte order mark before": lambda name: "\ufeff" + name,
    "a soft hyphen inside": lambda name: name[:2] + "\u00ad" + name[2:],
    "a direction mark behind": lambda name: name + "\u200e",
    "an invisible letter behind": lambda name: name + "\u3164",
    "a variation selector inside": lambda name: name[:1] + "\ufe0f" + name[1:],
    "decomposed": lambda name: unicodedata.normalize("NFD", name),
    "full-width letters": lambda name: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name),
    "a typographic apostrophe": lambda name: name.replace("'", "\u2019"),
    "a hyphen that does not break": lambda name: name.replace("-", "\u2011"),
}

NAMES = {
    "teacher": "Renée d'Hondt-Maes",
    "class": "1 Éco",
    "group": "1 Éco-x",
    "subject": "Wis kundé",
    "room": "Gym zaal é",
    "pool": "Kar één",
}


def school(spelled: Callable[[str], str], declared: bool) -> Sheets:
    """A small school whose names stand plainly in their own sheets and once in Lessen, and elsewhere as `spelled`."""
    names = {kind: name for kind, name in NAMES.items()}
    other = {kind: spelled(name) for kind, name in NAMES.items()}
    sheets = base()
    for title in ("Klassen", "Groepen", "Leraren", "Vakken", "Lokalen", "Rooster", "Vast"):
        del sheets[title]
    sheets["Groepen"] = [["groep", "klas", "deling"], [names["group"], other["class"], "talen"]]
    sheets["Middelen"] = [["middel", "soort", "aantal"], [names["pool"], "toestel", 25]]
    sheets["Overleg"] = [["naam", "leden"], ["team", other["teacher"]]]
    sheets["Toezicht"] = [["ruimte", "wie"], [other["room"], other["teacher"]]]
    if declared:
        sheets["Klassen"] = [["klas", "leerlingen"], [names["class"], 20]]
        sheets["Leraren"] = [["code", "opdracht"], [names["teacher"], 20]]
        sheets["Vakken"] = [["vak", "naam"], [names["subject"], ""]]
        sheets["Lokalen"] = [["lokaal", "plaatsen"], [names["room"], 20]]
    head = ["les", "klassen", "vak", "leraren", "aantal", "lokalen", "toestellen"]
    plain = ["a", names["class"], names["subject"], names["teacher"], 1, names["room"], f"{names['pool']}:5"]
    varied = ["b", other["group"], other["subject"], other["teacher"], 1, other["room"], f"{other['pool']}:5"]
    sheets["Lessen"] = [head, plain, varied]
    sheets["Beschikbaarheid"] = [
        ["soort", "code", "dag", "teken"],
        *[[kind, other[key], "wo", "-"] for kind, key in KINDS.items()],
    ]
    sheets["Regels"] = [["regel", "voor", "niveau"], ["S03", other["teacher"], "wens"]]
    sheets["Rooster"] = [
        ["les", "deel", "klassen", "leraren", "dag", "lesuur", "duur", "lokaal", "middelen"],
        [spelled("b"), 1, other["group"], other["teacher"], "ma", 2, 1, other["room"], other["pool"]],
        [f"toezicht:{names['room']}:1-3", 1, "", other["teacher"], "ma", 3, 1, other["room"], other["pool"]],
        ["overleg:1:team", 1, "", other["teacher"], "ma", 4, 1, "", spelled("leraar thuis")],
    ]
    return sheets


KINDS = {"leraar": "teacher", "klas": "class", "lokaal": "room", "middel": "pool", "vak": "subject"}


def folder(sheets: Sheets, path: Path) -> Path:
    path.mkdir()
    for title, rows in sheets.items():
        with (path / f"{title}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
    return path


def read(sheets: Sheets, path: Path, form: str) -> Reading:
    return read_workbook(saved(sheets, path / "school.xlsx") if form == "xlsx" else folder(sheets, path / "school"))


def bare(value: Any) -> Any:
    """A record without where it was read, and the word "who" of a rule as rules compare it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: bare(getattr(value, one.name)) for one in fields(value) if one.name not in ("origin", "who")}
    return [bare(one) for one in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("declared", [True, False], ids=["listed", "derived"])
@pytest.mark.parametrize("spelled", SPELLINGS.values(), ids=SPELLINGS)
def test_every_spelling_of_a_name_means_the_same(
    tmp_path: Path, spelled: Callable[[str], str], declared: bool, form: str
) -> None:
    for name in ("plain", "varied"):
        (tmp_path / name).mkdir()
    plain = read(school(str, declared), tmp_path / "plain", form)
    varied = read(school(spelled, declared), tmp_path / "varied", form)
    assert bare(varied.school) == bare(plain.school)


@pytest.mark.parametrize(("who", "known"), [("Opvoeder Jan", True), ("opvoeder  jan", True), ("secretariaat", False)])
def test_whoever_supervises_may_stand_in_the_row_of_an_opening(tmp_path: Path, who: str, known: bool) -> None:
    sheets = base()
    sheets["Lokalen"].append(["OLC", "olc", 20, "ja"])
    sheets["Toezicht"] = [["ruimte", "wie"], ["OLC", "Opvoeder Jan"]]
    sheets["Rooster"] = [["les", "deel", "leraren", "dag", "lesuur"], ["toezicht:OLC:1-1", 1, who, "ma", 1]]
    reading = read_workbook(saved(sheets, tmp_path / "x.xlsx"))
    assert [row.teachers for row in reading.school.roster] == ([("Opvoeder Jan",)] if known else [])
    assert [fault.where for fault in reading.unfit] == ([] if known else ["Rooster!C2"])


def test_two_spellings_are_named_once(tmp_path: Path) -> None:
    sheets = base()
    del sheets["Lokalen"]
    sheets["Lessen"][1][8], sheets["Lessen"][2][8] = "Gym", "GYM, gym, l1"
    told = [notice for notice in read(sheets, tmp_path, "xlsx").notices if notice.key == "one_name"]
    assert [(one.where, one.value, one.params["written"]) for one in told] == [
        ("Lessen!I3", "GYM", "Gym"),
        ("Klassen!E2", "L1", "l1"),
    ]


def test_a_name_that_is_listed_twice_in_other_letters_is_a_fault(tmp_path: Path) -> None:
    sheets = base()
    sheets["Leraren"].append(["MAYER"])
    with pytest.raises(Faults) as found:
        read(sheets, tmp_path, "xlsx")
    assert [(one.where, one.key) for one in found.value.faults] == [("Leraren!A4", "duplicate")]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("sign", [", ", ",", ";", " | ", "|", ",\u00a0"])
def test_a_listed_name_with_a_sign_of_lists_in_it_is_recognised_whole(tmp_path: Path, sign: str, form: str) -> None:
    sheets = base()
    first, second = f"Van Dam{sign}An", f"Van Dam{sign}Jo"
    sheets["Leraren"] += [[first], [second]]
    sheets["Lessen"][1][3] = f"{first.upper()}, Mayer"
    sheets["Lessen"][2][3] = f"{second} | {first}, Peeters"
    sheets["Vast"] = [["les", "leraren"], ["w1", first]]
    school = read(sheets, tmp_path, form).school
    first, second = visible(first), visible(second)
    assert [lesson.teachers for lesson in school.lessons] == [
        ((first,), ("Mayer",)),
        ((second, first), ("Peeters",)),
    ]
    assert school.pins[0].teachers == (first,)


def test_without_a_list_of_teachers_a_comma_is_asked_about(tmp_path: Path) -> None:
    sheets = base()
    for title in ("Leraren", "Vast", "Overleg", "Beschikbaarheid", "Rooster"):
        del sheets[title]
    sheets["Lessen"][1][3], sheets["Lessen"][2][3] = "Van Dam, An", "Van Dam, Jo"
    told = [notice.where for notice in read(sheets, tmp_path, "xlsx").notices if notice.key == "divided_cell"]
    assert told == ["Lessen!D2"]
    sheets["Lessen"] += [["x", "1A", "NED", name, 1] for name in ("Van Dam", "An", "Jo")]
    for number, row in enumerate(sheets["Lessen"][3:]):
        row[0] += str(number)
    assert not [notice for notice in read(sheets, tmp_path, "xlsx").notices if notice.key == "divided_cell"]


JOINED = ["{} + {}", "{}+{}", "{}/{}", "{} & {}", "{} en {}", "{} AND {}", "{} of {}", "{} or {}", "{} Met {}"]


@pytest.mark.parametrize("joined", JOINED)
@pytest.mark.parametrize("declared", [True, False], ids=["listed", "derived"])
@pytest.mark.parametrize("column", [1, 3, 8], ids=["class", "teacher", "room"])
def test_two_known_names_in_one_are_a_fault_with_the_ways_to_write_them(
    tmp_path: Path, joined: str, declared: bool, column: int
) -> None:
    sheets = base()
    names = {1: ("1A", "1B"), 3: ("Mayer", "Peeters"), 8: ("L1", "L2")}[column]
    title = {1: "Klassen", 3: "Leraren", 8: "Lokalen"}[column]
    if not declared:
        del sheets[title]
    sheets["Lessen"][2][1] = "1A, 1B"
    sheets["Lessen"] += [["x", "1A", "NED", "Mayer", 1, "", "", "", name] for name in ("L1", "L2")]
    sheets["Lessen"] += [["y", "1A", "NED", "Peeters", 1], ["z", "1A", "NED", "Mayer", 1]]
    for number, row in enumerate(sheets["Lessen"][3:]):
        row[0] += str(number)
    sheets["Lessen"][-1][column:] = [joined.format(*names), *sheets["Lessen"][-1][column + 1 :]]
    if column == 8:
        sheets["Lessen"][-1] = ["z9", "1A", "NED", "Mayer", 1, "", "", "", joined.format(*names)]
    with pytest.raises(Faults) as found:
        read(sheets, tmp_path, "xlsx")
    cell = f"Lessen!{'ABCDEFGHI'[column]}{len(sheets['Lessen'])}"
    assert [(one.where, one.key) for one in found.value.faults] == [(cell, "joined")]
    for language in ("nl", "en"):
        assert f"'{names[0]}, {names[1]}'" in found.value.faults[0].text(language)
        alternatives = f"'{names[0]} | {names[1]}'" in found.value.faults[0].text(language)
        assert alternatives == (column == 3), "only people are alternatives of each other"


@pytest.mark.parametrize("bar", ["{} | {}", "{}|{}"])
@pytest.mark.parametrize("declared", [True, False], ids=["listed", "derived"])
@pytest.mark.parametrize("column", [1, 8], ids=["class", "room"])
def test_what_are_no_people_cannot_be_alternatives_with_a_bar(
    tmp_path: Path, bar: str, declared: bool, column: int
) -> None:
    sheets = base()
    names = {1: ("1A", "1B"), 8: ("L1", "L2")}[column]
    if not declared:
        del sheets[{1: "Klassen", 8: "Lokalen"}[column]]
    sheets["Lessen"][2][1] = "1A, 1B"
    sheets["Lessen"] += [[f"x{name}", "1A", "NED", "Mayer", 1, "", "", "", name] for name in ("L1", "L2")]
    last = ["z9", "1A", "NED", "Mayer", 1, "", "", "", ""]
    last[column] = bar.format(*names)
    sheets["Lessen"].append(last)
    with pytest.raises(Faults) as found:
        read(sheets, tmp_path, "xlsx")
    cell = f"Lessen!{'ABCDEFGHI'[column]}{len(sheets['Lessen'])}"
    assert [(one.where, one.key) for one in found.value.faults] == [(cell, "joined")]


@pytest.mark.parametrize("joined", JOINED)
def test_a_derived_person_who_is_called_like_two_is_asked_about(tmp_path: Path, joined: str) -> None:
    sheets = base()
    for title in ("Leraren", "Vast", "Overleg", "Beschikbaarheid", "Rooster"):
        del sheets[title]
    sheets["Lessen"][1][3] = joined.format("Els", "Tom")
    told = [one.value for one in read(sheets, tmp_path, "xlsx").notices if one.key == "joined_name"]
    assert told == [joined.format("Els", "Tom")]


def test_names_with_such_words_inside_are_not_asked_about(tmp_path: Path) -> None:
    sheets = base()
    del sheets["Lokalen"], sheets["Vakken"]
    sheets["Lessen"][1][2], sheets["Lessen"][1][8] = "kunst en cultuur", "Gent-Andenne"
    assert not [one for one in read(sheets, tmp_path, "xlsx").notices if one.key == "joined_name"]


def test_did_you_mean_never_repeats_the_cell(tmp_path: Path) -> None:
    sheets = base()
    sheets["Lokalen"] += [["Gym é", "klas", 25, ""], ["GYM e", "klas", 25, ""]]
    sheets["Lessen"][1][8] = "gyme"
    with pytest.raises(Faults) as found:
        read(sheets, tmp_path, "xlsx")
    assert [one.key for one in found.value.faults] == ["unknown"]
    sheets["Lessen"][1][8] = "l1 , kelder, gymzaal"
    with pytest.raises(Faults) as found:
        read(sheets, tmp_path, "xlsx")
    assert not any(one.params.get("near") in ("L1", "kelder") for one in found.value.faults)


@given(st.text(max_size=12))
@settings(max_examples=300, deadline=None)
def test_the_identity_of_an_identity_is_itself(name: str) -> None:
    assert identity(identity(name)) == identity(name) == identity(visible(name))


@given(st.text(max_size=12), st.sampled_from(sorted(SPELLINGS)))
@settings(max_examples=300, deadline=None)
def test_no_spelling_changes_the_identity_of_the_letters_that_all_keyboards_have(name: str, spelling: str) -> None:
    plain = "".join(letter for letter in name if letter.isascii() and letter.isprintable())
    assert identity(SPELLINGS[spelling](plain)) == identity(plain)
