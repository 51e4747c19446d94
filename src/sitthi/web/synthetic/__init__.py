"""A made-up desk: the province's people at work, so that every page has something to show."""
