"""Packs: one document for each reader of a timetable, as a workbook and as pages to print.

`document` is what a pack says, `paper` and `workbook` write it, the others make one pack each; `writing` is the way in.
"""
