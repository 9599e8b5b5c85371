"""From the lessons of many tables to one school: the same lesson on two sheets is told once."""
