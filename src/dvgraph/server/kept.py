"""Pages that were made are kept, the last used ones, within a number of bytes."""

from collections import OrderedDict
from collections.abc import Hashable

from dvgraph.server.messages import Reply

_LARGEST = 10  # the most that one may take of the whole: a tenth


class KeptReplies:
    """Replies by what was asked; of the same data, as long as they are not forgotten."""

    def __init__(self, size: int) -> None:
        """Take the number of bytes."""
        self._most, self._size = size, 0
        self._replies: OrderedDict[Hashable, Reply] = OrderedDict()

    def get(self, asked: Hashable) -> Reply | None:
        """Return a reply, None if it is not here."""
        found = self._replies.get(asked)
        if found is not None:
            self._replies.move_to_end(asked)
        return found

    def put(self, asked: Hashable, reply: Reply) -> None:
        """Keep a reply, unless it is too large; those that were used longest ago go."""
        if len(reply.body) * _LARGEST > self._most or asked in self._replies:
            return
        self._replies[asked] = reply
        self._size += len(reply.body)
        while self._size > self._most:
            _, old = self._replies.popitem(last=False)
            self._size -= len(old.body)

    def forget(self) -> None:
        """Forget all: the data changed."""
        self._replies.clear()
        self._size = 0
