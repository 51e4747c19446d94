"""Forms that people fill in about a unit or a record: what they ask, and what the answers come to."""
