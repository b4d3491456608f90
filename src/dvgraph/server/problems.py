"""What is wrong with a request: its status and the words for it."""

from dvgraph.errors import DvgraphError
from dvgraph.locale.reader import explained


class Problem(Exception):  # noqa: N818 (the name of RFC 9457)
    """A request that gets no answer: status, what is wrong and what to do, further headers."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        """Take the status, a text for people, and headers by name."""
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers or {}


def problem(
    status: int, key: str, /, *, headers: dict[str, str] | None = None, **fields: object
) -> Problem:
    """Return a problem with the words of ``errors.server`` for a key, in the reader's language."""
    what, hint = explained("errors.server", key, **fields)
    return Problem(status, str(DvgraphError(what, hint)), headers)
