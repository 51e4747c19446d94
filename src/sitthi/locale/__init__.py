"""The words of the command line and the web, by language."""
