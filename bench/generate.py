"""Writes the inputs of the benchmarks: texts as JSON lines, pages as files, lines or WARC. Same seed, same bytes."""

import argparse
import json
import random
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from bench.page import Page, make_page
from bench.prose import headline, name, paragraphs, published_on

_WARC_DATE = "2025-01-01T00:00:00Z"


def write_texts(path: Path, count: int, *, chars: int = 3_000, seed: int = 1, first: int = 0) -> None:
    """Write `count` articles of about `chars` characters as JSON lines, one object with id, url, title and text a line.

    Args:
        path: the .jsonl file; its folder must exist.
        count: articles.
        chars: the least length of a text; it ends with the sentence that reaches it.
        seed: decides every word.
        first: number of the first article: with another range the same seed writes other articles.
    """
    with path.open("w", encoding="utf-8") as stream:
        for number in range(first, first + count):
            rng = random.Random(f"{seed}.text.{number}")
            article = {
                "id": f"text-{number}",
                "url": f"https://texts.bench.example/{number}",
                "title": headline(rng),
                "author": name(rng),
                "published": published_on(rng).isoformat(),
                "language": "en",
                "text": "\n\n".join(paragraphs(rng, chars)),
            }
            stream.write(json.dumps(article, ensure_ascii=False) + "\n")


def pages(count: int, seed: int = 1) -> Iterator[Page]:
    """Yield `count` pages of 40 to 90 kB."""
    for number in range(count):
        yield make_page(random.Random(f"{seed}.page.{number}"), number)


def write_pages(path: Path, count: int, *, seed: int = 1) -> None:
    """Write `count` pages: as a WARC or as lines where the name ends in .warc.gz or .jsonl, else as a folder."""
    if path.name.endswith(".warc.gz"):
        _write_warc(path, pages(count, seed))
    elif path.suffix == ".jsonl":
        with path.open("w", encoding="utf-8") as stream:
            for page in pages(count, seed):
                stream.write(json.dumps({"url": page.url, "html": page.html}) + "\n")
    else:
        path.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(pages(count, seed)):
            (path / f"{number:06d}.html").write_text(page.html, encoding="utf-8")


def _write_warc(path: Path, written: Iterator[Page]) -> None:
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for page in written:
            record = writer.create_warc_record(
                page.url,
                "response",
                payload=BytesIO(page.html.encode()),
                http_headers=StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], "HTTP/1.1"),
                warc_headers_dict={"WARC-Date": _WARC_DATE},
            )
            writer.write_record(record)


def main() -> None:
    """Write one file or folder."""
    parser = argparse.ArgumentParser(prog="python -m bench.generate", description=__doc__)
    parser.add_argument("kind", choices=("texts", "pages"), help="plain texts, or HTML pages")
    parser.add_argument("path", type=Path, help="texts: a .jsonl; pages: a .warc.gz, a .jsonl, or else a folder")
    parser.add_argument("count", type=int, help="how many articles")
    parser.add_argument("--chars", type=int, default=3_000, help="length of a text (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="decides every word (default %(default)s)")
    options = parser.parse_args()
    if options.kind == "texts":
        write_texts(options.path, options.count, chars=options.chars, seed=options.seed)
    else:
        write_pages(options.path, options.count, seed=options.seed)


if __name__ == "__main__":
    main()
