"""IS IT RIGHT, and how good: one plain function per kind of rule, written from its sentence. Imports `problem` only."""
