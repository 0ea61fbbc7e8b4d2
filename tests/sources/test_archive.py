import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from flows.errors import Rejected
from flows.records import ArchivedAt
from flows.sources.archive import ArchiveWriter, read_archived, truncate_archive

NAME = "2026/run.warc.gz"
MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678_901, tzinfo=UTC)
PAYLOADS = [b"first text\r\n", "zweiter – Text".encode(), bytes(range(256)) * 40, b"x" * 70_000]


@pytest.fixture
def places(tmp_path: Path) -> list[ArchivedAt]:
    """The places of four records in one archive."""
    archive = ArchiveWriter(tmp_path, NAME)
    written = [archive.write(f"file:///{n}.txt", "text/plain", data, MOMENT) for n, data in enumerate(PAYLOADS)]
    archive.sync()
    archive.close()
    return written


def refusal_of(place: ArchivedAt, folder: Path) -> str:
    with pytest.raises(Rejected) as refusal:
        read_archived(place, folder, 10_000)
    return refusal.value.code


def test_each_record_is_read_back_by_its_place(tmp_path: Path, places: list[ArchivedAt]) -> None:
    assert [read_archived(place, tmp_path, 10_000) for place in places] == PAYLOADS


def test_the_reference_library_reads_it_and_agrees_with_the_digests(tmp_path: Path, places: list[ArchivedAt]) -> None:
    with (tmp_path / NAME).open("rb") as stream:
        info, *records = [
            (record.rec_type, record.rec_headers, record.content_stream().read())
            for record in ArchiveIterator(stream, check_digests="raise")
        ]
    assert info[0] == "warcinfo"
    assert b"software: dateline/" in info[2]
    assert [(kind, payload) for kind, _, payload in records] == [("resource", payload) for payload in PAYLOADS]
    assert records[0][1].get_header("WARC-Target-URI") == "file:///0.txt"
    assert records[0][1].get_header("WARC-Date") == "2026-01-02T03:04:05.678901Z"


def test_each_record_is_a_gzip_member_of_its_own(tmp_path: Path, places: list[ArchivedAt]) -> None:
    data = (tmp_path / NAME).read_bytes()
    for place, payload in zip(places, PAYLOADS, strict=True):
        assert payload in gzip.decompress(data[place.offset : place.offset + place.length])


def test_no_file_is_made_before_the_first_record(tmp_path: Path) -> None:
    archive = ArchiveWriter(tmp_path, NAME)
    archive.sync()
    archive.close()
    assert list(tmp_path.iterdir()) == []


def test_an_archive_is_never_written_over(tmp_path: Path, places: list[ArchivedAt]) -> None:
    with pytest.raises(FileExistsError):
        ArchiveWriter(tmp_path, NAME).write("file:///x", "text/plain", b"x", MOMENT)


def test_a_cut_off_archive_keeps_its_places_and_loses_only_what_was_cut(
    tmp_path: Path, places: list[ArchivedAt]
) -> None:
    truncate_archive(tmp_path, NAME, places[2].offset)
    assert [read_archived(place, tmp_path, 10_000) for place in places[:2]] == PAYLOADS[:2]
    assert refusal_of(places[2], tmp_path) == "bad_warc"


def test_a_cut_behind_the_end_changes_nothing_and_one_at_the_start_removes_the_file(
    tmp_path: Path, places: list[ArchivedAt]
) -> None:
    size = (tmp_path / NAME).stat().st_size
    truncate_archive(tmp_path, NAME, size + 1)
    assert (tmp_path / NAME).stat().st_size == size
    truncate_archive(tmp_path, NAME, 0)
    truncate_archive(tmp_path, NAME, 0)
    assert not (tmp_path / NAME).exists()


@pytest.mark.parametrize("lost", [60, 150, 300])
def test_a_record_that_is_not_whole_is_never_returned(tmp_path: Path, places: list[ArchivedAt], lost: int) -> None:
    truncate_archive(tmp_path, NAME, places[2].offset + places[2].length - lost)
    assert refusal_of(places[2], tmp_path) == "bad_warc"


def test_a_damaged_record_is_bad(tmp_path: Path, places: list[ArchivedAt]) -> None:
    data = bytearray((tmp_path / NAME).read_bytes())
    data[places[2].offset + 200] ^= 0xFF
    (tmp_path / NAME).write_bytes(data)
    assert refusal_of(places[2], tmp_path) == "bad_warc"


@pytest.mark.parametrize(
    ("file", "shift", "code"),
    [(NAME, 7, "bad_warc"), (NAME, 10_000_000, "bad_warc"), ("gone.warc.gz", 0, "unreadable")],
)
def test_a_place_that_is_none_says_so(
    tmp_path: Path, places: list[ArchivedAt], file: str, shift: int, code: str
) -> None:
    assert refusal_of(ArchivedAt(file, places[1].offset + shift, None), tmp_path) == code
