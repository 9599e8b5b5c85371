"""A timetable as pandas tables, cell by cell as in a notebook: who gives what, when the school is full, what hurts.

Run it from this folder; its argument is how much work the search may count (4 by default).
"""

import sys
from pathlib import Path

import scheduler as s

# %% read the school, find a timetable, and make the tables

problem = s.read_school(Path(__file__).parent.parent / "small-school" / "school.xlsx")
work = float(sys.argv[1]) if len(sys.argv) > 1 else 4.0
result = s.solve(problem, stop=s.Stop(work=work), seed=1, workers=1)
tables = s.frames(problem, result.timetable, language="en")
for name, table in tables.items():
    print(f"{name:<11} {len(table):>5} rows: {', '.join(table.columns)}")

# %% lessons: how much of each subject is at distance (periods in the two weeks of the cycle)

lessons = tables.lessons[~tables.lessons["optional"]]
subjects = lessons.groupby("subject")[["periods", "placed", "distance"]].sum()
subjects["share"] = (100 * subjects["distance"] / subjects["placed"]).round(1)
print("\n", subjects[subjects["distance"] > 0].sort_values("share", ascending=False), sep="")

# %% loads: the weeks of the teachers side by side

teachers = tables.loads[tables.loads["kind"] == "teacher"]
print("\n", teachers.pivot(index="code", columns="week", values=["periods", "days", "gaps"]), sep="")

# %% placements: on which day of the week lessons are at distance

away = tables.placements[tables.placements["mode"] != "contact"].dropna(subset=["day"])
print("\n", away.pivot_table(index="mode", columns="day", values="periods", aggfunc="sum", fill_value=0), sep="")

# %% occupancy: how many rooms are in use, period by period, in week A

rooms = tables.occupancy[(tables.occupancy["kind"] == "room") & (tables.occupancy["week"] == "A")]
print("\n", rooms.pivot_table(index="period", columns="day", values="used", aggfunc="sum"), sep="")

# %% violations: which rules cost most, and the dearest of each in words

broken = tables.violations
for entry, cost in broken.groupby("entry")["cost"].sum().sort_values(ascending=False).head(3).items():
    print(f"\n{entry}: {cost} points. {broken.loc[broken['entry'] == entry, 'text'].iloc[0]}")

# %% keep them: every table can be written for another program

if len(sys.argv) > 2:
    folder = Path(sys.argv[2])
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
