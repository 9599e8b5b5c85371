"""Large neighbourhood search: free a few meets, re-solve them exactly with CP-SAT, keep what is cheaper."""
