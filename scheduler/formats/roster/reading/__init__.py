"""From tables to lessons: grids, lists and boxes are read with the roles that the layout gave them."""
