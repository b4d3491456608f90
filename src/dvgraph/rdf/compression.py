"""Reading files compressed by gzip or Zstandard.

The first bytes of a file show its compression; the name without the last suffix (``register.nt`` of
``register.nt.gz``) shows the format of its contents.
"""

from collections.abc import Iterator
from pathlib import Path

from dvgraph.errors import InputError
from dvgraph.locale.reader import explained

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_SUFFIXES = (".gz", ".zst")


def bare(path: Path) -> Path:
    """Return the path without a suffix of compression: ``a.nt`` for ``a.nt.gz``."""
    return path.with_suffix("") if path.suffix.lower() in _SUFFIXES else path


def suffix(path: Path) -> str:
    """Return the suffix of the contents, in lower case: ``.nt`` for ``a.nt.gz``."""
    return bare(path).suffix.lower()


def unpacked(data: bytes, name: str) -> bytes:
    """Return the decompressed bytes of a file; uncompressed bytes are returned unchanged.

    Raises InputError, with ``name``, for truncated or damaged compression (RFC 1952, RFC 8878).
    """
    if not data.startswith((_GZIP, _ZSTD)):
        return data
    import gzip  # imported here since few files need it; it imports zlib
    import zlib

    try:
        return gzip.decompress(data) if data.startswith(_GZIP) else b"".join(_frames(data))
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(*explained("errors.rdf", "damaged"), where=name) from error


def _frames(data: bytes) -> Iterator[bytes]:
    import zstandard  # imported here since few files need it

    while data:
        frame = zstandard.ZstdDecompressor().decompressobj()
        try:
            yield frame.decompress(data)
        except zstandard.ZstdError as error:
            raise EOFError from error
        if not frame.eof:  # the library's own reader accepts a truncated frame without an error
            raise EOFError
        data = frame.unused_data
