"""The engine counts: expressions over the record tables that filter, join, and sum whole numbers, and no more."""
