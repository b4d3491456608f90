"""Files packed by gzip or Zstandard, read as what is in them.

What a file is, its first bytes say; its name (``register.nt.gz``) says what is in it.
"""

from collections.abc import Iterator
from pathlib import Path

from dvgraph.errors import InputError

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_SUFFIXES = (".gz", ".zst")


def bare(path: Path) -> Path:
    """Return the path without the suffix of packing: ``a.nt`` for ``a.nt.gz``."""
    return path.with_suffix("") if path.suffix.lower() in _SUFFIXES else path


def suffix(path: Path) -> str:
    """Return the suffix of what is in a file, in lower case: ``.nt`` for ``a.nt.gz``."""
    return bare(path).suffix.lower()


def unpacked(data: bytes, name: str) -> bytes:
    """Return what is in the bytes of a file; themselves when they are not packed.

    Raises InputError, with ``name``, for a packed file that is cut or damaged (RFC 1952, RFC 8878).
    """
    if not data.startswith((_GZIP, _ZSTD)):
        return data
    import gzip  # with zlib behind it: here, as few files need them
    import zlib

    try:
        return gzip.decompress(data) if data.startswith(_GZIP) else b"".join(_frames(data))
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(
            "the packed file is cut or damaged",
            where=name,
            hint="Fetch or pack it again; gzip -t and zstd -t tell whether it is whole",
        ) from error


def _frames(data: bytes) -> Iterator[bytes]:
    import zstandard  # here, as few files need it

    while data:
        frame = zstandard.ZstdDecompressor().decompressobj()
        try:
            yield frame.decompress(data)
        except zstandard.ZstdError as error:
            raise EOFError from error
        if not frame.eof:  # the library's own reader says nothing of a frame that is cut
            raise EOFError
        data = frame.unused_data
