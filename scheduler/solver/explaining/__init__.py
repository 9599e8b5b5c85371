"""Why a problem is impossible: small parts that are so already, cut down to the rows that matter, and ways out."""
