import gzip
import io
import zlib
from pathlib import Path

import pyarrow as pa
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.records import Input
from flows.sources.archive import read_archived

PAGES = [f"<html><p>Page {n} says {n * 'again and '}again.</p></html>".encode() for n in range(60, 63)]
HTML = "text/html; charset=windows-1251"


class InMemory(WARCWriter):
    """The reference library's writer, without the temporary files that it leaves open."""

    _create_temp_file = staticmethod(io.BytesIO)


class Warc:
    """A WARC file made with the reference library."""

    def __init__(self, *, gzipped: bool) -> None:
        self.stream = io.BytesIO()
        self.starts: list[int] = []
        self._writer = InMemory(self.stream, gzip=gzipped)

    def respond(self, body: bytes, status: str = "200 OK", media_type: str = HTML, encoding: str = "") -> "Warc":
        headers = [("Content-Type", media_type), *([("Content-Encoding", encoding)] if encoding else [])]
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        return self.add("response", http_headers=http, payload=io.BytesIO(body))

    def add(self, kind: str, **parts: object) -> "Warc":
        self.starts.append(self.stream.tell())
        uri = f"https://News.example/{len(self.starts)}?utm_source=x"
        self._writer.write_record(self._writer.create_warc_record(uri, kind, **parts))
        return self

    @property
    def data(self) -> bytes:
        return self.stream.getvalue()


@pytest.fixture(params=["plain", "gzip"])
def warc(request: pytest.FixtureRequest) -> Warc:
    return Warc(gzipped=request.param == "gzip")


@pytest.fixture
def read_warc(read):
    return lambda data: read("crawl.warc.gz" if data.startswith(b"\x1f\x8b") else "crawl.warc", data)


def codes(inputs: list[Input]) -> list[str | None]:
    return [one.code for one in inputs]


def test_pages_are_read_with_their_place_and_can_be_read_again(warc: Warc, read_warc, tmp_path: Path) -> None:
    warc.add("warcinfo", payload=io.BytesIO(b"software: test\r\n"))
    for page in PAGES:
        warc.respond(page).add("request", payload=io.BytesIO(b"GET / HTTP/1.1\r\n\r\n"))
    inputs = read_warc(warc.data)
    assert [one.payload for one in inputs] == PAGES
    assert [one.archived.offset for one in inputs] == warc.starts[1::2]
    assert [read_archived(one.archived, tmp_path / "elsewhere", 10_000) for one in inputs] == PAGES
    assert inputs[0].article_key == "https://news.example/2"
    assert inputs[0].http_charset == "windows-1251"
    assert inputs[0].captured_at is not None


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(PAGES[0])),
        ("deflate", zlib.compress(PAGES[0])),
        ("br", pa.compress(PAGES[0], codec="brotli", asbytes=True)),
        ("zstd", pa.compress(PAGES[0], codec="zstd", asbytes=True)),
    ],
    ids=["gzip", "deflate", "br", "zstd"],
)
def test_a_content_encoding_is_undone(warc: Warc, read_warc, encoding: str, packed: bytes) -> None:
    inputs = read_warc(warc.respond(packed, encoding=encoding).respond(PAGES[1]).data)
    assert [one.payload for one in inputs] == PAGES[:2]


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("http_error", {"status": "404 Not Found"}),
        ("http_error", {"status": "301 Moved"}),
        ("not_html", {"media_type": "image/png"}),
        ("not_html", {"media_type": ""}),
        ("too_large", {"body": gzip.compress(bytes(20_000_000)), "encoding": "gzip"}),
        ("too_large", {"body": b" " * 150_000}),
        ("too_large", {"body": b" " * 300_000}),
        ("bad_warc", {"encoding": "gzip"}),
        ("bad_warc", {"encoding": "br"}),
    ],
    ids=["404", "301", "picture", "no type", "bomb", "large", "very large", "no gzip", "no brotli"],
)
def test_a_record_without_a_page_costs_only_itself(warc: Warc, read_warc, code: str, answer: dict[str, str]) -> None:
    inputs = read_warc(warc.respond(PAGES[0]).respond(**{"body": PAGES[1], **answer}).respond(PAGES[2]).data)
    assert codes(inputs) == [None, code, None]
    assert [inputs[0].payload, inputs[2].payload] == [PAGES[0], PAGES[2]]


@pytest.mark.parametrize("left", [15, 100, 250])
def test_a_truncated_file_keeps_the_pages_before_the_cut(warc: Warc, read_warc, left: int) -> None:
    for page in PAGES:
        warc.respond(page)
    inputs = read_warc(warc.data[: warc.starts[2] + left])
    assert [one.payload for one in inputs[:2]] == PAGES[:2]
    assert codes(inputs[2:]) == ["bad_warc"]


def test_rubbish_behind_the_last_page_is_told(warc: Warc, read_warc) -> None:
    assert codes(read_warc(warc.respond(PAGES[0]).data + b"rubbish " * 50)) == [None, "bad_warc"]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_rubbish_is_bad_and_nothing_is_empty(read, name: str) -> None:
    assert codes(read(name, b"rubbish " * 50)) == ["bad_warc"]
    assert codes(read(name, b"")) == ["empty"]


def test_a_file_without_an_answer_in_it_is_empty(warc: Warc, read_warc) -> None:
    (one,) = read_warc(warc.add("resource", payload=io.BytesIO(b"text")).data)
    assert (one.code, one.detail) == ("empty", "1 records, and no response among them")


@pytest.mark.parametrize(
    "pack", [gzip.compress, lambda data: pa.compress(data, codec="zstd", asbytes=True)], ids=["gzip", "zstd"]
)
def test_a_file_compressed_as_a_whole_has_no_places_but_each_page(read, pack) -> None:
    warc = Warc(gzipped=False)
    for page in PAGES:
        warc.respond(page)
    inputs = read("crawl.warc.gz", pack(warc.data))
    assert [one.payload for one in inputs] == PAGES
    assert len({one.uri for one in inputs}) == len(PAGES)
    assert [one.archived for one in inputs[1:]] == [None, None]
