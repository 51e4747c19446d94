"""Rules that change by announcement, and the choices that a source leaves open."""
