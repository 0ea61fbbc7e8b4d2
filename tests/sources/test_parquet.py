import gzip
import io
import json
import random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.records import Input

WORDS = [random.Random(i).randbytes(20).hex() for i in range(2_000)]


def parquet(**columns: Any) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


def values(inputs: list[Input]) -> list[dict[str, Any]]:
    return [json.loads(one.payload) for one in inputs if one.payload]


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_each_row_is_an_input(read, suffix: str) -> None:
    data = parquet(body=["one", "two"], link=["https://e.example/1", "https://e.example/2"], other=[1, 2])
    if suffix:
        data = gzip.compress(data) if suffix == ".gz" else pa.compress(data, codec="zstd", asbytes=True)
    one, two = read(f"a.parquet{suffix}", data)
    assert (one.article_key, two.source_row) == ("https://e.example/1", 2)
    assert values([one, two])[0] == {"body": "one", "link": "https://e.example/1"}


def test_a_mapping_names_uncommon_columns(read) -> None:
    (one,) = read("a.parquet", parquet(artikel=["Der Text"]), {"text": "artikel"})
    assert one.text_field == "artikel"


def test_no_column_for_the_text_is_missing_columns(read) -> None:
    assert [one.code for one in read("a.parquet", parquet(name=["x"]))] == ["missing_columns"]


def test_no_rows_is_empty(read) -> None:
    assert [one.code for one in read("a.parquet", parquet(text=pa.array([], pa.string())))] == ["empty"]


@pytest.mark.parametrize(
    ("moment", "printed"),
    [
        (pa.array([1_700_000_000_123_456_789], pa.timestamp("ns")), "2023-11-14T22:13:20.123456"),
        (pa.array([1_700_000_000], pa.timestamp("s", tz="UTC")), "2023-11-14T22:13:20+00:00"),
        (pa.array([1_700_000_000], pa.timestamp("s", tz="Europe/Berlin")), "2023-11-14T23:13:20+01:00"),
        (pa.array([19_000], pa.date32()), "2022-01-08"),
    ],
    ids=["nanoseconds", "UTC", "Berlin", "a day"],
)
def test_a_moment_is_read_with_its_zone(read, moment: pa.Array, printed: str) -> None:
    (one,) = read("a.parquet", parquet(text=["t"], date=moment))
    assert one.given.published == printed


@pytest.mark.parametrize(
    "moment",
    [
        pa.array([0, 10**18], pa.timestamp("us")),
        pa.array([0, 10**8], pa.date32()),
    ],
    ids=["a moment in 33658", "a day in 275760"],
)
def test_a_date_that_no_calendar_has_costs_its_own_row(read, moment: pa.Array) -> None:
    assert [one.code for one in read("a.parquet", parquet(text=["t", "u"], date=moment))] == [None, "malformed_row"]


def test_a_zone_that_nobody_knows_is_told(read) -> None:
    moment = pa.array([0], pa.timestamp("us", tz="Mars/Phobos"))
    assert [one.code for one in read("a.parquet", parquet(text=["t"], date=moment))] == ["malformed_row"]


def test_a_row_over_the_limit_is_too_large(read) -> None:
    assert [one.code for one in read("a.parquet", parquet(text=["a" * 200_000, "b"]))] == ["too_large", None]


def _overwritten(data: bytes, start: int, end: int) -> bytes:
    return data[:start] + b"\xff" * (len(data[start:end])) + data[end:]


@pytest.mark.parametrize(
    "break_it",
    [
        lambda data: b"",
        lambda data: b"no parquet at all " * 9,
        lambda data: data[:-100],
        lambda data: data[:5_000],
        lambda data: _overwritten(data, 30, 3_000),
        lambda data: _overwritten(data, -300, -100),
    ],
    ids=["empty", "text", "truncated", "cut early", "broken data", "broken footer"],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_broken_file_is_malformed(read, break_it, pack) -> None:
    name = "a.parquet" if pack is bytes else "a.parquet.gz"
    inputs = read(name, pack(break_it(parquet(text=WORDS))))
    assert inputs[-1].code == "malformed_row"


def test_a_truncated_gzip_around_it_is_bad_compression(read) -> None:
    assert [one.code for one in read("a.parquet.gz", gzip.compress(parquet(text=WORDS))[:-30])] == ["bad_compression"]


def test_a_bomb_around_it_is_not_unpacked(read) -> None:
    assert [one.code for one in read("a.parquet.gz", gzip.compress(bytes(20_000_000)))] == ["bad_compression"]
