"""The commands: thin verbs that parse, call, print and set the exit code. Nobody imports this package."""
