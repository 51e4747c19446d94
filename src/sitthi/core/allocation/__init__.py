"""Sharing a fund by points and population: the method, the pool, the satang, and the working."""
