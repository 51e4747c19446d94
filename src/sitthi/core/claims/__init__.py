"""The claim case of an admission or visit: what happened, what it waits for, when it is due, what is allowed."""
