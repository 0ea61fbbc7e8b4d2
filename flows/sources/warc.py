"""The pages of a user's WARC file, Common Crawl's news crawl included, as inputs that point into that file."""

import os
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from flows.errors import Rejected
from flows.records import ArchivedAt, Given, Input
from flows.sources.files import SourceFile
from flows.sources.urls import normalise_url

HTML_PAGE = "text/html"
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_MANDATORY = ("WARC-Type", "Content-Length")
_RECORD_STARTS = (b"WARC/", b"\x1f\x8b", b"\x28\xb5\x2f\xfd")  # plain, or a gzip or zstd member of its own


def read_warc(file: SourceFile, max_bytes: int) -> Iterator[Input]:
    """Yield an input for each response record; other kinds of record are no inputs.

    Raises:
        Rejected: `bad_warc` where the file cannot be read any further, with the offset.
    """
    offset = length = 0
    records = pages = 0
    size = file.path.stat().st_size
    try:
        with file.path.open("rb") as stream, file.path.open("rb") as places:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False):
                records += 1
                offset, length = record.stream_pos, record.content_length
                if not all(name in record.headers for name in _MANDATORY):
                    raise Rejected("bad_warc", f"at offset {offset}: a record whose header is cut off")
                if record.record_type == WarcRecordType.response:
                    pages += 1
                    place = f"offset={offset}" if _is_start(places, offset) else f"record={records}"
                    yield _page(file, record, place, max_bytes, size)
                else:
                    record.consume()
            if records and _more_behind(places, offset, length):
                raise Rejected("bad_warc", f"after offset {offset}: a record whose header is cut off")
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise Rejected("bad_warc", f"after offset {offset}: {str(error)[:150]}") from error
    if records == 0:
        raise Rejected("empty" if size == 0 else "bad_warc", "no WARC record in it")
    if pages == 0:
        raise Rejected("empty", f"{records} records, and no response among them")


def _is_start(places: BinaryIO, offset: int) -> bool:
    """Whether a record can be read from here: not inside a file that was compressed as a whole."""
    places.seek(offset)
    return places.read(5).startswith(_RECORD_STARTS)


def _more_behind(places: BinaryIO, offset: int, length: int) -> bool:
    """Whether bytes follow the last record, `length` bytes long: FastWARC passes over a header that is cut off."""
    if not _is_start(places, offset):
        return False
    start = places.seek(offset)
    rest = b""
    if places.read(2) == b"\x1f\x8b":
        places.seek(start)
        unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16)
        while not unpacked.eof and (piece := places.read(1 << 12)):
            unpacked.decompress(piece)
        rest = unpacked.unused_data
    else:
        while places.readline(1 << 16).strip():
            pass
        places.seek(length, os.SEEK_CUR)
    return bool((rest + places.read(64)).strip())


def _page(file: SourceFile, record: WarcRecord, place: str, max_bytes: int, size: int) -> Input:
    offset = record.stream_pos
    uri = f"{file.uri}#{place}"
    # What has no place, or a path that no table can hold, goes to the archive of the run instead.
    findable = place.startswith("offset") and file.name == str(file.path)
    target = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    key = normalise_url(target) or uri
    code, detail, payload, charset = None, "", None, None
    try:
        payload, charset = read_page(record, max_bytes)
    except Rejected as error:
        code, detail = error.code, error.detail
    return Input(
        uri=uri,
        article_key=key,
        media_type=HTML_PAGE,
        payload=payload,
        given=Given(url=target or None),
        code=code,
        detail=detail,
        http_charset=charset,
        captured_at=record.record_date,
        source_file=file.name,
        archived=ArchivedAt(file.name, offset, None) if findable else None,
        share=offset / size,
    )


def read_page(record: WarcRecord, max_bytes: int) -> tuple[bytes, str | None]:
    """Return the page of a response record, its transfer and content encodings undone, and the charset of its header.

    The block is read as a whole and its HTTP part parsed from a copy: FastWARC returns a cut-off block without a word,
    and finds no further record behind a compressed body that is broken or was read in part.

    Raises:
        Rejected: `http_error`, `not_html`, `too_large` or `bad_warc`.
    """
    length = record.content_length
    if length > 2 * max_bytes:
        record.consume()
        raise Rejected("too_large", f"a record of {length} bytes")
    try:
        block = record.reader.read(length)
        if len(block) != length:
            raise Rejected("bad_warc", f"{len(block)} of {length} bytes are there")
        answer = WarcRecord()
        answer.init_headers(record_type=WarcRecordType.response)
        answer.is_http = record.is_http
        answer.set_bytes_content(block)
        answer.parse_http(auto_decode="all")
        status = answer.http_headers.status_code if answer.http_headers is not None else None
        if status is None:
            raise Rejected("bad_warc", "a response without an HTTP status")
        if status != 200:
            raise Rejected("http_error", f"status {status}")
        media_type = (answer.http_content_type or "").lower()
        if media_type not in _HTML_TYPES:
            raise Rejected("not_html", media_type[:100] or "no content type")
        page: bytes = answer.reader.read(max_bytes + 1)
    except (OSError, EOFError, ValueError) as error:
        raise Rejected("bad_warc", str(error)[:150]) from error
    if len(page) > max_bytes:
        raise Rejected("too_large", f"more than {max_bytes} bytes")
    return page, answer.http_charset
