"""A budget of work for each client, so that none can take all workers for long."""

import time
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

_CLIENTS = 10_000  # remembered; the one that was away longest goes first
_MINUTE = 60.0


class Budgets:
    """The seconds of work that each client may still ask: they come back in the course of a minute.

    A client is an address, in IPv6 a network of 64 bits.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the seconds for each minute; 0 means that there is no budget."""
        self._most, self._clock = seconds, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> float:
        """Return the seconds after which a client may ask again; 0 if it may now."""
        if not self._most:
            return 0.0
        left = self._now(client)
        return 0.0 if left > 0 else (1.0 - left) * _MINUTE / self._most

    def spend(self, client: str, seconds: float) -> None:
        """Take work off the budget of a client."""
        if not self._most:
            return
        name = network(client)
        self._left[name] = (self._now(client) - seconds, self._clock())
        self._left.move_to_end(name)
        if len(self._left) > _CLIENTS:
            self._left.popitem(last=False)

    def _now(self, client: str) -> float:
        left, since = self._left.get(network(client), (self._most, 0.0))
        return min(self._most, left + (self._clock() - since) * self._most / _MINUTE)


@lru_cache(_CLIENTS)
def network(client: str) -> str:
    """Return what counts as one client: an address, of IPv6 its first 64 bits."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if isinstance(address, IPv6Address) and not address.ipv4_mapped:
        return str(IPv6Address(int(address) >> 64 << 64))
    return str(address)
