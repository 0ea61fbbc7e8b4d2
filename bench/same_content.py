"""Whether two homes hold the same content, row for row, and whether every row's archived bytes are there.

Left out is what differs by nature: run ids, moments of capture, capture ids (compared by the digest of their bytes) and
places in the archive.
"""

import hashlib
import zlib
from pathlib import Path

import duckdb
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from flows.errors import Rejected
from flows.records import ArchivedAt
from flows.sources.archive import read_archived

_LARGEST = 20_000_000
_PIECE = 1 << 14
_BYTES = "JOIN {home}.captures AS c USING (capture_id)"
TABLES = {
    "articles": f"SELECT a.* EXCLUDE (capture_id), c.payload_sha256 FROM {{home}}.articles AS a {_BYTES}",
    "article_texts": "SELECT * FROM {home}.article_texts",
    "article_versions": "SELECT v.* EXCLUDE (capture_id, captured_at), c.payload_sha256 "
    f"FROM {{home}}.article_versions AS v {_BYTES}",
    "sentences": "SELECT * FROM {home}.sentences",
    "mentions": "SELECT * FROM {home}.mentions",
    "captures": "SELECT * EXCLUDE (capture_id, load_no, captured_at, run_id, archive_file, "
    "archive_offset, archive_bytes) FROM {home}.captures",
}


def compare_homes(home: Path, expected: Path) -> list[str]:
    """Return a line for each table whose rows differ, counted in both directions; none where all agree."""
    differences = []
    with duckdb.connect() as connection:
        for name, folder in (("ours", home), ("theirs", expected)):
            connection.execute(f"ATTACH '{folder / 'warehouse.duckdb'}' AS {name} (READ_ONLY)")
        for table, query in TABLES.items():
            ours, theirs = query.format(home="ours"), query.format(home="theirs")
            counts = [
                _count(connection, f"({one} EXCEPT ALL {other})") for one, other in ((ours, theirs), (theirs, ours))
            ]
            if any(counts):
                differences.append(f"{table}: {counts[0]} rows too many, {counts[1]} missing")
        if running := _count(connection, "(FROM ours.runs WHERE status = 'running')"):
            differences.append(f"runs: {running} still 'running'")
    return differences


def check_archive(home: Path) -> list[str]:
    """Return a line for each captures row whose bytes do not read back, and each WARC file that warcio rejects."""
    problems = []
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "SELECT input_uri, payload_sha256, archive_file, archive_offset, archive_bytes FROM captures"
        ).fetchall()
    for uri, sha256, file, offset, length in rows:
        try:
            payload = read_archived(ArchivedAt(file, offset, length), home / "archive", _LARGEST)
        except Rejected as error:
            problems.append(f"{uri}: {error.code} {error.detail}")
            continue
        if hashlib.sha256(payload).hexdigest() != sha256:
            problems.append(f"{uri}: other bytes at {offset} of {file}")
    for path in sorted((home / "archive").rglob("*.warc.gz")):
        if problem := _check_warc(path):
            problems.append(f"{path.name}: {problem}")
    return problems


def left_over(home: Path) -> list[str]:
    """Return what no run should leave behind once one has ended undisturbed: staged files, locks, temporary files."""
    found = [*(home / "staging").rglob("*"), *(home / "tmp").rglob("*"), *home.rglob("*.part"), *home.glob("*.wal")]
    return sorted({str(path.relative_to(home)) for path in found})


def _check_warc(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests=True):
                record.raw_stream.read()
                if record.digest_checker.passed is False:
                    return f"{record.rec_headers.get_header('WARC-Target-URI')}: {record.digest_checker.problems}"
    except Exception as error:  # noqa: BLE001 - whatever the reader stumbles over is the finding
        return f"{type(error).__name__}: {error}"
    return None if _ends_whole(path) else "the last record is cut off"


def _ends_whole(path: Path) -> bool:
    """Whether the last gzip member is complete; warcio takes the end of the file for the end of a record."""
    data, position = memoryview(path.read_bytes()), 0
    while position < len(data):
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        while not member.eof:
            piece = data[position : position + _PIECE]
            if not piece:
                return False
            member.decompress(piece)
            position += len(piece) - len(member.unused_data)
    return True


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {relation}").fetchone()
    return int(row[0]) if row else 0
