"""One synthetic province, seeded: inputs for every command, and the tables they give."""
