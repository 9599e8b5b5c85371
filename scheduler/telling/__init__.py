"""Saying it: names of people and times, sentences of violations, proofs and reasons, in Dutch and English."""
