"""Files of a format on their way out, as text or DBF, written from the same table that they are read by."""
