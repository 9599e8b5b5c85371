"""The best timetable so far: held, certified by the evaluator, told as events, and kept on disk."""
