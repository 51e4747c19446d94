"""Lets `python -m sitthi` do what the command `sitthi` does."""

from sitthi.cli import main

main()
