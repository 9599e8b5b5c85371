"""Single words and numbers of rosters: days in many languages, periods, spans of time, lists of classes and of days."""

from __future__ import annotations

import tomllib
from itertools import product

import pytest

from scheduler.formats.roster.reading.list_rows import blocks_text
from scheduler.formats.roster.sheets.values import (
    clock_of,
    day_period_of,
    number_beside_span,
    number_of,
    period_of,
    span_in,
    span_of,
    text_of,
)
from scheduler.formats.roster.words import labels
from scheduler.formats.roster.words.evidence import Row
from scheduler.formats.roster.words.fields import learn_fields
from scheduler.formats.roster.words.inside import day_list, rest_words
from scheduler.formats.roster.words.patterns import classlike, personlike, roomlike, split_classes
from scheduler.formats.roster.words.roles import assign_roles
from scheduler.formats.roster.words.separators import comma_names
from scheduler.formats.roster.words.texts import read_rooms
from scheduler.formats.roster.words.vocabulary import Vocabulary, people
from scheduler.formats.roster.words.weekdays import read_days
from scheduler.problem.text import data_folder


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("maandag", 0),
        ("Wo", 2),
        ("DONNERSTAG:", 3),
        ("Mercredi ", 2),
        ("viernes", 4),
        ("Martedì", 1),
        ("2ª FEIRA", 0),
        ("6ª feira", 4),
        ("ПОНЕДЕЛЬНИК", 0),
        ("Вторн.", 1),
        ("Понеділок", 0),
        ("Thứ 2", 0),
        ("Thứ Bảy", 5),
        ("월요일", 0),
        ("金", 4),
        ("Dag 3", 2),
        ("Lundi 03/04", 0),
        ("środa", 2),
    ],
)
def test_days_are_known_in_many_languages(text: str, day: int):
    assert day in labels.days_of(text)


@pytest.mark.parametrize("text", ["", "WIS", "3A", "Jan", "uur", "P1"])
def test_other_words_are_no_days(text: str):
    assert labels.days_of(text) == ()


def test_an_ambiguous_name_is_settled_by_its_neighbours():
    assert read_days(["lu", "ma", "me", "je", "ve"]) == (0, 1, 2, 3, 4)
    assert read_days(["ma", "ma", "di", "di", "wo"]) == (0, 0, 1, 1, 2)
    assert read_days(["Lu", "Ma", "Me", "Gi", "Ve"]) == (0, 1, 2, 3, 4)


def test_an_unknown_word_between_two_days_is_the_day_between_and_never_the_day_before():
    assert read_days(["Mon", "Tue", "Wöden", "Thu", "Fri"]) == (0, 1, 2, 3, 4)
    assert read_days(["Mon", "Tue", "Wed", "Thu", "Fri", "Total"]) == (0, 1, 2, 3, 4, None)


def test_every_language_lists_seven_days():
    with (data_folder() / "labels" / "days.toml").open("rb") as file:
        languages = tomllib.load(file)
    assert len(languages) >= 20
    assert {code for code, language in languages.items() if len(language["days"]) != 7} == set()


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Leerkracht", "teacher"),
        ("Họ tên giáo viên", "teacher"),
        ("Giorno Settimana", "day"),
        ("Settimana", "week"),
        ("Qtde. aulas semanais", "hours"),
        ("Klasse(n)", "class"),
        ("Môn", "subject"),
        ("Mon", None),
        ("Nome formatore", "teacher"),
        ("Durata attivitá", "duration"),
        ("zomaar iets", None),
    ],
)
def test_headings_name_fields(heading: str, field: str | None):
    assert labels.field_of(heading) == field


@pytest.mark.parametrize(
    ("value", "period"),
    [
        (3.0, 3),
        ("P3", 3),
        ("3ª", 3),
        ("3e lesuur", 3),
        ("Period 3", 3),
        ("0", 0),
        ("2 урок", 2),
        ("L70", None),
        ("3A", 3),
        (3.5, None),
        ("drie", None),
    ],
)
def test_numbers_of_periods(value: object, period: int | None):
    assert period_of(value) == period  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("8:25-9:15", (505, 555)),
        ("8.40-9.20", (520, 560)),
        ("8h00 - 10h00", (480, 600)),
        ("10:15-10:45AM", (615, 645)),
        ("12:40-1:20", (760, 800)),
        ("9:05 - 11:25:", (545, 685)),
        ("8u25 tot 9u15", (505, 555)),
        ("18:30 – 20:50", (1110, 1250)),
    ],
)
def test_spans_of_time(text: str, span: tuple[int, int]):
    assert span_of(text) == span


def test_numbers_that_are_no_times_stay_numbers():
    assert span_of("215/406") is None and span_in("3-4") is None and clock_of("2E11") is None and clock_of("8H") is None
    assert number_of("3,5") == 3.5 and number_of("-") is None and text_of(4.0) == "4" and text_of(4.5) == "4.5"


def test_a_period_may_stand_before_its_hours():
    assert number_beside_span("1\n8:25–9:15") == 1 and number_beside_span("2de lesuur 9.15-10.05") == 2
    assert number_beside_span("8:25-9:15") is None and number_beside_span("middagpauze 12:00-13:10") is None


def test_a_heading_may_join_day_and_period():
    assert day_period_of("Lunedì_08:00") == ((0,), None, 480)
    assert day_period_of("Vr 5") == ((4,), 5, None)
    assert day_period_of("WIS 5") is None


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("10E+F", ("10E", "10F")),
        ("12B/C", ("12B", "12C")),
        ("05A,05B", ("05A", "05B")),
        ("C6A & C6B", ("C6A", "C6B")),
        ("7-1,7-2", ("7-1", "7-2")),
        ("3A", ("3A",)),
    ],
)
def test_several_classes_in_one_text(text: str, classes: tuple[str, ...]):
    assert split_classes(text) == classes


def test_looks_are_hints():
    assert classlike("6A") == classlike("10B1") == classlike("5-1") == classlike("9В") == 1
    assert classlike("1e") == 0 and classlike("wiskunde") == 0 and 0 < classlike("C2A") < 1
    assert personlike("Мигрин В.В.") == 1 and personlike("S. GAGNEUR") == 1 and personlike("WISKUNDE") == 0
    assert roomlike("215/406/407") == 1 and roomlike("Salle I300") >= 0.8 and roomlike("Wiskunde") == 0


def test_accents_part_two_names():
    vocabulary = Vocabulary()
    vocabulary.add("teacher", "Nhân")
    assert vocabulary.find("teacher", "Nhàn") is None and vocabulary.find("teacher", "NHÂN") == "Nhân"
    vocabulary.add("class", "12I")
    assert vocabulary.find("class", "12 I") == "12I"


def test_lists_of_days_and_of_people():
    assert day_list("1, 3-6") == (0, 2, 3, 4, 5) and day_list("9") is None and day_list("a") is None
    assert people("SPR/SKV") == ("SPR", "SKV") and people("JANSENS, An") == ("JANSENS, An",)


def test_a_split_that_excel_made_a_date_is_read_as_numbers():
    from datetime import datetime

    assert blocks_text(datetime(2026, 1, 1)) == "1-1"
    assert blocks_text(datetime(2026, 2, 1)) == blocks_text(datetime(2026, 1, 2)) == "1-2"
    assert blocks_text("0-1") == "0-1"


def test_the_parts_of_a_cell_of_many_parts_are_told_without_trying_all_ways():
    """Four roles for each of sixteen parts are four milliards of ways."""
    rows = [Row(n, f"k{n % 3}", tuple(f"{chr(97 + k)}{n % 5}" for k in range(16))) for n in range(30)]
    found = assign_roles(("", *["n"] * 15), rows, "class", Vocabulary())
    assert len(found.roles) == 16 and found.roles.count("teacher") <= 1


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        ([f"WIS {name} A1" for name in ("Maes, An", "Nys, Jan", "Claes, Els", "Goos, Tom")], True),
        ([f"WIS / {name} / A1" for name in ("Maes, An", "Nys, Jan", "Claes, Els", "Goos, Tom")], True),
        (["Maes, An", "Nys, Jan", "Claes, Els", "Goos, Tom"], False),
        (["WIS A1, A2", "NED A1, A2", "FRA A2, A1", "ENG A1, A2"], False),
    ],
)
def test_a_comma_inside_names_is_told_before_cells_are_cut(cells: list[str], names: bool):
    vocabulary = Vocabulary()
    vocabulary.learn_commas({name for cell in cells for name in comma_names(cell)})
    assert vocabulary.comma_names == names


def test_two_people_whose_names_begin_with_a_particle_are_no_surname_with_a_first_name():
    vocabulary = Vocabulary()
    vocabulary.learn_commas({f"{name}, Van" for name in ("Geerts", "Peeters", "Maes", "Claes", "Nys")})
    assert vocabulary.people("Van Geerts, Van de Smets") == ("Van Geerts", "Van de Smets")


def test_two_surnames_with_first_names_are_two_people_whatever_stands_between_them():
    vocabulary = Vocabulary()
    vocabulary.learn_commas({"Geerts, An", "Peeters, Jo", "Maes, Els", "Claes, Tom", "Nys, Lut"})
    for between in (" + ", "/", " & ", "; "):
        assert vocabulary.people(f"Geerts, An{between}Maes, Els") == ("Geerts, An", "Maes, Els")


def test_two_people_with_titles_are_no_surname_with_a_first_name():
    vocabulary = Vocabulary()
    vocabulary.learn_commas({f"Mevr. {name}, Dhr. Daems" for name in ("Mertens", "Vos", "Engelen", "Jacobs", "Raes")})
    assert vocabulary.people("Mevr. Vos, Dhr. Daems") == ("Mevr. Vos", "Dhr. Daems")


def test_one_number_that_stands_in_all_cells_is_the_year_of_the_classes():
    subjects, classes = ("AAR", "ENG", "MUZ", "NED", "FYS"), ("1 LAT a", "1 LAT b", "1 MOD a")
    cells = [f"{s} {c} Lokaal {(k * n + n) % 4}" for k, s in enumerate(subjects) for n, c in enumerate(classes, 1)]
    model = learn_fields(cells)
    assert model is not None and model.cut("MUZ 1 LAT a Lokaal 3") == ("MUZ", "1 LAT a", "Lokaal 3")


def test_the_rest_of_the_name_of_a_subject_is_no_room():
    cells = (
        "lit. read.",
        "eng. lang. 311,300",
        "rus. lang.",
        "mus. 214",
        "gym hall",
        "gym pool",
        "LO gym",
        "nat world",
    )
    rows = [
        Row((k // 4, k % 4), f"{k % 3}A", tuple(f"{cells[(3 * k + k // 8) % 8]} ".split(" ", 1)[:2])) for k in range(96)
    ]
    rows = [Row(row.time, row.owner, (row.values[0], row.values[1].strip())) for row in rows]
    at_once = [Row(("x", k), owner, ("nat", "world")) for k in range(20) for owner in ("1A", "2A")]
    found = rest_words([*rows, *at_once], ("subject", "room"), ("", "t01"))
    assert found == {("lit.", "read."), ("eng.", "lang."), ("rus.", "lang."), ("nat", "world")}


def test_two_single_letters_are_one_room():
    assert read_rooms("m/z", Vocabulary()) == (("m/z",), False)
    assert read_rooms("A1/B2", Vocabulary()) == (("A1", "B2"), False)


def test_a_year_behind_the_name_of_the_class_stays_with_it():
    subjects, classes = ("Engels", "Godsdienst", "Chemie", "Frans"), ("Latijn 3", "Handel 3", "Sport 3")
    model = learn_fields([f"{c} {s}" for s in subjects for c in classes])
    assert model is not None and model.cut("Handel 3 Engels") == ("Handel 3", "Engels")
    cells = [f"{s} {c} {r}" for s in subjects for c, r in product(classes, ("refter", "aula", "zaal", "bib"))]
    model = learn_fields(cells)
    assert model is not None and model.cut("Frans Sport 3 refter") == ("Frans", "Sport 3", "refter")
