"""One direction: files become records, records become outcomes, scores and awards; each step returns a report."""
