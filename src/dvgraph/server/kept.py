"""A cache of replies: the least recently used are dropped beyond a number of bytes."""

from collections import OrderedDict
from collections.abc import Hashable

from dvgraph.server.messages import Reply

_LARGEST = 10  # one reply may take at most this share of the cache


class KeptReplies:
    """Replies by request, all from the same version of the data."""

    def __init__(self, size: int) -> None:
        """Set the size of the cache in bytes."""
        self._most, self._size = size, 0
        self._replies: OrderedDict[Hashable, Reply] = OrderedDict()

    def get(self, asked: Hashable) -> Reply | None:
        """Return the cached reply to a request, or None."""
        found = self._replies.get(asked)
        if found is not None:
            self._replies.move_to_end(asked)
        return found

    def put(self, asked: Hashable, reply: Reply) -> None:
        """Cache a reply unless it is too large; drop the least recently used replies if needed."""
        if len(reply.body) * _LARGEST > self._most or asked in self._replies:
            return
        self._replies[asked] = reply
        self._size += len(reply.body)
        while self._size > self._most:
            _, old = self._replies.popitem(last=False)
            self._size -= len(old.body)

    def forget(self) -> None:
        """Empty the cache, since the data changed."""
        self._replies.clear()
        self._size = 0
