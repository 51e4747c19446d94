"""A hospital's finances: the risk score 0-7, the 7 Plus items, shares at each level, collection days."""
