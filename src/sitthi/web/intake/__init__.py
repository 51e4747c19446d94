"""Files that come in: uploaded, checked by a worker, accepted or withdrawn, and the cases they open."""
