"""What `scheduler bench` is made of: cases to run, one run in its own process, rows on disk, tables, pictures.

The verb itself stands in `cli.bench`.
"""
