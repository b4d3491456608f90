"""Problems with a request: their status and their words."""

from dvgraph.errors import DvgraphError
from dvgraph.locale.reader import explained


class Problem(Exception):  # noqa: N818 (the name of RFC 9457)
    """A request that is refused: status, problem and remedy in words, further headers."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        """Store the status, a text for readers, and headers by name."""
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers or {}


def problem(
    status: int, key: str, /, *, headers: dict[str, str] | None = None, **fields: object
) -> Problem:
    """Return a problem with the words under a key of ``errors.server``, in the user's language."""
    what, hint = explained("errors.server", key, **fields)
    return Problem(status, str(DvgraphError(what, hint)), headers)
