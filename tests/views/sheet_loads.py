"""The figures of the loads, counted again from nothing but the rows of a folder of CSV files.

Shares no line with `scheduler`; it reads the columns as the contract of the workbook has them, and counts by the clock.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from pathlib import Path

from tests.second_judge.school import SHARES, amount, minutes
from tests.second_judge.sheets import Row, Sheets, listed, read_sheets, settings

Half = tuple[str, str, str]
"""Week, day and half of the day."""
Run = tuple[int, int]
EACH_WEEK = {"", "every", "apart"}
DISTANCE = {"AS", "AA"}


class SheetLoads:
    """Counts for one timetable of the year: `term` is the one that column periode names, "" where there are none."""

    def __init__(self, folder: Path, term: str = "") -> None:
        sheets: Sheets = read_sheets(folder)
        self.weeks = "AB" if settings(sheets).get("cycle_weeks") == "2" else "A"
        self.grids: dict[str, dict[str, dict[int, Row]]] = defaultdict(lambda: defaultdict(dict))
        for row in sheets["Times"]:
            self.grids[row["grid"]][row["day"]][int(row["period"])] = row
        self.own_grid = sheets["Times"][0]["grid"]
        self.classes = {row["class"]: row for row in sheets["Classes"]}
        self.groups = {row["group"]: row for row in sheets.get("Groups", [])}
        self.teachers = {row["code"]: row for row in sheets["Teachers"]}
        self.streams = {row["pool"] for row in sheets.get("Pools", []) if row["kind"] == "stream"}
        self.online = {row["name"] for row in sheets.get("Meetings", []) if row["mode"] == "online"}
        self.beside = [row["room"] for row in sheets.get("Supervision", []) if row["who"] == "co-leraar"]
        """Rooms in which a teacher of the lesson itself is with its pupils."""
        self.rooms = {row["room"]: row for row in sheets.get("Rooms", [])}
        self.wishes = [row for row in sheets.get("Availability", []) if row["level"] != "must" and _in(row, term)]
        self.lessons = {row["lesson"]: row for row in sheets["Lessons"] if _in(row, term)}
        self.presence = {row["key"]: row["value"] for row in sheets["Settings"]}.get("aanwezigheid") or "bereikbaar"
        self.rows = [row for row in sheets.get("Timetable", []) if _in(row, term)]
        self.taught = [row for row in self.rows if row["lesson"] in self.lessons]

    # -- rows --

    def happens(self, row: Row) -> str:
        return self.weeks if row["week"] in EACH_WEEK else row["week"]

    def planned(self, rows: list[Row], week: str = "") -> Fraction:
        """Periods a week, or in one week."""
        found = sum(int(row["duration"]) * len([one for one in self.happens(row) if week in ("", one)]) for row in rows)
        return Fraction(found, 1 if week else len(self.weeks))

    def asked(self, rows: list[Row]) -> Fraction:
        each = (amount(row["periods"]) / (1 if row["week"] in EACH_WEEK else len(self.weeks)) for row in rows)
        return sum(each, start=Fraction(0))

    def class_of(self, attendee: str) -> str:
        return self.groups[attendee]["class"] if attendee in self.groups else attendee

    def classes_in(self, row: Row) -> dict[str, None]:
        return dict.fromkeys(self.class_of(one) for one in listed(row["classes"]))

    def of_class(self, code: str, rows: list[Row]) -> list[Row]:
        return [row for row in rows if code in self.classes_in(row)]

    def of_teacher(self, code: str, rows: list[Row]) -> list[Row]:
        return [row for row in rows if code in listed(row["teachers"])]

    def grid_of(self, row: Row) -> str:
        """Of a lesson that of its classes; of a room that is open the one that its name tells; else the first."""
        if row["classes"]:
            return self.classes[next(iter(self.classes_in(row)))].get("grid") or self.own_grid
        bells = row["lesson"].rpartition(":")[2].split("-")[0]
        return bells if row["lesson"].startswith("toezicht:") and bells in self.grids else self.own_grid

    def periods(self, row: Row) -> list[Row]:
        """The rows of Tijdraster that it takes, from its first period on."""
        day = self.grids[self.grid_of(row)][row["day"]]
        following = [number for number in sorted(day) if number >= int(row["period"])]
        return [day[number] for number in following[: int(row["duration"])]]

    # -- pupils --

    def pupils(self, codes: list[str], of_class: str) -> int:
        own = [code for code in codes if self.class_of(code) == of_class]
        if of_class in own:
            return int(self.classes[of_class]["pupils"])
        return sum(int(self.groups[code]["pupils"]) for code in own)

    def away(self, row: Row, of_class: str = "") -> Fraction:
        """The part of the pupils who follow it at distance."""
        if row["mode"] in DISTANCE:
            return Fraction(1)
        if not row["online"]:
            return Fraction(0)
        online, attending = row["online"].removesuffix(" (AA)"), listed(row["classes"])
        classes = list(self.classes_in(row))
        whole = {code: self.pupils(attending, code) for code in classes}
        if online.isdigit():
            part = Fraction(int(online), sum(whole.values()))
            away = dict.fromkeys(classes, part)
        else:
            away = {code: self._away_of(listed(online), code, whole[code]) for code in classes}
        if of_class:
            return away[of_class]
        return sum((away[code] * whole[code] for code in classes), start=Fraction(0)) / sum(whole.values())

    def _away_of(self, online: list[str], code: str, whole: int) -> Fraction:
        segments = [one for one in online if one.startswith(f"{code} s")]
        if segments:
            return Fraction(1, int(self.classes[code]["segmenten"]))
        return Fraction(self.pupils(online, code), whole)

    def at_distance(self, rows: list[Row], of_class: str = "") -> Fraction:
        return sum((self.planned([row]) * self.away(row, of_class) for row in rows), start=Fraction(0))

    # -- the clock --

    def absent(self, row: Row) -> bool:
        """Whether its teachers are not there: an asynchronous lesson that asks nobody to answer."""
        if row["mode"] != "AA" or row["lesson"] not in self.lessons or "leraar bij leerlingen" in row["pools"]:
            return False
        return (self.lessons[row["lesson"]].get("aanwezigheid") or self.presence) == "geen"

    def busy(self, rows: list[Row]) -> dict[tuple[str, str], list[Run]]:
        """Stretches of the clock by week and day."""
        found: dict[tuple[str, str], list[Run]] = defaultdict(list)
        for row in rows:
            for week in self.happens(row):
                found[week, row["day"]] += [(minutes(one["start"]), minutes(one["end"])) for one in self.periods(row)]
        return found

    def halves(self, rows: list[Row]) -> set[Half]:
        return {
            (week, row["day"], one["half_day"])
            for row in rows
            for week in self.happens(row)
            for one in self.periods(row)
        }

    def open_halves(self) -> set[Half]:
        return {
            (week, day, one["half_day"])
            for week in self.weeks
            for days in self.grids.values()
            for day, periods in days.items()
            for one in periods.values()
            if one["open"] != "no"
        }

    def in_room(self, room: str) -> list[Row]:
        with_them = "leraar bij leerlingen"
        return [row for row in self.rows if row["room"] == room or (with_them in row["pools"] and room in self.beside)]

    def week_of(self, teacher: str) -> dict[str, Fraction]:
        rows = [row for row in self.of_teacher(teacher, self.rows) if not self.absent(row)]
        halves, days = self.halves(rows), self.busy(rows)
        home = [row for row in rows if row["mode"] == "AS" and self._from_home(row)]
        tied = [row for row in rows if row not in home and not self._anywhere(row)]
        found = {
            "days": len([1 for stretches in days.values() if stretches]),
            "half_days": len(halves),
            "free_half_days": len(self.open_halves() - halves),
            "gaps": sum(self._gaps(day, stretches) for (_, day), stretches in days.items()),
            "home_half_days": len(self.halves(home) - self.halves(tied)),
        }
        for name, side in (("first", 0), ("last", -1)):
            found[name] = len(
                {
                    (week, row["day"])
                    for row in rows
                    for week in self.happens(row)
                    if self._edge(row, side) in [int(one["period"]) for one in self.periods(row)]
                }
            )
        return {name: Fraction(count, len(self.weeks)) for name, count in found.items()}

    def met(self, wish: Row) -> bool:
        """Whether somebody has nothing on the half days on which he would rather not be there (or not at school)."""
        rows = [row for row in self.of_teacher(wish["code"], self.rows) if not self.absent(row)]
        if wish["place"] == "school":
            rows = [row for row in rows if not self._from_home(row) or row["mode"] != "AS"]
            rows = [row for row in rows if not self._anywhere(row)]
        held = {(day, half) for _, day, half in self.halves(rows)}
        return not any(wish["day"] == day and wish["period"] in ("", half) for day, half in held)

    def _from_home(self, row: Row) -> bool:
        """As Rooster has it: with neither a room nor a stream, where there is either and all of them may."""
        words = listed(row["pools"])
        may = all(self.teachers[one]["home_ok"] in ("ja", "yes") for one in listed(row["teachers"]) if one != "?")
        near = {"", *(self.classes[one].get("campus", "") for one in self.classes_in(row))}
        quiet = [one for one in self.rooms.values() if one["quiet"] in ("ja", "yes")]
        places = self.streams or any(one["campus"] in near or near == {""} for one in quiet)
        if "leraar thuis" in words:
            return True
        return may and bool(places) and not row["room"] and not {"leraar op school", *self.streams} & set(words)

    def _anywhere(self, row: Row) -> bool:
        if row["lesson"].startswith("overleg:"):
            return row["lesson"].rpartition(":")[2] in self.online
        return row["mode"] == "AA" and "leraar bij leerlingen" not in row["pools"]

    def _edge(self, row: Row, side: int) -> int:
        day = self.grids[self.grid_of(row)][row["day"]]
        open_ = sorted((minutes(one["start"]), number) for number, one in day.items() if one["open"] != "no")
        return open_[side][1]

    def _gaps(self, day: str, stretches: list[Run]) -> int:
        """Open periods of the first grid between the first and the last with something, with nothing."""
        own = sorted(
            (minutes(one["start"]), minutes(one["end"]))
            for one in self.grids[self.own_grid][day].values()
            if one["open"] != "no"
        )
        held = [any(begin < until and since < end for since, until in stretches) for begin, end in own]
        if not any(held):
            return 0
        first, last = held.index(True), len(held) - 1 - held[::-1].index(True)
        return held[first : last + 1].count(False)

    def occupied(self, room: str) -> Fraction:
        """Percent of the open minutes of the school in which a room is in use."""
        open_, used = set(), set()
        for week in self.weeks:
            for days in self.grids.values():
                for day, periods in days.items():
                    for one in periods.values():
                        open_ |= {(week, day, at) for at in range(minutes(one["start"]), minutes(one["end"]))}
        for (week, day), stretches in self.busy(self.in_room(room)).items():
            used |= {(week, day, at) for begin, end in stretches for at in range(begin, end)}
        return Fraction(100 * len(used & open_), len(open_))

    # -- whose --

    def given(self, teacher: str) -> Fraction:
        """Lessons that name him alone in a place, and what he was chosen for."""
        own = [
            row
            for row in self.lessons.values()
            if (teacher in [one.strip() for one in row["teachers"].split(",")] and not row["teachers"].count("|"))
            or teacher in self._alone(row)
        ]
        names = {row["lesson"] for row in own}
        chosen = [row for row in self.of_teacher(teacher, self.taught) if row["lesson"] not in names]
        return self.asked(own) + self.planned(chosen)

    def _alone(self, row: Row) -> list[str]:
        return [one.strip() for one in row["teachers"].split(",") if "|" not in one]

    def share(self, code: str) -> tuple[Fraction, int, int]:
        """Periods a week of the pupils nearest to the cap, their distance periods a cycle, and what is left of it."""
        stage = SHARES[self.classes[code]["stage"]]
        found = []
        for attended in self._pupils_of(code):
            asked = [row for row in self.lessons.values() if attended & set(listed(row["classes"]))]
            whole = self.asked(asked)
            rows = [row for row in self.taught if attended & set(listed(row["classes"]))]
            away = [row for row in rows if row["mode"] in DISTANCE or self._follows_online(row, attended)]
            distance = int(self.planned(away) * len(self.weeks))
            slack = int(stage * whole * len(self.weeks) / 100) - distance
            found.append((slack, -distance, whole))
        slack, distance, whole = min(found, key=lambda one: one[:2])
        return whole, -distance, slack

    def _follows_online(self, row: Row, attended: frozenset[str]) -> bool:
        online = row["online"].removesuffix(" (AA)")
        return online.isdigit() or bool(attended & set(listed(online)))

    def _pupils_of(self, code: str) -> list[frozenset[str]]:
        """Who share one timetable: the class with a group of each division, or a segment."""
        halves = [group for group, row in self.groups.items() if row["class"] == code] or [""]
        many = int(self.classes[code]["segmenten"] or 0)
        segments = [f"{code} s{number}" for number in range(1, many + 1)] or [""]
        return [frozenset({code, one, other} - {""}) for one in halves for other in segments]


def _in(row: Row, term: str) -> bool:
    return not term or row.get("periode", "") in ("", term)
