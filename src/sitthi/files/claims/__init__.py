"""A claim set on its way in: its members, their bytes, and their cells as tables, by the format's one table."""
