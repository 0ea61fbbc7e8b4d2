"""The inputs of a run: every file, row and page that the named paths hold, in order, one at a time."""

import os
from collections.abc import Iterator, Mapping, Sequence

from flows.errors import Rejected
from flows.records import Input
from flows.settings import Settings
from flows.sources.compression import OpenFile, codec_of, read_capped, stream_rejection
from flows.sources.files import SourceFile, discover
from flows.sources.rows import read_rows
from flows.sources.warc import read_warc

_MEDIA_TYPES = {"text": "text/plain", "markdown": "text/markdown", "html": "text/html"}


def read_inputs(paths: Sequence[str], mapping: Mapping[str, str], settings: Settings) -> Iterator[Input]:
    """Yield each input of `paths` once. What cannot be read is an input too, with the code that says why.

    Args:
        paths: files, folders and glob patterns.
        mapping: column names by field, for tables whose columns have uncommon names.
        settings: for the size limits.
    """
    for found in discover(paths, settings.home):
        if isinstance(found, Input):
            yield found
            continue
        try:
            yield from _read_file(found, mapping, settings)
        except (OSError, EOFError, Rejected) as error:
            rejection = stream_rejection(error, compressed=codec_of(found.path) is not None)
            yield Input(
                uri=found.uri,
                article_key=found.uri,
                media_type="",
                payload=None,
                code=rejection.code,
                detail=rejection.detail,
                source_file=found.name,
            )


def _read_file(file: SourceFile, mapping: Mapping[str, str], settings: Settings) -> Iterator[Input]:
    if not os.access(file.path, os.R_OK):
        raise Rejected("no_permission")
    if file.kind == "warc":
        yield from read_warc(file, settings.max_page_bytes)
    elif file.kind in _MEDIA_TYPES:
        yield _document(file, settings)
    else:
        read_any = False
        for row in read_rows(file, mapping, settings.max_text_bytes):
            read_any = True
            yield row
        if not read_any:
            raise Rejected("empty", "no rows")


def _document(file: SourceFile, settings: Settings) -> Input:
    limit = settings.max_page_bytes if file.kind == "html" else settings.max_text_bytes
    with OpenFile(file.path) as opened:
        payload = read_capped(opened.stream, limit)
    return Input(
        uri=file.uri,
        article_key=file.uri,
        media_type=_MEDIA_TYPES[file.kind],
        payload=payload,
        source_file=file.name,
        share=1.0,
    )


def measure_inputs(paths: Sequence[str], settings: Settings) -> dict[str, int]:
    """Return the size in bytes of each file that `read_inputs` will read, for a progress bar."""
    return {found.name: found.size for found in discover(paths, settings.home) if isinstance(found, SourceFile)}
