"""A time budget for each client, so that no client can occupy all workers for long."""

import time
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

_CLIENTS = 10_000  # clients remembered; the one with the oldest last request is dropped first
_MINUTE = 60.0


class Budgets:
    """The seconds of work that each client has left; they are restored over a minute.

    A client is an IPv4 address or an IPv6 network of 64 bits.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Set the seconds per minute; 0 means no budget."""
        self._most, self._clock = seconds, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> float:
        """Return the seconds that a client must wait before its next request; 0 if none."""
        if not self._most:
            return 0.0
        left = self._now(client)
        return 0.0 if left > 0 else (1.0 - left) * _MINUTE / self._most

    def spend(self, client: str, seconds: float) -> None:
        """Subtract work from the budget of a client."""
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
    """Return the key of a client: an IPv4 address, or the first 64 bits of an IPv6 address."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if isinstance(address, IPv6Address) and not address.ipv4_mapped:
        return str(IPv6Address(int(address) >> 64 << 64))
    return str(address)
