"""Measures: what counts, and out of what, before any score is given."""
