"""Every family of FET's constraints about rooms and buildings, kept and broken, and the rooms that they leave."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.formats.fet import FetFile
from scheduler.formats.fet.institution import Room
from scheduler.solver.proofs.precheck import precheck
from tests.formats.fet.small import ROOMS, constraint, costs, judged, school

VIRTUAL = """<Room><Name>Pair</Name><Building></Building><Capacity>60</Capacity><Virtual>true</Virtual>
<Number_of_Sets_of_Real_Rooms>2</Number_of_Sets_of_Real_Rooms>
<Set_of_Real_Rooms><Number_of_Real_Rooms>1</Number_of_Real_Rooms><Real_Room>Attic</Real_Room></Set_of_Real_Rooms>
<Set_of_Real_Rooms><Number_of_Real_Rooms>2</Number_of_Real_Rooms><Real_Room>Barn</Real_Room>
<Real_Room>Cave</Real_Room></Set_of_Real_Rooms></Room>"""

ALL_ROOMS = constraint("ActivityPreferredRooms", "Activity_Id=3 Preferred_Room=Barn Preferred_Room=Cave")
PAIR = "Activity_Id=3 Activity_Id=4"
ROOM_OF_6 = constraint("ActivityPreferredRoom", "Activity_Id=6 Room=Loft")
ROOM_OF_4 = constraint("ActivityPreferredRooms", "Activity_Id=4 Preferred_Room=Barn Preferred_Room=Cave")


def rooms_of(fet: FetFile, lesson: str) -> list[list[str]]:
    """By way of a lesson, the rooms it can have."""
    return [
        [room.removeprefix("room:") for demand in option.demands for room in demand.candidates]
        for option in fet.problem.lesson[lesson].options
    ]


def test_an_activity_has_a_room_only_where_a_constraint_gives_it_one(tmp_path: Path) -> None:
    fet = school(
        tmp_path, space=constraint("SubjectPreferredRooms", "Subject=art Preferred_Room=Barn Preferred_Room=Cave")
    )
    assert rooms_of(fet, "3") == [["Barn", "Cave"]]
    assert rooms_of(fet, "4") == [[]]


def test_rooms_of_several_constraints_are_those_in_all_of_them(tmp_path: Path) -> None:
    tag = constraint("ActivityTagPreferredRooms", "Activity_Tag=soft Preferred_Room=Cave Preferred_Room=Attic")
    assert rooms_of(school(tmp_path, space=ALL_ROOMS + tag), "3") == [["Cave"]]


def test_a_room_that_is_too_small_is_left_out(tmp_path: Path) -> None:
    tag = constraint("SubjectPreferredRooms", "Subject=talk Preferred_Room=Attic Preferred_Room=Cave")
    assert rooms_of(school(tmp_path, space=tag), "6") == [["Cave"]], "50 pupils and 20 seats"


def test_a_preferred_room_comes_before_a_home_room(tmp_path: Path) -> None:
    home = constraint("TeacherHomeRoom", "Teacher=Bert Room=Cave")
    art = constraint("SubjectPreferredRoom", "Subject=art Room=Barn")
    fet = school(tmp_path, space=home + art)
    assert rooms_of(fet, "3") == [["Barn"]] and rooms_of(fet, "4") == [["Cave"]]


def test_a_home_room_is_a_way_out_of_a_preferred_room_that_is_only_a_wish(tmp_path: Path) -> None:
    home = constraint("StudentsSetHomeRoom", "Students=B Room=Cave")
    art = constraint("SubjectPreferredRoom", "Subject=art Room=Barn", 80)
    fet = school(tmp_path, space=home + art)
    assert rooms_of(fet, "3") == [["Barn", "Cave"]]
    judgement = judged(tmp_path, "3@Mo1:Cave", space=home + art)
    assert (costs(judgement, "SubjectPreferredRoom"), costs(judgement, "StudentsSetHomeRoom")) == ((0, 8000), (0, 0))
    assert costs(judged(tmp_path, "3@Mo1:Barn", space=home + art), "StudentsSetHomeRoom") == (0, 0)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("ActivityPreferredRoom", "Activity_Id=3 Room=Barn"),
        ("ActivityPreferredRooms", "Activity_Id=3 Preferred_Room=Barn"),
        ("SubjectPreferredRoom", "Subject=art Room=Barn"),
        ("ActivityTagPreferredRoom", "Activity_Tag=soft Room=Barn"),
        ("SubjectActivityTagPreferredRoom", "Subject=art Activity_Tag=soft Room=Barn"),
        ("SubjectActivityTagPreferredRooms", "Subject=art Activity_Tag=soft Preferred_Room=Barn"),
        ("TeacherHomeRoom", "Teacher=Bert Room=Barn"),
        ("TeacherHomeRooms", "Teacher=Bert Preferred_Room=Barn"),
        ("StudentsSetHomeRooms", "Students=B Preferred_Room=Barn"),
    ],
)
def test_an_activity_without_the_room_that_is_wished_costs_the_weight_once(
    tmp_path: Path, name: str, fields: str
) -> None:
    xml = constraint(name, fields, 97)
    assert costs(judged(tmp_path, "3@Mo1:Barn", space=xml), name) == (0, 0)
    assert costs(judged(tmp_path, "3@Mo1", space=xml), name) == (0, 9700)


def test_a_room_is_in_use_once_at_a_time(tmp_path: Path) -> None:
    both = constraint("ActivityPreferredRoom", "Activity_Id=3 Room=Barn") + constraint(
        "ActivityPreferredRoom", "Activity_Id=5 Room=Barn"
    )
    assert costs(judged(tmp_path, "3@Mo1:Barn 5@Mo2:Barn", space=both), "BasicCompulsorySpace") == (0, 0)
    assert costs(judged(tmp_path, "3@Mo1:Barn 5@Mo1:Barn", space=both), "BasicCompulsorySpace") == (1, 0)


def test_a_virtual_room_is_one_real_room_out_of_each_of_its_sets(tmp_path: Path) -> None:
    xml = constraint("ActivityPreferredRoom", "Activity_Id=3 Room=Pair") + constraint(
        "ActivityPreferredRoom", "Activity_Id=5 Room=Attic"
    )
    fet = school(tmp_path, space=xml, rooms=ROOMS + VIRTUAL)
    assert rooms_of(fet, "3") == [["Attic", "Barn", "Cave"]]
    assert "room:Pair" not in fet.problem.resource
    clash = judged(tmp_path, "3@Mo1:Pair 5@Mo1:Attic", space=xml, rooms=ROOMS + VIRTUAL)
    assert costs(clash, "BasicCompulsorySpace")[0] >= 1


@given(st.data())
def test_real_rooms_are_found_in_whatever_order_they_are_listed(data: st.DataObject) -> None:
    held = data.draw(st.lists(st.sampled_from("ABCDEF"), min_size=1, max_size=5, unique=True))
    sets = [tuple({room, *data.draw(st.sets(st.sampled_from("ABCDEF"), max_size=3))}) for room in held]
    room = Room("V", "", 60, tuple(sets))
    taken = room.out_of_each(data.draw(st.permutations(held)))
    assert sorted(taken.values()) == sorted(held)
    assert all(name in sets[number] for number, name in taken.items())


def test_a_real_room_out_of_no_set_is_not_forgotten() -> None:
    room = Room("V", "", 60, (("A", "B"), ("C",)))
    assert room.out_of_each(["X", "C"]) == {1: "C", 0: "X"}
    assert room.out_of_each(["A", "B", "C"]) == {0: "A", 1: "C", 2: "B"}


@pytest.mark.parametrize("listed", ["Real_Room=Attic Real_Room=Cave", "Real_Room=Cave Real_Room=Attic"])
def test_the_order_of_the_real_rooms_of_a_lock_says_nothing(tmp_path: Path, listed: str) -> None:
    lock = constraint("ActivityPreferredRoom", f"Activity_Id=3 Room=Pair Number_of_Real_Rooms=2 {listed}")
    fet = school(tmp_path, space=lock, rooms=ROOMS + VIRTUAL)
    assert precheck(fet.problem) == ()
    for name, broken in (("Cave", 0), ("Barn", 1)):
        held = judged(tmp_path, f"3@Mo1:{name}", space=lock, rooms=ROOMS + VIRTUAL)
        assert costs(held, "ActivityPreferredRoom")[0] == broken


@pytest.mark.parametrize(
    ("name", "fields", "kept", "broken"),
    [
        ("RoomNotAvailableTimes", "Room=Barn [Not_Available_Time]=Mo1", "3@Mo1:Cave", "3@Mo1:Barn"),
        ("ActivitiesOccupyMaxDifferentRooms", f"{PAIR} Max_Number_of_Different_Rooms=1",
         "3@Mo1:Barn 4@Mo2:Barn", "3@Mo1:Barn 4@Mo2:Cave"),
        ("ActivitiesOccupyMaxDifferentRooms", f"{PAIR} Activity_Id=6 Max_Number_of_Different_Rooms=2",
         "3@Mo1:Barn 4@Mo2:Cave", "3@Mo1:Barn 4@Mo2:Cave 6@Mo3:Loft"),
        ("ActivitiesSameRoomIfConsecutive", PAIR, "3@Mo1:Barn 4@Mo2:Barn", "3@Mo1:Barn 4@Mo2:Cave"),
        ("ActivitiesSameRoomIfConsecutive", PAIR, "3@Mo1:Barn 4@Mo3:Cave", "4@Mo1:Cave 3@Mo2:Barn"),
        ("TeacherRoomNotAvailableTimes", "Teacher=Bert Room=Barn [Not_Available_Time]=Mo1", "3@Mo1:Cave", "3@Mo1:Barn"),
        ("TeacherMaxRoomChangesPerDay", "Teacher=Bert Max_Room_Changes_Per_Day=1",
         "3@Mo1:Barn 4@Mo2:Barn 6@Mo3:Loft", "3@Mo1:Barn 4@Mo2:Cave 6@Mo3:Loft"),
        ("StudentsSetMaxRoomChangesPerWeek", "Students=A1 Max_Room_Changes_Per_Week=0",
         "4@Mo1:Barn 6@Tu1:Loft", "4@Mo1:Barn 6@Mo3:Loft"),
        ("TeacherMinGapsBetweenRoomChanges", "Teacher=Bert Min_Gaps_Between_Room_Changes=1",
         "3@Mo1:Barn 4@Mo3:Cave", "3@Mo1:Barn 4@Mo2:Cave"),
        ("TeacherMaxBuildingChangesPerDay", "Teacher=Bert Max_Building_Changes_Per_Day=0",
         "3@Mo1:Barn 4@Tu2:Cave", "3@Mo1:Barn 4@Mo2:Cave"),
        ("TeachersMaxBuildingChangesPerWeek", "Max_Building_Changes_Per_Week=0",
         "3@Mo1:Barn 4@Tu2:Cave", "3@Mo1:Barn 4@Mo3:Cave"),
        ("TeacherMinGapsBetweenBuildingChanges", "Teacher=Bert Min_Gaps_Between_Building_Changes=1",
         "3@Mo1:Barn 4@Mo3:Cave", "3@Mo1:Barn 4@Mo2:Cave"),
    ],
)  # fmt: skip
def test_a_constraint_about_rooms_in_use_is_kept_or_breaks_something_hard(
    tmp_path: Path, name: str, fields: str, kept: str, broken: str
) -> None:
    xml = constraint(name, fields) + ALL_ROOMS + ROOM_OF_4 + ROOM_OF_6
    rooms = ROOMS + "<Room><Name>Loft</Name><Building></Building><Capacity>60</Capacity></Room>"
    assert costs(judged(tmp_path, kept, space=xml, rooms=rooms), name) == (0, 0)
    assert costs(judged(tmp_path, broken, space=xml, rooms=rooms), name)[0] > 0


def test_what_has_no_reader_is_named_with_its_count_and_the_rest_is_read(tmp_path: Path) -> None:
    fet = school(tmp_path, space=constraint("Unheard", "Of=it") * 2 + ALL_ROOMS)
    assert fet.unread == {"ConstraintUnheard": 2} and fet.read["ConstraintActivityPreferredRooms"] == 1
    for language in ("nl", "en"):
        told = "\n".join(notice.text(language) for notice in fet.notices)
        assert "Unheard" in told and "2" in told
