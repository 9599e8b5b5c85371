"""Two-stage assignment: times first, and rooms or teachers whom nothing binds to a time afterwards."""
