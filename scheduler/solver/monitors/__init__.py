"""Rules as monitors: pure, integer-indexed data that every encoding reads. Few kinds, many rules; no solver here."""
