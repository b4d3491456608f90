"""Reading files compressed by gzip or Zstandard.

The first bytes of a file show its compression; the name without the last suffix (``register.nt`` of
``register.nt.gz``) shows the format of its contents.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from dvgraph.errors import InputError, LimitError
from dvgraph.locale.reader import explained

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_SUFFIXES = (".gz", ".zst")
# Real RDF unpacks to 5 to 50 times its packed size, a bomb to a thousand times and more.
_MOST_TIMES, _ALWAYS = 100, 100_000_000
_PIECE = 1 << 14  # packed bytes at a time, which unpack to 512 MB at most


def bare(path: Path) -> Path:
    """Return the path without a suffix of compression: ``a.nt`` for ``a.nt.gz``."""
    return path.with_suffix("") if path.suffix.lower() in _SUFFIXES else path


def suffix(path: Path) -> str:
    """Return the suffix of the contents, in lower case: ``.nt`` for ``a.nt.gz``."""
    return bare(path).suffix.lower()


def unpacked(data: bytes, name: str) -> bytes:
    """Return the decompressed bytes of a file; uncompressed bytes are returned unchanged.

    Raises InputError, with ``name``, for truncated or damaged compression (RFC 1952, RFC 8878);
    LimitError for contents of more than 100 MB that are 100 times as large as the file.
    """
    if not data.startswith((_GZIP, _ZSTD)):
        return data
    limit = max(_ALWAYS, _MOST_TIMES * len(data))
    pieces, size = [], 0
    try:
        for piece in _unpacked(data, _gzip() if data.startswith(_GZIP) else _zstd()):
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                raise LimitError(*explained("errors.rdf", "bomb", size=limit // 10**6), where=name)
    except EOFError as error:
        raise InputError(*explained("errors.rdf", "damaged"), where=name) from error
    return b"".join(pieces)


def _unpacked(data: bytes, packing: tuple[Callable[[], Any], type[Exception]]) -> Iterator[bytes]:
    """Yield the contents of a file of one or more members (gzip) or frames (Zstandard).

    Raises EOFError if it is damaged.
    """
    begin, fault = packing
    place = 0
    # Zeros may follow the last member, up to the end of a block of the disk or tape.
    while place < len(data) and (data[place] or data[place:].strip(b"\0")):
        member = begin()
        try:
            while place < len(data) and not member.eof:
                yield member.decompress(data[place : place + _PIECE])
                place += _PIECE
        except fault as error:
            raise EOFError from error
        if not member.eof:  # the readers of the libraries accept a truncated file without an error
            raise EOFError
        place = min(place, len(data)) - len(member.unused_data)


def _gzip() -> tuple[Callable[[], Any], type[Exception]]:
    import zlib  # imported here since few files need it

    return partial(zlib.decompressobj, wbits=31), zlib.error


def _zstd() -> tuple[Callable[[], Any], type[Exception]]:
    import zstandard  # imported here since few files need it

    return lambda: zstandard.ZstdDecompressor().decompressobj(), zstandard.ZstdError
