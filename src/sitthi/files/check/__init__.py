"""What is wrong with a claim set that was read: set-based rules over its tables, each finding with its place."""
