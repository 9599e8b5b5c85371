"""Where the tables of a sheet are, and what their axes mean."""
