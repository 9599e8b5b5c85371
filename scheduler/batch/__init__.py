"""What `scheduler batch` is made of: a plan of schools, scenarios and seeds; cases; runs here or on a cluster.

A run, its row and the tables are those of `scheduler.bench`; the verb itself stands in `cli.batch`.
"""
