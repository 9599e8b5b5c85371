"""Loads: what is asked, given and planned per teacher, class, room, subject and department, in sums that add up."""
