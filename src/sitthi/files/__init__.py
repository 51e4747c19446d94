"""How it comes in and goes out: tables and other files, read strictly and written whole."""
