import gzip
import json
import random
import tracemalloc
import zlib
from pathlib import Path

import pyarrow as pa
import pytest

from flows.settings import Settings
from flows.sources.inputs import read_inputs

NOISE = random.Random(1).randbytes(50_000)


def zstd(data: bytes) -> bytes:
    return bytes(pa.compress(data, codec="zstd", asbytes=True))


COMPRESS = {"gz": gzip.compress, "zst": zstd}
both = pytest.mark.parametrize("suffix", COMPRESS)


@both
def test_a_compressed_file_is_read_as_what_it_holds(read, suffix: str) -> None:
    (one,) = read(f"a.txt.{suffix}", COMPRESS[suffix](b"text\r\n"))
    assert (one.payload, one.media_type, one.code) == (b"text\r\n", "text/plain", None)


@both
def test_members_that_follow_one_another_are_one_file(read, suffix: str) -> None:
    (one,) = read(f"a.txt.{suffix}", COMPRESS[suffix](b"first ") + COMPRESS[suffix](b"second"))
    assert one.payload == b"first second"


@both
@pytest.mark.parametrize("kept", [3, 5_000, -1])
def test_a_truncated_stream_is_bad_compression(read, suffix: str, kept: int) -> None:
    (one,) = read(f"a.txt.{suffix}", COMPRESS[suffix](NOISE)[:kept])
    assert (one.code, one.payload) == ("bad_compression", None)


@both
def test_something_else_under_a_compressed_name_is_bad_compression(read, suffix: str) -> None:
    (one,) = read(f"a.txt.{suffix}", b"plain text " * 20)
    assert one.code == "bad_compression"


def test_a_wrong_checksum_is_bad_compression(read) -> None:
    data = bytearray(gzip.compress(NOISE))
    data[-6] ^= 0xFF
    (one,) = read("a.txt.gz", bytes(data))
    assert one.code == "bad_compression"


@both
def test_rows_before_the_cut_are_kept(read, suffix: str) -> None:
    noise = random.Random(2)
    lines = b"".join(json.dumps({"text": noise.randbytes(50).hex()}).encode() + b"\n" for _ in range(5_000))
    inputs = read(f"a.jsonl.{suffix}", COMPRESS[suffix](lines)[:-2_000])
    assert len(inputs) > 100
    assert [one.code for one in inputs] == [None] * (len(inputs) - 1) + ["bad_compression"]


@both
def test_an_empty_compressed_file_is_an_empty_text(read, suffix: str) -> None:
    assert [one.payload for one in read(f"a.txt.{suffix}", COMPRESS[suffix](b""))] == [b""]


def test_a_decompression_bomb_is_too_large_and_is_not_unpacked(tmp_path: Path, small: Settings) -> None:
    packer = zlib.compressobj(1, wbits=31)
    (tmp_path / "bomb.txt.gz").write_bytes(
        b"".join(packer.compress(bytes(1_000_000)) for _ in range(300)) + packer.flush()
    )
    tracemalloc.start()
    try:
        (one,) = read_inputs([str(tmp_path / "bomb.txt.gz")], {}, small)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert one.code == "too_large"
    assert peak < 3_000_000


def test_a_bomb_in_one_line_of_a_table_is_too_large(read) -> None:
    rows = b'{"text":"' + b"a" * 30_000_000 + b'"}\n{"text":"good"}\n'
    inputs = read("bomb.jsonl.gz", gzip.compress(rows, 1))
    assert [one.code for one in inputs] == ["too_large", None]
