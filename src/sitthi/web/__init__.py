"""How people work with it: the claims desk, on Django."""
