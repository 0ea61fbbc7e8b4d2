"""Finished batches on disk, waiting to be loaded: one folder per run, one Parquet file per batch, one row per input.

A file is written under a temporary name, forced to disk and renamed: what has its final name is whole. A run holds the
lock of its folder while it lives, so that the next run can tell a dead run's batches from those of a run at work.
"""

import json
import os
import re
import shutil
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from flows.ids import make_id
from flows.records import Article, Disposed, Run

_RUN_ID = re.compile(r"^\d{8}T\d{6}Z-\w{4}$")
_UTC = pa.timestamp("us", tz="UTC")
_SENTENCE = pa.struct([("start_char", pa.int32()), ("end_char", pa.int32())])
_MENTION = pa.struct(
    [
        ("sentence_no", pa.int32()),
        ("start_char", pa.int32()),
        ("end_char", pa.int32()),
        ("surface", pa.string()),
        ("label", pa.string()),
        ("score", pa.float32()),
        ("rule", pa.string()),
    ]
)
SCHEMA = pa.schema(
    [
        ("batch_id", pa.string()), ("run_id", pa.string()), ("seq", pa.int64()), ("input_id", pa.string()),
        ("input_uri", pa.string()), ("code", pa.string()), ("detail", pa.string()), ("disposed_at", _UTC),
        ("capture_id", pa.string()), ("captured_at", _UTC), ("media_type", pa.string()), ("payload_bytes", pa.int64()),
        ("payload_sha256", pa.string()), ("archive_file", pa.string()), ("archive_offset", pa.int64()),
        ("archive_bytes", pa.int64()), ("source_file", pa.string()), ("source_row", pa.int64()),
        ("article_id", pa.string()), ("text_id", pa.string()), ("url", pa.string()), ("title", pa.string()),
        ("byline", pa.string()), ("source", pa.string()), ("language", pa.string()), ("language_from", pa.string()),
        ("published_at", _UTC), ("published_on", pa.date32()), ("published_from", pa.string()),
        ("published_reason", pa.string()), ("charset", pa.string()), ("replaced_chars", pa.int32()),
        ("extract_version", pa.string()), ("sentence_version", pa.string()), ("mention_version", pa.string()),
        ("text", pa.string()), ("sentences", pa.list_(_SENTENCE)), ("mentions", pa.list_(_MENTION)),
    ]
)  # fmt: skip


class StagedRun:
    """The staging folder of one run, locked while the object is open."""

    def __init__(self, folder: Path, lock: FileLock, run: Run) -> None:
        self.folder = folder
        self.run = run
        self._lock = lock

    @classmethod
    def begin(cls, staging_dir: Path, run: Run) -> "StagedRun":
        """Make and lock the folder of a new run."""
        staging_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(staging_dir / f"{run.run_id}.lock")
        lock.acquire(timeout=0)
        folder = staging_dir / run.run_id
        folder.mkdir()
        staged = cls(folder, lock, run)
        staged._write_run()
        return staged

    @classmethod
    def left_behind(cls, staging_dir: Path) -> Iterator["StagedRun"]:
        """Yield the folders of runs that no longer live, oldest first, each locked."""
        for folder in run_folders(staging_dir):
            lock = FileLock(staging_dir / f"{folder.name}.lock")
            try:
                lock.acquire(timeout=0)
            except Timeout:
                continue
            if not folder.is_dir():  # its run ended, or another process loaded it, since the folders were listed
                lock.release()
                Path(lock.lock_file).unlink(missing_ok=True)
                continue
            staged = cls(folder, lock, _read_run(folder))
            try:
                yield staged
            finally:
                staged.release()

    def write(self, number: int, rows: Sequence[Disposed]) -> Path:
        """Stage one batch and return its file."""
        batch_id = f"{self.run.run_id}.{number:06d}"
        now = datetime.now(UTC)
        first = number * 1_000_000
        dicts = [_row(batch_id, self.run, first + seq, row, now) for seq, row in enumerate(rows)]
        path = self.folder / f"{number:06d}.parquet"
        _write_durably(path, pa.Table.from_pylist(dicts, schema=SCHEMA))
        return path

    def files(self) -> list[Path]:
        """Return the staged batches, in order."""
        return sorted(self.folder.glob("*.parquet"))

    def finish(self, inputs: int) -> None:
        """Write down that the run saw everything it was given."""
        self.run = replace(self.run, finished_at=datetime.now(UTC), inputs=inputs)
        self._write_run()

    def remove(self) -> None:
        """Remove the folder and give the lock back; only after everything in it was loaded."""
        shutil.rmtree(self.folder)
        self.release()

    def release(self) -> None:
        """Give the lock back; the folder, if it is still there, is the next run's to load."""
        self._lock.release()
        if not self.folder.exists():
            Path(self._lock.lock_file).unlink(missing_ok=True)

    def _write_run(self) -> None:
        part = self.folder / "run.json.part"
        with part.open("w", encoding="utf-8") as stream:
            json.dump(asdict(self.run), stream, default=str)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(self.folder / "run.json")


def run_folders(staging_dir: Path) -> list[Path]:
    """Return the folders of runs, oldest first; what else lies there is none of our business."""
    return sorted(path for path in staging_dir.glob("*") if _RUN_ID.match(path.name) and path.is_dir())


def _read_run(folder: Path) -> Run:
    """Read run.json; a run that was killed before it was written staged nothing, and its name says when it began."""
    with suppress(OSError, ValueError, KeyError):
        values = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        for name in ("started_at", "finished_at"):
            values[name] = datetime.fromisoformat(values[name]) if values[name] else None
        return Run(**values)
    started_at = datetime.strptime(folder.name[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return Run(folder.name, "ingest", started_at, "{}", "", "", "")


def _write_durably(path: Path, table: pa.Table) -> None:
    part = path.with_suffix(".part")
    with part.open("wb") as stream:
        pq.write_table(table, stream, compression="zstd", write_statistics=False)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)


def _row(batch_id: str, run: Run, seq: int, disposed: Disposed, now: datetime) -> dict[str, Any]:
    source, capture, outcome = disposed.input, disposed.capture, disposed.outcome
    row: dict[str, Any] = {
        "batch_id": batch_id,
        "run_id": run.run_id,
        "seq": seq,
        "input_id": make_id(source.uri),
        "input_uri": source.uri,
        "code": outcome.code,
        "detail": outcome.detail or None,
        "disposed_at": now,
        "source_file": source.source_file,
        "source_row": source.source_row,
    }
    if capture is not None:
        row |= {
            "capture_id": capture.capture_id,
            "captured_at": capture.captured_at,
            "media_type": source.media_type,
            "payload_bytes": len(source.payload or b""),
            "payload_sha256": capture.sha256,
            "article_id": capture.article_id,
        }
        if capture.archived is not None:
            row |= {
                "archive_file": capture.archived.file,
                "archive_offset": capture.archived.offset,
                "archive_bytes": capture.archived.length,
            }
    if outcome.article is not None:
        row |= _article(outcome.article, source.article_key, run)
    return row


def _article(article: Article, key: str, run: Run) -> dict[str, Any]:
    starts = [start for start, _ in article.sentences]

    def sentence_no(start: int) -> int | None:
        number = bisect_right(starts, start)
        return number if number and start < article.sentences[number - 1][1] else None

    published = article.published
    return {
        "article_id": make_id(key),
        "text_id": make_id(article.text),
        "url": article.url,
        "title": article.title,
        "byline": article.byline,
        "source": article.source,
        "language": article.language,
        "language_from": article.language_from,
        "published_at": published.at,
        "published_on": published.on,
        "published_from": published.stated_in,
        "published_reason": published.reason,
        "charset": article.charset,
        "replaced_chars": article.replaced_chars,
        "extract_version": run.extract_version,
        "sentence_version": run.sentence_version,
        "mention_version": article.mention_version,
        "text": article.text,
        "sentences": [{"start_char": start, "end_char": end} for start, end in article.sentences],
        "mentions": [
            {
                "sentence_no": sentence_no(m.start),
                "start_char": m.start,
                "end_char": m.end,
                "surface": m.surface,
                "label": m.label,
                "score": m.score,
                "rule": m.rule,
            }
            for m in article.mentions
        ],
    }
