"""Diagnoses, code sets, length of stay, relative weights and the case-mix index."""
