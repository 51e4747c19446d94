"""The frame of every page: settings, addresses, middleware, the look."""
