"""Two-stage assignment: first the times, then rooms and other resources whose choice the rules allow to defer."""
