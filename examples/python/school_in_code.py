"""A school built in code: two classes, three teachers, one lab; solved, judged, and printed day by day."""

import sys

import scheduler as s
from scheduler.problem import rules

school = s.Model(days=5, periods=4, name="Two classes")
ann, bob, eve = (school.add_teacher(name) for name in ("Ann", "Bob", "Eve"))
lab = school.add_room("lab")
for code in ("1A", "1B"):
    pupils = school.add_class(code)
    school.add_lesson(f"maths {code}", [2, 1, 1], [pupils, ann])
    school.add_lesson(f"science {code}", [2, 1], [pupils, bob, lab])
    school.add_lesson(f"English {code}", 4, [pupils, eve], options=[school.contact(), school.synchronous()])
school.add_rule(rules.Unavailable, resources=bob, times=school.days[2])
school.add_rule(rules.LimitIdle, hard=False, weight=5, resources=[ann, bob, eve], groups=school.days)
problem = school.problem()

for proof in s.precheck(problem):
    print("This cannot fit:", proof)
work = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
result = s.solve(problem, stop=s.Stop(work=work), seed=1, workers=1)
print(f"{result.status}: {result.soft} points for gaps of teachers")

judged = s.evaluate(problem, result.timetable)
print(f"{sum(judged.unplaced.values())} periods without a time, {judged.hard} points for broken hard rules")
for meet in sorted(result.timetable.placements, key=lambda meet: meet.start):
    time = problem.times[meet.start]
    print(f"{time.id}  {meet.lesson:<12} {meet.duration} period{'s' if meet.duration > 1 else ''}, {meet.option}")
