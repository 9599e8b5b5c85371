"""A school and its law: records, catalogue of rules, policy, calendar, roster; `building` turns them into a `Problem`.

`records` is what a planner writes, `policy` what the law asks, `catalogue` which rules there are and for whom.
"""
