"""Words and shapes of words: days, periods, clocks, modes, and the parts of a cell."""
