"""The archive: one WARC file per run, gzip per record, and each record found again by file and offset.

The standard is ISO 28500 (WARC 1.1). A text given as text is a `resource` record whose target is the input's URI.
"""

import io
import os
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType
from isal import isal_zlib

from flows import __version__
from flows.errors import Rejected
from flows.records import ArchivedAt
from flows.sources.warc import read_page

# For a page of 65 kB, measured: isal at its level 2 takes 0.11 ms for 15.9 kB, zlib at level 3 0.55 ms for 16.2 kB.
_GZIP_LEVEL = 2
_GZIP_MEMBER = isal_zlib.MAX_WBITS | 16


class ArchiveWriter:
    """Appends records to one WARC file, which is made when the first record comes."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self.name = name
        self._stream: BinaryIO | None = None

    def write(self, uri: str, media_type: str, payload: bytes, date: datetime) -> ArchivedAt:
        """Append one resource record and return its place; durable after the next `sync`."""
        if self._stream is None:
            self._stream = self._open()
        block = _record(WarcRecordType.resource, media_type, payload, date, {"WARC-Target-URI": uri})
        offset = self._stream.tell()
        self._stream.write(block)
        return ArchivedAt(self.name, offset, len(block))

    def sync(self) -> None:
        """Force what was written to the disk, so that rows may point to it."""
        if self._stream is not None:
            self._stream.flush()
            os.fsync(self._stream.fileno())

    def close(self) -> None:
        """Close the file; writing again is an error."""
        if self._stream is not None:
            self._stream.close()

    def _open(self) -> BinaryIO:
        path = self._folder / self.name
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.open("xb", buffering=1 << 20)
        fields = f"software: dateline/{__version__}\r\nformat: WARC File Format 1.1\r\n".encode()
        now = datetime.now().astimezone()
        stream.write(_record(WarcRecordType.warcinfo, "application/warc-fields", fields, now, {}))
        return stream


def _record(kind: WarcRecordType, media_type: str, payload: bytes, date: datetime, headers: dict[str, str]) -> bytes:
    record = WarcRecord()
    record.init_headers(record_type=kind)
    for name, value in {**headers, "Content-Type": media_type}.items():
        record.headers[name] = value
    record.headers["WARC-Date"] = date.isoformat(timespec="microseconds").replace("+00:00", "Z")
    record.set_bytes_content(payload)
    plain = io.BytesIO()
    record.write(plain, checksum_data=True)
    gzip = isal_zlib.compressobj(_GZIP_LEVEL, isal_zlib.DEFLATED, _GZIP_MEMBER)
    return gzip.compress(plain.getvalue()) + gzip.flush()


def read_archived(place: ArchivedAt, archive_dir: Path, max_bytes: int) -> bytes:
    """Return the payload of one record: the page of a response, the bytes of a resource.

    `place.file` is relative to the archive, or the absolute path of a user's own WARC file.

    Raises:
        Rejected: `unreadable` or `bad_warc`.
    """
    try:
        with (archive_dir / place.file).open("rb") as stream:
            stream.seek(place.offset)
            record = next(iter(ArchiveIterator(stream, parse_http=False)), None)
            if record is None:
                raise Rejected("bad_warc", f"no record at {place.offset} of {place.file}")
            if record.record_type == WarcRecordType.response:
                return read_page(record, max_bytes)[0]
            payload: bytes = record.reader.read(record.content_length)
            if len(payload) != record.content_length:
                raise Rejected("bad_warc", f"{len(payload)} of {record.content_length} bytes are there")
    except (OSError, EOFError, ValueError) as error:
        code = "unreadable" if getattr(error, "errno", None) else "bad_warc"
        raise Rejected(code, f"{place.file}: {error}"[:200]) from error
    return payload


def truncate_archive(archive_dir: Path, name: str, end: int) -> None:
    """Cut a WARC file that a killed run left behind after the last record that a row points to (0: remove it)."""
    path = archive_dir / name
    if not path.exists():
        return
    if end == 0:
        path.unlink()
    elif path.stat().st_size > end:
        os.truncate(path, end)
