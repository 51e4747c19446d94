"""What it means: the pure core of Sitthi, on the standard library alone."""
