"""The site of a timetable: one folder of pages for a file share and a phone, without a script to read or a network.

`pages` makes them, `cells` says what stands in a cell and where it leads, `plots` and `figures` draw the school.
"""
