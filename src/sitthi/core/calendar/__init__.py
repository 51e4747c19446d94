"""Working days: which days an office works, and when a deadline falls."""
