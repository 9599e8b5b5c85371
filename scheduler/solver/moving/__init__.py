"""Where can a lesson go, what stands in the way by name, and which chains of at most three other lessons help."""
