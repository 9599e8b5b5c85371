"""Untis text and XML, aSc XML: small files by hand, and what we write comes back."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli.main import scheduler
from scheduler.formats.files.faults import Faults
from scheduler.formats.roster import ImportOptions, import_roster
from scheduler.formats.roster.records import Imported
from scheduler.formats.untis import write_gpu001, write_gpu002, write_neutral_csv
from scheduler.formats.workbook import write_school
from scheduler.problem.modes import Mode
from scheduler.problem.text import LANGUAGES
from scheduler.school.records import (
    Blocks,
    ClassGroup,
    GridPeriod,
    Level,
    RosterRow,
    School,
    SchoolClass,
    SchoolLesson,
    Teacher,
)
from tests.formats.roster.conftest import said
from tests.words import strange, words

GPU001 = [
    '1,"3A","JAN","WIS","L1",1,2,,',
    '1,"3A","JAN","WIS","L1",1,3,,',
    '2,"3A","BOB","GOD","L2",2,1,,',
    '2,"3B","BOB","GOD","L2",2,1,,',
    '2,"3B","EVA","GOD","L3",2,1,,',
    '3,"3B","ZOË","FRA","",5,4,,',
]


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), (";", "cp1252"), ("\t", "utf-8-sig")])
def test_gpu001_is_read_whatever_its_separator_and_encoding(tmp_path: Path, separator: str, encoding: str):
    path = tmp_path / "GPU001.TXT"
    path.write_bytes("\r\n".join(line.replace(",", separator) for line in GPU001).encode(encoding))
    imported = import_roster([path])
    assert said(imported) == {
        (0, 2, 2, "3A", "WIS", "JAN", "L1"),
        (1, 1, 1, "3A+3B", "GOD", "BOB+EVA", "L2"),
        (4, 4, 1, "3B", "FRA", "ZOË", ""),
    }


def test_gpu002_and_master_data_complete_a_timetable(tmp_path: Path):
    def gpu(name: str, *rows: dict[int, object]) -> Path:
        path = tmp_path / name
        lines = [";".join(str(row.get(column, "")) for column in range(1, 31)) for row in rows]
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    files = [
        gpu(
            "GPU001.TXT",
            {1: 7, 2: "3A", 3: "JAN", 4: "WIS", 5: "L1", 6: 1, 7: 2},
            {1: 8, 2: "3A", 3: "EVA", 4: "FRA", 6: 2, 7: 2},
        ),
        gpu(
            "GPU002.TXT",
            {1: 7, 2: 3, 3: 3, 4: 3, 5: "3A", 6: "JAN", 7: "WIS", 28: 1, 29: 1},
            {1: 9, 2: 2, 3: 2, 4: 2, 5: "3A", 6: "EVA", 7: "LAT", 12: "A"},
        ),
        gpu("GPU003.TXT", {1: "3A", 2: "Derde A", 17: 12, 18: 10}),
        gpu("GPU004.TXT", {1: "JAN", 2: "Jansen", 29: "An", 15: 20}),
        gpu("GPU005.TXT", {1: "L1", 2: "Lab", 8: 24}),
        gpu("GPU009.TXT", {1: "Refter", 2: "JAN", 3: 1, 4: 4}),
        gpu("GPU016.TXT", {1: "L", 2: "JAN", 3: 5, 4: 2, 5: -3}, {1: "K", 2: "3A", 3: 3, 4: 2, 5: 2}),
    ]
    school = import_roster(files).school
    lessons = {lesson.id: lesson for lesson in school.lessons}
    assert lessons["7"].periods == 3 and lessons["9"].week == "A"
    assert [(c.code, c.name, c.pupils) for c in school.classes] == [("3A", "Derde A", 22)]
    assert next(t for t in school.teachers if t.code == "JAN").name == "An Jansen"
    assert next(t for t in school.teachers if t.code == "JAN").assignment == 20
    assert next(r for r in school.rooms if r.code == "L1").seats == 24
    assert [(s.room, s.who, s.day, s.period) for s in school.supervision] == [("Refter", "JAN", 0, 4)]
    assert {(a.kind, a.code, a.day, a.period, a.level, a.there) for a in school.availability} == {
        ("teacher", "JAN", 4, 2, Level.MUST, False),
        ("class", "3A", 2, 2, Level.WISH, True),
    }


UNTIS = """<?xml version="1.0" encoding="UTF-8"?>
<document xmlns="https://untis.at/untis/XmlInterface">
 <timeperiods>
 <timeperiod id="TP_11"><day>1</day><period>1</period><starttime>0825</starttime>
  <endtime>0915</endtime></timeperiod>
 <timeperiod id="TP_12"><day>1</day><period>2</period><starttime>0915</starttime>
  <endtime>1005</endtime></timeperiod></timeperiods>
 <rooms><room id="RM_L1"><longname>Lab</longname></room></rooms>
 <subjects><subject id="SU_WIS"><longname>Wiskunde</longname></subject></subjects>
 <teachers><teacher id="TR_JAN"><surname>Jansen</surname><forename>An</forename></teacher></teachers>
 <classes><class id="CL_3A"><longname>Derde A</longname></class></classes>
 <lessons><lesson id="LS_100"><periods>2</periods>
  <lesson_subject id="SU_WIS"/><lesson_teacher id="TR_JAN"/><lesson_classes id="CL_3A"/>
  <times><time><assigned_day>1</assigned_day><assigned_period>1</assigned_period>
   <assigned_room id="RM_L1"/></time>
  <time><assigned_day>1</assigned_day><assigned_period>2</assigned_period>
   <assigned_room id="RM_L1"/></time></times></lesson></lessons>
</document>"""

ASC = """<?xml version="1.0" encoding="UTF-8"?>
<timetable>
 <periods><period period="1" starttime="8:25" endtime="9:15"/>
  <period period="2" starttime="9:15" endtime="10:05"/></periods>
 <subjects><subject id="S1" name="Wiskunde" short="WIS"/></subjects>
 <teachers><teacher id="T1" name="An Jansen" short="JAN"/></teachers>
 <classrooms><classroom id="R1" name="Lab" short="L1" capacity="24"/></classrooms>
 <classes><class id="C1" name="3A" short="3A"/></classes>
 <groups><group id="G1" classid="C1" name="Latijn" entireclass="0"/>
  <group id="G2" classid="C1" name="Hele klas" entireclass="1"/></groups>
 <lessons><lesson id="*1" subjectid="S1" classids="C1" 
   groupids="G2" 
   teacherids="T1" classroomids="R1" periodspercard="1" periodsperweek="2.0"/>
  <lesson id="*2" subjectid="S1" classids="C1" 
   groupids="G1" 
   teacherids="T1" classroomids="R1" periodspercard="2" periodsperweek="2.0"/></lessons>
 <cards><card lessonid="*1" period="1" days="01000" weeks="11" classroomids="R1"/>
  <card lessonid="*1" period="2" days="00100" weeks="10" classroomids="R1"/>
  <card lessonid="*2" period="1" days="00001" weeks="11" classroomids=""/>
  <card lessonid="*9" period="1" days="10000"/></cards>
</timetable>"""


def test_untis_xml_tells_clock_times_rooms_and_names(tmp_path: Path):
    path = tmp_path / "untis.xml"
    path.write_text(UNTIS, encoding="utf-8")
    school = import_roster([path]).school
    assert said(import_roster([path])) == {(0, 1, 2, "3A", "WIS", "JAN", "L1")}
    assert {(p.period, p.start, p.end) for p in school.periods} == {(1, 505, 555), (2, 555, 605)}
    assert school.teachers[0].name == "An Jansen"


def test_asc_cards_become_rows_and_a_card_without_a_lesson_is_reported(tmp_path: Path):
    path = tmp_path / "asc.xml"
    path.write_text(ASC, encoding="utf-8")
    imported = import_roster([path])
    weeks = {(row.day, row.period, row.attendees[0], row.duration): row.week for row in imported.school.roster}
    assert weeks == {(1, 1, "3A", 1): "every", (2, 2, "3A", 1): "A", (4, 1, "3A.Latijn", 2): "every"}
    assert any("kaartjes" in notice.nl for notice in imported.notices)


def asc(subjects: str, lessons: str, cards: str = "") -> str:
    """Two classes 1A and 1B, teachers AS and BP, and periods 1 to 4."""
    periods = "".join(f'<period period="{n}" starttime="{7 + n}:00" endtime="{7 + n}:50"/>' for n in range(1, 5))
    return f"""<timetable><periods>{periods}</periods><subjects>{subjects}</subjects>
 <teachers><teacher id="t1" name="An Smit" short="AS"/><teacher id="t2" name="Bo Peer" short="BP"/></teachers>
 <classrooms><classroom id="r1" name="Room 1" short="R1"/></classrooms>
 <classes><class id="c1" name="1A" short="1A"/><class id="c2" name="1B" short="1B"/></classes>
 <lessons>{lessons}</lessons><cards>{cards}</cards></timetable>"""


def asc_lesson(name: str, subject: str, *, of: str = "c1", who: str = "t1", each: int = 1, week: str = "1.0") -> str:
    return (
        f'<lesson id="{name}" classids="{of}" subjectid="{subject}" teacherids="{who}" classroomids="r1"'
        f' periodspercard="{each}" periodsperweek="{week}"/>'
    )


def card(lesson: str, day: int, period: int = 1) -> str:
    days = "".join("1" if number == day else "0" for number in range(5))
    return f'<card lessonid="{lesson}" period="{period}" days="{days}" weeks="1" classroomids="r1"/>'


def imported_text(path: Path, text: str) -> Imported:
    path.write_text(text, encoding="utf-8")
    return import_roster([path])


@pytest.mark.parametrize(
    ("each", "periods", "placed", "blocks"),
    [
        (3, "3.0", 0, (3,)),
        (2, "4.0", 0, (2, 2)),
        (2, "5.0", 0, (2, 2, 1)),
        (2, "4.0", 1, (2, 2)),  # what has no place yet keeps its length
        (2, "6.0", 2, (2, 2, 2)),
        (1, "4.0", 1, None),
        (1, "4.0", 0, None),
        (3, "2.0", 0, None),  # no card fits: single periods
    ],
)
def test_cards_of_asc_that_have_no_place_yet_are_blocks(
    tmp_path: Path, each: int, periods: str, placed: int, blocks: tuple[int, ...] | None
) -> None:
    cards = "".join(card("L1", day) for day in range(placed))
    text = asc('<subject id="s1" name="Maths" short="MA"/>', asc_lesson("L1", "s1", each=each, week=periods), cards)
    (lesson,) = imported_text(tmp_path / "school.xml", text).school.lessons
    assert (lesson.blocks.sizes if lesson.blocks else None) == blocks
    assert lesson.periods == Fraction(periods)


@pytest.mark.parametrize(("second", "codes"), [("Mandarin", {"Maths", "Mandarin"}), ("Maths", {"MA"})])
def test_names_that_share_a_short_name_stay_apart(tmp_path: Path, second: str, codes: set[str]) -> None:
    subjects = f'<subject id="s1" name="Maths" short="MA"/><subject id="s2" name="{second}" short="MA"/>'
    lessons = asc_lesson("L1", "s1") + asc_lesson("L2", "s2", of="c2", who="t2")
    imported = imported_text(tmp_path / "school.xml", asc(subjects, lessons, card("L1", 0) + card("L2", 0)))
    assert (
        {lesson.subject for lesson in imported.school.lessons}
        == codes
        == {one.code for one in imported.school.subjects}
    )
    assert len(imported.school.roster) == 2
    told = [notice for notice in imported.notices if "MA" in notice.en and second in notice.en]
    assert bool(told) == (len(codes) == 2)


@pytest.mark.parametrize(
    ("first", "second", "week"),
    [
        ("(Odd)", "(Even)", "A"),
        ("[oneven]", "[even]", "A"),
        ("(week A)", "(Week B)", "A"),
        ("(practical)", "(theory)", ""),
    ],
)
def test_a_week_in_brackets_behind_the_name_of_a_subject_is_read(
    tmp_path: Path, first: str, second: str, week: str
) -> None:
    subjects = "".join(
        f'<subject id="{code}{number}" name="{name} {mark}" short="{code}"/>'
        for code, name in (("ACC", "Accounting"), ("ART", "Art"))
        for number, mark in ((1, first), (2, second))
    )
    lessons = "".join(
        asc_lesson(f"{code}{number}", f"{code}{number}", who=who)
        for code, who in (("ACC", "t1"), ("ART", "t2"))
        for number in (1, 2)
    )
    cards = card("ACC1", 0) + card("ART2", 0) + card("ACC2", 1) + card("ART1", 1)
    imported = imported_text(tmp_path / "school.xml", asc(subjects, lessons, cards))
    weeks = {row.lesson: row.week for row in imported.school.roster}
    if week:
        assert weeks == {"ACC1": "A", "ART1": "A", "ACC2": "B", "ART2": "B"}
        assert imported.school.groups == () and {one.code for one in imported.school.subjects} == {"ACC", "ART"}
        assert any(first in notice.nl for notice in imported.notices)
    else:
        assert set(weeks.values()) == {"every"}
        assert len({one.code for one in imported.school.subjects}) == 4


@pytest.mark.parametrize("waiting", [1, 2, 3])
@pytest.mark.parametrize("classes", [("3C",), ("3C", "3D")])
def test_rows_of_gpu001_without_a_place_are_lessons_still_to_be_placed(
    tmp_path: Path, waiting: int, classes: tuple[str, ...]
) -> None:
    placed = [*GPU001, *(f'7,"{name}","JAN","PH","L9",3,1,,' for name in classes)]
    rows = [f'{number},"{name}","JAN","PH","L9",0,0,,' for number in (7, 8) for name in classes for _ in range(waiting)]
    imported = imported_text(tmp_path / "GPU001.TXT", "\n".join([*placed, *rows]))
    assert len(imported.school.roster) == 4
    lessons = {lesson.id: (lesson.periods, lesson.attendees) for lesson in imported.school.lessons}
    assert lessons["7"] == (1 + waiting, classes) and lessons["8"] == (waiting, classes)
    (notice,) = [notice for notice in imported.notices if "dag 0" in notice.nl]
    assert "7, 8" in notice.nl


@pytest.mark.parametrize(
    ("first", "second", "weeks"), [("A", "B", ("A", "B")), ("", "B", ("every", "B")), ("", "", ("every",) * 2)]
)
def test_the_week_of_a_lesson_may_stand_in_gpu002_alone(
    tmp_path: Path, first: str, second: str, weeks: tuple[str, str]
) -> None:
    timetable = '1;"1A";"AN";"MU";"L1";1;1;;;\n2;"1A";"BO";"PO";"L2";1;2;;;\n3;"1A";"CE";"NED";"L1";2;1;;;'
    asked = f"1;1;1;1;1A;AN;MU;;;;;{first};;\n2;1;1;1;1A;BO;PO;;;;;{second};;\n3;1;1;1;1A;CE;NED;;;;;;;"
    (tmp_path / "GPU001.TXT").write_text(timetable)
    (tmp_path / "GPU002.TXT").write_text(asked)
    imported = import_roster([tmp_path / "GPU001.TXT", tmp_path / "GPU002.TXT"])
    found = {row.subject: row.week for row in imported.school.roster}
    assert (found["MU"], found["PO"], found["NED"]) == (*weeks, "every")
    assert imported.school.groups == ()
    assert any("GPU002" in notice.nl and "week" in notice.nl for notice in imported.notices) == (second == "B")


PLACED = '100,"3A","JAN","WIS","L1",1,1,,'
ASKED = "100;2;2;2;3A;JAN;WIS;L1;;;;"


@pytest.mark.parametrize("periods", ["201", "999999999"])
@pytest.mark.parametrize(
    "files",
    [
        {"untis.xml": UNTIS.replace("<periods>2</periods>", "<periods>{}</periods>")},
        {"asc.xml": ASC.replace('periodsperweek="2.0"', 'periodsperweek="{}"', 1)},
        {"asc.xml": ASC.replace('periodspercard="2"', 'periodspercard="{:.3}"', 1)},
        {"GPU001.TXT": PLACED, "GPU002.TXT": ASKED.replace(";2;2;2;", ";{};2;2;")},
    ],
    ids=["Untis", "aSc", "a card of aSc", "GPU002"],
)
def test_more_periods_than_a_week_has_are_told_and_not_counted_out(
    tmp_path: Path, files: dict[str, str], periods: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text.format(periods), encoding="utf-8")
    imported = import_roster([tmp_path / name for name in files])
    assert max(lesson.periods for lesson in imported.school.lessons) <= 4
    assert any("meer dan 200" in notice.nl for notice in imported.notices)


def test_asc_cards_without_lessons_and_ten_days_are_placed_in_two_weeks(tmp_path: Path):
    path = tmp_path / "asc.xml"
    path.write_text(
        """<?xml version="1.0" encoding="UTF-8"?>
<timetable><periods><period period="1" starttime="8:25" endtime="9:15"/></periods>
 <subjects><subject id="S1" short="WIS"/></subjects><teachers><teacher id="T1" short="JAN"/></teachers>
 <classes><class id="C1" short="3A"/></classes>
 <cards><card subjectid="S1" classids="C1" teacherids="T1" period="1" days="0100000000"/>
  <card subjectid="S1" classids="C1" teacherids="T1" period="1" days="0000000010"/>
  <card subjectid="S1" classids="C1" period="1" days="000000000001"/></cards></timetable>""",
        encoding="utf-8",
    )
    imported = import_roster([path])
    assert {(r.day, r.period, r.week, r.subject) for r in imported.school.roster} == {
        (1, 1, "A", "WIS"),
        (3, 1, "B", "WIS"),
    }
    assert any("1 " in notice.nl for notice in imported.notices)


@pytest.mark.parametrize(
    ("days", "numbers"),
    [("", "01234"), ("", "12345"), ("DMTWF", "01234"), ("", "024"), ("DMTWF", "234")],
    ids=["from 0", "from 1", "named", "some from 0", "some named"],
)
def test_days_that_older_asc_files_number_are_those_of_the_file(tmp_path: Path, days: str, numbers: str):
    names = {"D": "Понеділок", "M": "Вівторок", "T": "Середа", "W": "Четвер", "F": "П'ятниця"}
    listed = "".join(f'<day name="{names[mark]}" short="{mark}" day="{n}"/>' for n, mark in enumerate(days))
    cards = "".join(f'<card lessonid="L1" classroomids="r1" day="{n}" period="1"/>' for n in numbers)
    text = asc('<subject id="s1" name="Maths" short="MA"/>', asc_lesson("L1", "s1", week=f"{len(numbers)}.0"), cards)
    imported = imported_text(tmp_path / "school.xml", text.replace("<periods>", f"<days>{listed}</days><periods>"))
    first = 1 if numbers == "12345" else 0
    assert sorted(row.day for row in imported.school.roster) == [int(n) - first for n in numbers]


def test_blanks_around_the_names_of_asc_are_no_part_of_them(tmp_path: Path):
    text = asc('<subject id="s1" name="Maths " short=" MA"/>', asc_lesson("L1", "s1"), card("L1", 0))
    text = text.replace('"1A"', '" 1A"').replace('short="AS"', 'short="AS "')
    imported = imported_text(tmp_path / "school.xml", text)
    assert sorted(one.code for one in imported.school.classes) == ["1A", "1B"]
    assert {row.teachers for row in imported.school.roster} == {("AS",)}


def master(path: Path, width: int, *rows: dict[int, object]) -> Path:
    """A file of master data in the columns of Untis."""
    lines = [",".join(f'"{row[c]}"' if c in row else "" for c in range(1, width + 1)) for row in rows]
    path.write_text("\n".join(lines), encoding="cp1252")
    return path


def staff(folder: Path) -> None:
    """People, rooms and wishes under names that a school gives; no lessons."""
    master(folder / "Mensen.TXT", 45, {1: "JAN", 2: "Jansen"}, {1: "BOB", 2: "Bobsen"}, {1: "ZOË", 2: "Zoëns"})
    master(folder / "Klassen.TXT", 33, {1: "3A", 4: "L1"}, {1: "3B", 4: "L2"})
    master(folder / "Lokalen.TXT", 18, {1: "L1"}, {1: "L2"})
    master(folder / "Vakken.TXT", 23, {1: "WI", 2: "Wiskunde"}, {1: "NE", 2: "Nederlands"})
    (folder / "Wensen.TXT").write_text('"L","JAN",1,1,-3\n"L","BOB",2,4,-3\n"L","ZOË",5,2,2\n', encoding="cp1252")


def test_a_folder_of_untis_master_data_under_any_names_makes_a_school_with_wishes(tmp_path: Path):
    staff(tmp_path)
    school = import_roster([tmp_path]).school
    assert {t.code for t in school.teachers} == {"JAN", "BOB", "ZOË"}
    assert {c.code: c.home_room for c in school.classes} == {"3A": "L1", "3B": "L2"}
    assert {r.code for r in school.rooms} == {"L1", "L2"} and {s.code for s in school.subjects} == {"WI", "NE"}
    assert {(a.code, a.day, a.period) for a in school.availability} == {("JAN", 0, 1), ("BOB", 1, 4), ("ZOË", 4, 2)}


def test_a_roster_of_many_columns_that_are_filled_now_and_then_is_no_master_data(tmp_path: Path):
    days = ("lunedi", "martedi", "mercoledi", "giovedi", "venerdi")
    lines = [",".join(["prof", *(f"{day}{period}" for day in days for period in range(1, 6))])]
    for n in range(12):
        cells = (f"{(n + k) % 3 + 1}{'AB'[k % 2]}" if (n * 7 + k * 5) % 11 < 5 else "" for k in range(25))
        lines.append(",".join([f"ROSSI {chr(65 + n)}.", *cells]))
    path = tmp_path / "orario.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    school = import_roster([path], ImportOptions(accept=True)).school
    assert len(school.teachers) == 12 and len(school.roster) > 50


def test_people_and_wishes_without_lessons_are_written_as_a_workbook(tmp_path: Path):
    folder = tmp_path / "untis"
    folder.mkdir()
    staff(folder)
    output = tmp_path / "school.xlsx"
    result = CliRunner().invoke(scheduler, ["import", str(folder), "-o", str(output)])
    assert result.exit_code == 0, result.output
    assert output.exists()


def test_a_file_that_is_refused_still_gets_its_page(tmp_path: Path):
    file = tmp_path / "school.fet"
    file.write_text('<?xml version="1.0"?>\n<fet version="6.1.0"></fet>', encoding="utf-8")
    page = tmp_path / "page.html"
    result = CliRunner().invoke(
        scheduler, ["import", str(file), "-o", str(tmp_path / "s.xlsx"), "--explain", str(page), "--lang", "en"]
    )
    assert result.exit_code == 1
    assert "FET" in page.read_text("utf-8")


@pytest.mark.parametrize("day", [-1, 8, 999_999])
@pytest.mark.parametrize(
    "files",
    [
        {"untis.xml": UNTIS.replace("<assigned_day>1<", "<assigned_day>{day}<", 1)},
        {"untis.xml": UNTIS.replace("<day>1<", "<day>{day}<", 1)},
    ],
    ids=["a lesson of Untis", "a time of Untis"],
)
def test_what_is_on_no_day_of_the_week_is_told_and_left_out(tmp_path: Path, files: dict[str, str], day: int) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text.format(day=day), encoding="utf-8")
    imported = import_roster([tmp_path / name for name in files])
    assert any("een week heeft er zeven" in notice.nl for notice in imported.notices)
    write_school(imported.school, tmp_path / "school.xlsx", "nl")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["untis.xml", "asc.xml", "GPU001.TXT", "GPU002.TXT", "timetable.csv"])
def test_what_is_said_of_files_of_other_programs_is_said_in_one_language(tmp_path: Path, form: str, language: str):
    school, rows = small_school()
    path = tmp_path / form
    if path.suffix == ".xml":
        path.write_text(UNTIS if form == "untis.xml" else ASC, encoding="utf-8")
    elif form == "GPU002.TXT":
        write_gpu002(school, path)
    else:
        (write_gpu001 if form == "GPU001.TXT" else write_neutral_csv)(school, rows, path)
    shown = CliRunner().invoke(scheduler, ["import", str(path), "--dry-run", "--lang", language]).output
    own = words(path.read_text(encoding="utf-8-sig", errors="replace")) | words(str(tmp_path))
    assert shown and strange([(form, line) for line in shown.splitlines()], language, own) == []


@pytest.mark.parametrize(
    "bomb",
    [
        '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><document>&b;</document>',
        '<!DOCTYPE d SYSTEM "file:///etc/passwd"><document/>',
        "<document><unclosed>",
    ],
)
def test_hostile_or_broken_xml_is_a_fault(tmp_path: Path, bomb: str):
    path = tmp_path / "evil.xml"
    path.write_text(bomb, encoding="utf-8")
    with pytest.raises(Faults):
        import_roster([path])


def small_school() -> tuple[School, tuple[RosterRow, ...]]:
    rows = (
        RosterRow("7", 1, ("3A",), "WIS", ("JAN",), "every", 0, 1, 2, Mode.CONTACT, "L1"),
        RosterRow("8", 1, ("3A", "3B"), "GOD", ("BOB", "EVA"), "A", 1, 3, 1, Mode.CONTACT, "L2"),
        RosterRow("9", 1, ("3B",), "FRA", ("EVA",), "every", 4, 2, 1, Mode.SYNCHRONOUS, ""),
        RosterRow("9", 2, ("3B",), "FRA", ("EVA",), "every", 3, 2, 1, Mode.SYNCHRONOUS, ""),
    )
    lessons = (
        SchoolLesson("7", ("3A",), "WIS", (("JAN",),), Fraction(2), Blocks((2,))),
        SchoolLesson("8", ("3A", "3B"), "GOD", (("BOB",), ("EVA",)), Fraction(1), week="A"),
        SchoolLesson("9", ("3B",), "FRA", (("EVA",),), Fraction(2)),
    )
    periods = tuple(
        GridPeriod("g", day, period, 500 + 50 * period, 550 + 50 * period) for day in range(5) for period in range(1, 5)
    )
    classes = (SchoolClass("3A"), SchoolClass("3B"))
    return School(
        periods=periods,
        classes=classes,
        teachers=tuple(map(Teacher, ("JAN", "BOB", "EVA"))),
        lessons=lessons,
        roster=rows,
    ), rows


def placed(rows: tuple[RosterRow, ...]) -> set[tuple[object, ...]]:
    return {
        (
            row.week,
            row.day,
            row.period + k,
            frozenset(row.attendees),
            row.subject,
            frozenset(row.teachers),
            row.room,
            row.mode or Mode.CONTACT,
        )
        for row in rows
        for k in range(row.duration)
    }


def test_a_timetable_written_as_gpu001_comes_back_with_weeks_and_modes(tmp_path: Path):
    school, rows = small_school()
    write_gpu001(school, rows, tmp_path / "GPU001.TXT")
    assert placed(import_roster([tmp_path / "GPU001.TXT"]).school.roster) == placed(rows)


def test_a_timetable_written_as_neutral_csv_comes_back(tmp_path: Path):
    school, rows = small_school()
    write_neutral_csv(school, rows, tmp_path / "timetable.csv")
    back = placed(import_roster([tmp_path / "timetable.csv"]).school.roster)
    assert {row[1:] for row in back} == {row[1:] for row in placed(rows)}


def test_lessons_written_as_gpu002_come_back(tmp_path: Path):
    school, _ = small_school()
    write_gpu002(school, tmp_path / "GPU002.TXT")
    back = {lesson.id: lesson for lesson in import_roster([tmp_path / "GPU002.TXT"]).school.lessons}
    assert back["8"].attendees == ("3A", "3B") and back["8"].week == "A"
    assert set(back["8"].teachers) == {("BOB",), ("EVA",)} and back["7"].blocks == Blocks((2,))


def test_groups_are_written_as_their_class(tmp_path: Path):
    school, _ = small_school()
    school = School(
        periods=school.periods, classes=school.classes, groups=(ClassGroup("3A.1", "3A", "d"),), lessons=school.lessons
    )
    write_gpu001(school, (RosterRow("7", 1, ("3A.1",), "WIS", ("JAN",), "every", 0, 1),), tmp_path / "GPU001.TXT")
    assert (tmp_path / "GPU001.TXT").read_text().startswith('1;"3A";') or '"3A"' in (
        tmp_path / "GPU001.TXT"
    ).read_text()
    assert "3A.1" not in (tmp_path / "GPU001.TXT").read_text()


def test_names_that_a_spreadsheet_would_run_are_guarded_for_other_products(tmp_path: Path) -> None:
    from scheduler.formats.files.text import rows_of
    from scheduler.school.records import RosterRow, School

    row = RosterRow("=1+1", attendees=("@SUM(A1)",), subject="+cmd", teachers=("-x",), room="=HYPERLINK()")
    path = tmp_path / "fet.csv"
    write_neutral_csv(School(), [row], path)
    cells = list(rows_of(path.read_text(encoding="utf-8"), path.name))[1]
    assert {"'@SUM(A1)", "'+cmd", "'-x"} <= set(cells)
    assert not any(cell[:1] in ("=", "+", "-", "@") for cell in cells)


@pytest.mark.parametrize("form", ["GPU001.TXT", "timetable.csv", "rooster.csv"])
def test_a_question_mark_where_a_teacher_stands_is_nobody(tmp_path: Path, form: str) -> None:
    def lines(teachers: str) -> list[str]:
        people = teachers.split("+")
        return {
            "GPU001.TXT": [f'1;"3A";"{one}";"WIS";"L1";1;1;;;' for one in people],
            "timetable.csv": [f'1,"Monday",1,"3A","WIS","{teachers}","contact","L1",""'],
            "rooster.csv": [f"w;1;3A;WIS;{', '.join(people)};elke week;maandag;1;8:25;9:15;1;contact;L1;"],
        }[form]

    head = {
        "timetable.csv": ['"Activity Id","Day","Hour","Students Sets","Subject","Teachers","Activity Tags","Room",""'],
        "rooster.csv": ["les;deel;klassen;vak;leraren;week;dag;lesuur;begin;einde;duur;vorm;lokaal;plaats leerlingen"],
    }.get(form, [])
    other = [line.replace('"1"', '"2"').replace("3A", "3B").replace(";1;1;", ";2;1;") for line in lines("BO")]
    with_mark = imported_text(tmp_path / form, "\n".join([*head, *lines("JAN+?"), *other]))
    without = imported_text(tmp_path / form, "\n".join([*head, *lines("JAN"), *other]))
    assert [row.teachers for row in with_mark.school.roster if "3A" in row.attendees] == [("JAN",)]
    assert {one.code for one in with_mark.school.teachers} == {one.code for one in without.school.teachers}
    assert "?" not in {one.code for one in with_mark.school.teachers}


def test_an_asc_card_of_several_days_is_a_lesson_on_each_and_one_of_both_weeks_is_of_every_week(tmp_path: Path):
    subjects = '<subject id="s1" name="Maths" short="MA"/>'
    cards = '<card lessonid="L1" period="2" days="11010" weeks="1" classroomids="r1"/>'
    imported = imported_text(tmp_path / "days.xml", asc(subjects, asc_lesson("L1", "s1", week="3.0"), cards))
    assert {(r.day, r.period) for r in imported.school.roster} == {(0, 2), (1, 2), (3, 2)}
    cards = '<card lessonid="L1" period="2" days="1001010000" weeks="1" classroomids="r1"/>'
    imported = imported_text(tmp_path / "weeks.xml", asc(subjects, asc_lesson("L1", "s1", week="1.5"), cards))
    assert {(r.day, r.week) for r in imported.school.roster} == {(0, "every"), (3, "A")}
