"""The demo schools fit by counting: classes, teachers, rooms, bands, pools, distance lessons; and are realistic too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import pytest

from scheduler.demo import SIZES, make_demo
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.school.records import Level, PoolKind, School, SchoolClass, SchoolLesson

CASES = [(size, seed) for size in SIZES for seed in (1, 2)]


@cache
def demo(size: str, seed: int = 1, language: str = "nl", scale: int = 1) -> School:
    return make_demo(size, seed=seed, language=language, scale=scale)


def classes_of(school: School, lesson: SchoolLesson) -> list[SchoolClass]:
    by_code = {one.code: one for one in school.classes}
    group_class = {group.code: group.class_code for group in school.groups}
    return [by_code[group_class.get(code, code)] for code in lesson.attendees]


def pupils_of(school: School, lesson: SchoolLesson) -> int:
    pupils = {one.code: one.pupils for one in school.classes} | {group.code: group.pupils for group in school.groups}
    return sum(pupils[code] for code in lesson.attendees)


def away(school: School, kind: str, code: str) -> set[tuple[int, int]]:
    """Periods (day, period) at which a teacher or room certainly is not there."""
    gone = set()
    for row in school.availability:
        if (row.kind, row.code) == (kind, code) and row.level is Level.MUST and not row.there:
            gone |= {
                (one.day, one.period)
                for one in school.periods
                if row.day in (None, one.day)
                and row.period in (None, one.period)
                and row.half_day in (None, one.half_day)
            }
    return gone


def units(school: School) -> dict[str, list[SchoolLesson]]:
    """Lessons that run at once: a band, or one lesson alone."""
    found: dict[str, list[SchoolLesson]] = defaultdict(list)
    for lesson in school.lessons:
        found[lesson.band or lesson.id].append(lesson)
    return found


def meets(lesson: SchoolLesson) -> tuple[int, ...]:
    return lesson.blocks.sizes if lesson.blocks else (1,) * max(1, int(lesson.periods))


def paths(school: School) -> Iterator[tuple[SchoolClass, set[str]]]:
    """Per class and division: the class itself with each one of its groups."""
    for one in school.classes:
        for group in school.groups:
            if group.class_code == one.code:
                yield one, {one.code, group.code}


@pytest.mark.parametrize(("size", "seed"), CASES)
def test_the_same_seed_makes_the_same_school_and_another_seed_another(size: str, seed: int) -> None:
    assert make_demo(size, seed=seed) == demo(size, seed)
    assert make_demo(size, seed=seed + 1) != demo(size, seed)


@pytest.mark.parametrize(
    ("size", "classes", "teachers", "periods"),
    [
        ("small", 8, (18, 26), (250, 330)),
        ("medium", 30, (70, 80), (950, 1100)),
        ("large", 56, (125, 135), (1850, 2100)),
    ],
)
def test_each_size_has_the_promised_order_of_magnitude(
    size: str, classes: int, teachers: tuple[int, int], periods: tuple[int, int]
) -> None:
    school = demo(size)
    assert len(school.classes) == classes
    assert teachers[0] <= len(school.teachers) <= teachers[1]
    assert periods[0] <= sum(lesson.periods for lesson in school.lessons) <= periods[1]


def test_a_multiple_has_as_many_times_the_classes_and_unique_codes() -> None:
    school = demo("large", scale=2)
    assert len(school.classes) == 2 * len(demo("large").classes)
    for records in (school.classes, school.groups, school.teachers, school.subjects, school.rooms, school.pools):
        codes = [record.code for record in records]
        assert len(codes) == len(set(codes))
    assert len({lesson.id for lesson in school.lessons}) == len(school.lessons)


@pytest.mark.parametrize(("size", "seed"), CASES)
def test_every_name_that_is_used_exists(size: str, seed: int) -> None:
    school = demo(size, seed)
    people = {one.code for one in school.classes} | {one.code for one in school.groups}
    teachers, rooms = {one.code for one in school.teachers}, {one.code for one in school.rooms}
    types = {name for room in school.rooms for name in room.types}
    for lesson in school.lessons:
        assert set(lesson.attendees) <= people
        assert lesson.subject in {one.code for one in school.subjects}
        assert {code for who in lesson.teachers for code in who} <= teachers
        assert lesson.teachers and lesson.room_type in types
        assert {pool for pool, _ in lesson.devices} <= {pool.code for pool in school.pools}
    assert {code for meeting in school.meetings for code in meeting.members} <= teachers
    assert {pin.lesson for pin in school.pins} <= {lesson.id for lesson in school.lessons}
    assert {row.room for row in school.supervision} <= rooms
    assert {one.home_room for one in school.classes} - {""} <= rooms
    for row in school.availability:
        assert row.code in teachers | rooms | {one.code for one in school.subjects}


@pytest.mark.parametrize(("size", "seed"), CASES)
def test_every_pupil_has_32_to_34_periods_in_both_weeks_whatever_groups_he_is_in(size: str, seed: int) -> None:
    school = demo(size, seed)
    for one in school.classes:
        whole = sum(lesson.periods for lesson in school.lessons if one.code in lesson.attendees)
        divisions = defaultdict(list)
        for group in school.groups:
            if group.class_code == one.code:
                load = sum(lesson.periods for lesson in school.lessons if group.code in lesson.attendees)
                divisions[group.division].append(load)
        for loads in divisions.values():
            assert len(set(loads)) == 1, (one.code, loads)  # else some pupils would be free while others have lessons
        week = whole + sum(loads[0] for loads in divisions.values())
        assert 32 <= week <= 34 and week.denominator == 1
        halves = [lesson for lesson in school.lessons if one.code in lesson.attendees and lesson.periods < 1]
        assert len(halves) % 2 == 0


@pytest.mark.parametrize(("size", "seed"), CASES)
def test_groups_of_a_division_make_up_the_class_and_have_lessons_at_the_same_time(size: str, seed: int) -> None:
    school = demo(size, seed)
    by_division = defaultdict(list)
    for group in school.groups:
        by_division[(group.class_code, group.division)].append(group)
    pupils = {one.code: one.pupils for one in school.classes}
    for (code, _), groups in by_division.items():
        assert sum(group.pupils for group in groups) == pupils[code]
        bands = [{lesson.band for lesson in school.lessons if group.code in lesson.attendees} for group in groups]
        assert all(band == bands[0] and "" not in band for band in bands)
    for lessons in units(school).values():
        assert len({(lesson.periods, lesson.blocks) for lesson in lessons}) == 1


@pytest.mark.parametrize(("size", "seed"), CASES)
def test_nobody_has_a_subject_more_often_than_there_are_days(size: str, seed: int) -> None:
    school = demo(size, seed)
    for one, codes in paths(school):
        per_subject: dict[str, int] = defaultdict(int)
        for lesson in school.lessons:
            if codes & set(lesson.attendees):
                per_subject[lesson.subject] += len(meets(lesson))
        assert max(per_subject.values()) <= 5, (one.code, per_subject)


@pytest.mark.parametrize(("size", "seed"), CASES)
def test_blocks_fit_a_half_day(size: str, seed: int) -> None:
    school = demo(size, seed)
    assert max(max(meets(lesson)) for lesson in school.lessons) <= 4
    assert sum(lesson.blocks is not None for lesson in school.lessons) * 5 >= len(school.lessons)


@pytest.mark.parametrize(("size", "seed"), CASES)
def test_each_teachers_lessons_and_meetings_fit_his_periods_with_slack(size: str, seed: int) -> None:
    school = demo(size, seed)
    for teacher in school.teachers:
        own = [lesson for lesson in school.lessons for who in lesson.teachers if teacher.code in who]
        most = sum(lesson.periods for lesson in own)
        meetings = sum(meeting.periods for meeting in school.meetings if teacher.code in meeting.members)
        free = len(school.periods) - len(away(school, "teacher", teacher.code))
        assert teacher.assignment is not None and teacher.full_time is not None
        assert (teacher.assignment + meetings) * Fraction(115, 100) <= free, teacher.code
        assert teacher.assignment <= min(most, teacher.full_time + teacher.plage_max)


@pytest.mark.parametrize(("size", "seed"), CASES)
def test_assignments_add_up_to_the_lessons_and_alternatives_can_be_shared_out_exactly(size: str, seed: int) -> None:
    school = demo(size, seed)
    given = sum((teacher.assignment or Fraction(0) for teacher in school.teachers), Fraction(0))
    assert given == sum(lesson.periods * len(lesson.teachers) for lesson in school.lessons)
    open_lessons = defaultdict(list)
    for lesson in school.lessons:
        if any(len(who) > 1 for who in lesson.teachers):
            assert len(lesson.teachers) == 1 and not lesson.band
            open_lessons[frozenset(lesson.teachers[0])].append(lesson.periods)
    assert open_lessons
    for codes, periods in open_lessons.items():
        assert len(codes) == len(periods) and len(set(periods)) == 1


@pytest.mark.parametrize(("size", "seed"), CASES)
def test_lessons_at_once_have_different_teachers_who_share_enough_half_days(size: str, seed: int) -> None:
    school = demo(size, seed)
    everywhere = {(one.day, one.half_day) for one in school.periods}
    half_of = {(one.day, one.period): (one.day, one.half_day) for one in school.periods}
    together = [
        [code for lesson in lessons for who in lesson.teachers for code in who] for lessons in units(school).values()
    ]
    together += [list(meeting.members) for meeting in school.meetings]
    for codes in together:
        assert len(codes) == len(set(codes))
        gone = {half_of[time] for code in codes for time in away(school, "teacher", code)}
        assert len(everywhere - gone) >= 7


@pytest.mark.parametrize(("size", "seed"), CASES)
def test_room_types_are_asked_for_at_most_85_percent_and_bands_find_rooms_with_seats(size: str, seed: int) -> None:
    school = demo(size, seed)
    asked: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for lesson in school.lessons:
        asked[(classes_of(school, lesson)[0].campus, lesson.room_type)] += lesson.periods
        fit = [room for room in school.rooms if lesson.room_type in room.types]
        assert any(room.seats is None or room.seats >= pupils_of(school, lesson) for room in fit), lesson.id
    for (campus, kind), periods in asked.items():
        rooms = [room for room in school.rooms if kind in room.types and room.campus == campus]
        there = sum(len(school.periods) - len(away(school, "room", room.code)) for room in rooms)
        assert periods * 100 <= 85 * there, (campus, kind)
    for lessons in units(school).values():
        wanted: dict[tuple[str, str], int] = defaultdict(int)
        for lesson in lessons:
            wanted[(classes_of(school, lesson)[0].campus, lesson.room_type)] += 1
        for (campus, kind), count in wanted.items():
            assert count <= sum(kind in room.types and room.campus == campus for room in school.rooms)


@pytest.mark.parametrize(("size", "seed"), CASES)
def test_everybody_stays_on_one_campus(size: str, seed: int) -> None:
    school = demo(size, seed)
    campus = {teacher.code: teacher.campus for teacher in school.teachers}
    for lesson in school.lessons:
        places = {one.campus for one in classes_of(school, lesson)}
        places |= {campus[code] for who in lesson.teachers for code in who}
        assert len(places) == 1
    assert len({one.campus for one in school.classes}) == (2 if size == "large" else 1)


@pytest.mark.parametrize(("size", "seed"), CASES)
def test_laptop_carts_are_asked_for_at_most_70_percent(size: str, seed: int) -> None:
    school = demo(size, seed)
    carts = [pool for pool in school.pools if pool.kind is PoolKind.DEVICE]
    assert carts
    for pool in carts:
        uses = [(one.periods, amount) for one in school.lessons for code, amount in one.devices if code == pool.code]
        assert uses and max(amount for _, amount in uses) * 2 <= pool.capacity
        assert sum(periods * amount for periods, amount in uses) * 10 <= pool.capacity * len(school.periods) * 7


@pytest.mark.parametrize(("size", "seed"), CASES)
def test_distance_lessons_of_a_class_fill_a_half_day_and_keep_every_legal_cap(size: str, seed: int) -> None:
    school = demo(size, seed)
    subjects = {one.code: one for one in school.subjects}
    skills = {teacher.code: teacher.distance_skill for teacher in school.teachers}
    caps = {"1": 0, "2": 30, "3": 40}
    blended = [one for one in school.classes if one.distance_ok]
    assert blended and all(one.stage in ("2", "3") for one in blended)
    for one in school.classes:
        own = [lesson for lesson in school.lessons if one.code in lesson.attendees]
        least = sum(lesson.distance_min for lesson in own)
        most = sum(lesson.distance_max for lesson in own if lesson.distance_max is not None)
        if not one.distance_ok:
            assert least == most == 0
            continue
        assert (least, most) == (3, 4)  # an afternoon of three periods, or four in a half day
        assert most * 100 <= caps[one.stage] * 32
        asynchronous = 0
        for lesson in own:
            if lesson.distance_max is None:
                assert not subjects[lesson.subject].distance_ok
            elif lesson.distance_max:
                assert lesson.distance_max * 2 <= lesson.periods
                assert lesson.blocks is None and lesson.periods >= 2 and subjects[lesson.subject].distance_ok
                assert all(Mode.SYNCHRONOUS in skills[code] for who in lesson.teachers for code in who)
                able = all(skills[code] >= DISTANCE_MODES for who in lesson.teachers for code in who)
                asynchronous += able and subjects[lesson.subject].material_ready
        assert asynchronous >= 2  # never more than two synchronous lessons in a row, or three on a day


@pytest.mark.parametrize(("size", "seed"), CASES)
def test_pupils_who_ask_to_stay_find_a_supervised_seat_when_classes_take_turns(size: str, seed: int) -> None:
    school = demo(size, seed)
    for campus in {one.campus for one in school.classes if one.distance_ok}:
        rooms = [room for room in school.rooms if room.onsite and room.campus == campus]
        seats = sum(room.seats or 0 for room in rooms)
        asked = [
            -(-one.pupils * 15 // 100) if one.onsite_requests is None else one.onsite_requests
            for one in school.classes
            if one.distance_ok and one.campus == campus
        ]
        open_times = {
            (row.day, one.half_day)
            for row in school.supervision
            if row.room in {room.code for room in rooms}
            for one in school.periods
            if one.day == row.day and row.period in (None, one.period)
        }
        assert max(asked) * 2 <= seats
        assert len(open_times) >= 8 and sum(asked) * 2 <= seats * len(open_times)


def test_the_english_school_is_the_same_school_in_english_words() -> None:
    dutch, english = demo("medium"), demo("medium", language="en")
    assert [len(lesson.attendees) for lesson in english.lessons] == [len(lesson.attendees) for lesson in dutch.lessons]
    assert english.settings.language == "en"
    names = {subject.name for subject in english.subjects}
    assert "Mathematics" in names and "Wiskunde" not in names
    assert "classroom" in {name for room in english.rooms for name in room.types}


@pytest.mark.parametrize("size", SIZES)
def test_a_demo_school_shows_every_feature_a_planner_may_need(size: str) -> None:
    school = demo(size)
    assert school.settings.cycle_weeks == 2
    assert {one.stage for one in school.classes} == {"1", "2", "3"}
    assert {one.finality for one in school.classes} >= {"doorstroom", "dubbel", "arbeidsmarkt"}
    assert {row.level for row in school.availability} >= {Level.MUST, Level.STRONG, Level.WISH}
    assert school.meetings and school.pins and school.calendar and school.supervision
    assert {pool.kind for pool in school.pools} == set(PoolKind)
    part_time = [one for one in school.teachers if one.assignment and one.full_time and one.assignment < one.full_time]
    assert len(part_time) * 10 >= len(school.teachers) * 6
    assert any(one.quiet for one in school.rooms) and any(one.onsite for one in school.rooms)
    if size != "small":
        assert any(len(lesson.teachers) > 1 for lesson in school.lessons)  # co-teaching


def test_an_unknown_size_is_refused() -> None:
    with pytest.raises(ValueError, match="gigantic"):
        make_demo("gigantic")
    with pytest.raises(ValueError, match="scale"):
        make_demo("small", scale=0)


def test_campuses_are_called_in_the_language_of_the_school() -> None:
    for language, called in (("nl", {"hoofdcampus", "noord"}), ("en", {"main", "north"})):
        school = demo("large", language=language)
        assert {one.campus for one in (*school.classes, *school.teachers, *school.rooms)} == called
        assert {one.campus for one in school.pools} == called | {""}
        other = {"north"} if language == "nl" else {"noord"}
        texts = (*(one.department for one in school.teachers), *(one.code for one in school.pools))
        assert not any(word in text for word in other for text in texts)
