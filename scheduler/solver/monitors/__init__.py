"""Rules as monitors: pure, integer-indexed data that every engine reads. Few kinds, many rules; no solver here."""
