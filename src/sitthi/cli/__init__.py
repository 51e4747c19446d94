"""The commands of the contract, thin: a verb reads its input, asks the core, and reports.

Nothing heavy is imported until a verb runs, so that `sitthi --help` answers at once.
"""

from sitthi.cli.app import main

__all__ = ["main"]
