"""The messages between the server and its workers: a JSON head, then a body of bytes."""

import json
import struct
from typing import IO, Any

_SIZES = struct.Struct("!II")  # lengths of the head and of the body, in bytes
HEAD = _SIZES.size


def packed(head: dict[str, Any], body: bytes = b"") -> bytes:
    """Return a message as bytes."""
    text = json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return _SIZES.pack(len(text), len(body)) + text + body


def taken(data: bytearray) -> tuple[dict[str, Any], bytes] | None:
    """Return the first complete message in a buffer and remove it; None if it is incomplete."""
    if len(data) < HEAD:
        return None
    head, body = _SIZES.unpack_from(data)
    end = HEAD + head + body
    if len(data) < end:
        return None
    found = json.loads(data[HEAD : HEAD + head]), bytes(data[HEAD + head : end])
    del data[:end]
    return found


def read(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Return the next message of a stream, or None at its end."""
    data = stream.read(HEAD)
    if len(data) < HEAD:
        return None
    head, body = _SIZES.unpack(data)
    text, rest = stream.read(head), stream.read(body)
    return (json.loads(text), rest) if len(rest) == body and len(text) == head else None
