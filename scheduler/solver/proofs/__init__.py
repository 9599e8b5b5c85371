"""What counting and small models prove: what cannot be kept, what cannot fit, and costs that cannot be avoided."""
