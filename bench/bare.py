"""The yardstick: one process that extracts pages with the settings of `flows.articles.extract` and recognises.

No archive, no tables, no deadline, no checks: what the extractor and the recogniser themselves cost, in CPU seconds of
this process. The page goes into the extractor as bytes, the way that costs it least.
"""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType
from trafilatura import bare_extraction

from flows.entities.recogniser import load_recogniser

_SHORT = 700  # as in flows.articles.extract


def _pages(path: Path) -> Iterator[bytes]:
    if path.is_dir():
        for file in sorted(path.iterdir()):
            yield file.read_bytes()
    else:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
                yield record.reader.read()


def _extract(page: bytes, *, fast: bool) -> str:
    dates = {
        "original_date": True,
        "extensive_search": False,
        "max_date": (datetime.now(UTC).date() + timedelta(days=2)).isoformat(),
    }
    document: Any = bare_extraction(
        page, url=None, fast=fast, include_comments=False, with_metadata=True, date_extraction_params=dates
    )
    return (document.text or "") if document is not None else ""


def main() -> None:
    """Print pages, characters, mentions and second extractions."""
    parser = argparse.ArgumentParser(prog="python -m bench.bare", description=__doc__)
    parser.add_argument("path", type=Path, help="a folder of .html files, or a .warc.gz")
    options = parser.parse_args()
    recogniser = load_recogniser("names")
    pages = chars = mentions = again = 0
    for page in _pages(options.path):
        text = _extract(page, fast=True)
        if len(text) < _SHORT:
            again += 1
            text = max(text, _extract(page, fast=False), key=len)
        pages += 1
        chars += len(text)
        mentions += len(recogniser.recognise([text])[0])
    print(f"{pages} pages, {chars} characters, {mentions} mentions, {again} extracted twice")


if __name__ == "__main__":
    main()
