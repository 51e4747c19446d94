"""The claim of each admission: its events, documents and deadlines, who holds it and what it waits for."""
