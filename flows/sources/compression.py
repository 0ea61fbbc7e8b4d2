"""Reading plain, gzip and zstd files as one stream, with a cap on what comes out."""

import io
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Self, cast

import pyarrow as pa

from flows.errors import Rejected

CODECS = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd"}


def codec_of(path: Path) -> str | None:
    """Return Arrow's name of the compression that the last suffix names, or None."""
    return CODECS.get(path.suffix.lower())


class OpenFile:
    """A file opened for reading, decompressed; a context manager. `stream` gives what it holds.

    Arrow decompresses, because its streams, unlike the usual ones, notice a cut-off zstd frame.
    """

    def __init__(self, path: Path) -> None:
        self._size = path.stat().st_size
        self._raw = path.open("rb")
        codec = codec_of(path)
        plain = pa.CompressedInputStream(pa.PythonFile(self._raw, "r"), codec) if codec else None
        self.stream: BinaryIO = cast(BinaryIO, io.BufferedReader(plain, 1 << 16)) if plain is not None else self._raw

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # a broken stream complains once more when it is closed
            self.stream.close()
        self._raw.close()

    @property
    def share(self) -> float:
        """How much of the file has been read, from 0 to 1."""
        return min(1.0, self._raw.tell() / self._size) if self._size else 1.0


def read_capped(stream: BinaryIO, limit: int) -> bytes:
    """Read the whole stream, which may hold at most `limit` bytes.

    Raises:
        Rejected: `too_large`; nothing beyond the limit was read or unpacked.
    """
    pieces: list[bytes] = []
    left = limit + 1
    while left > 0 and (piece := stream.read(min(left, 1 << 20))):
        pieces.append(piece)
        left -= len(piece)
    if left <= 0:
        raise Rejected("too_large", f"more than {limit} bytes")
    return b"".join(pieces)


def stream_rejection(error: Exception, *, compressed: bool) -> Rejected:
    """Turn what reading a file raised into the disposition of that file."""
    if isinstance(error, Rejected):
        return error
    if isinstance(error, PermissionError):
        return Rejected("no_permission", error.strerror or "")
    if isinstance(error, FileNotFoundError):
        return Rejected("not_found", "it was there when the run began")
    if compressed and isinstance(error, OSError | EOFError) and getattr(error, "errno", None) is None:
        return Rejected("bad_compression", str(error).splitlines()[0][:200] if str(error) else "")
    return Rejected("unreadable", str(error)[:200])
