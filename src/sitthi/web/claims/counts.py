"""How many things wait for somebody: the counts of the rail."""

from sitthi.web.accounts.models import User

__all__ = ["counts_of"]


def counts_of(user: User) -> dict[str, int]:
    """Gives the counts by the name of the page that they lead to."""
    return {}
