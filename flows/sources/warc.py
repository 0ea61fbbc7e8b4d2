"""The pages of a user's WARC file, Common Crawl's news crawl included, as inputs that point into that file."""

from collections.abc import Iterator

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from flows.errors import Rejected
from flows.records import ArchivedAt, Given, Input
from flows.sources.files import SourceFile
from flows.sources.urls import normalise_url

HTML_PAGE = "text/html"
_HTML_TYPES = ("text/html", "application/xhtml+xml")


def read_warc(file: SourceFile, max_bytes: int) -> Iterator[Input]:
    """Yield an input for each response record; other kinds of record are no inputs.

    Raises:
        Rejected: `bad_warc` where the file cannot be read any further, with the offset.
    """
    offset = 0
    records = 0
    size = file.path.stat().st_size
    try:
        with file.path.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False):
                records += 1
                offset = record.stream_pos
                if record.record_type == WarcRecordType.response:
                    yield _page(file, record, max_bytes, size)
                else:
                    record.consume()
    except (OSError, EOFError, ValueError) as error:
        raise Rejected("bad_warc", f"after offset {offset}: {str(error)[:150]}") from error
    if records == 0:
        raise Rejected("empty" if size == 0 else "bad_warc", "no WARC record in it")


def _page(file: SourceFile, record: WarcRecord, max_bytes: int, size: int) -> Input:
    offset = record.stream_pos
    uri = f"{file.uri}#offset={offset}"
    target = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    key = normalise_url(target) or uri
    code, detail, payload = None, "", None
    try:
        payload = read_page(record, max_bytes)
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
        http_charset=record.http_charset if payload is not None else None,
        captured_at=record.record_date,
        source_file=str(file.path),
        archived=ArchivedAt(str(file.path), offset, None),
        share=offset / size,
    )


def read_page(record: WarcRecord, max_bytes: int) -> bytes:
    """Return the decoded page of a response record.

    The block is read as a whole before its HTTP part is parsed: FastWARC returns a cut-off block without a word, and
    stops at the next record when a compressed body was read in part.

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
        record.set_bytes_content(block)
        record.parse_http(auto_decode="all")
        status = record.http_headers.status_code if record.http_headers is not None else None
        if status != 200:
            raise Rejected("http_error", f"status {status}")
        media_type = (record.http_content_type or "").lower()
        if media_type not in _HTML_TYPES:
            raise Rejected("not_html", media_type[:100] or "no content type")
        page: bytes = record.reader.read(max_bytes + 1)
    except (OSError, EOFError, ValueError) as error:
        raise Rejected("bad_warc", str(error)[:150]) from error
    if len(page) > max_bytes:
        raise Rejected("too_large", f"more than {max_bytes} bytes")
    return page
