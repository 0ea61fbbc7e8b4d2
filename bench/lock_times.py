"""One ingest in this process that notes how long each load held the warehouse's write lock; prints the notes as JSON.

The seconds run from the moment the file is open for writing to the moment it is closed again, checkpoint included.
`bench.memory` starts this as a process of its own, so that the measuring process has no part in the memory.
"""

import argparse
import json
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from flows.pipeline import IngestRequest, Steps, extract_batch, ingest_files, load_batches
from flows.records import Input, Outcome
from flows.settings import Settings, load_settings
from flows.warehouse import connect, load
from flows.warehouse.staging import StagedRun
from flows.workers import WorkerPool

open_warehouse = connect.open_warehouse
held: list[float] = []  # seconds, one for each time the warehouse was open for writing
loaded: list[int] = []  # inputs, one for each load


@contextmanager
def timed_open(settings: Settings, *, read_only: bool, file: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse as ever, and note how long it stayed open for writing."""
    began: float | None = None
    try:
        with open_warehouse(settings, read_only=read_only, file=file) as connection:
            began = time.monotonic()
            yield connection
    finally:
        if began is not None and not read_only:
            held.append(time.monotonic() - began)


def load_counted(settings: Settings, staged: StagedRun, final: bool) -> None:
    """Load what is staged, and note how many inputs that is."""
    loaded.append(sum(pq.read_metadata(file).num_rows for file in staged.files()))
    load_batches(settings, staged, final)


def main() -> None:
    """Ingest one path into the home that DATELINE_HOME names."""
    parser = argparse.ArgumentParser(prog="python -m bench.lock_times", description=__doc__)
    parser.add_argument("path", help="what to ingest")
    options = parser.parse_args()
    load.open_warehouse = timed_open  # type: ignore[attr-defined]
    settings = load_settings()
    with ThreadPoolExecutor(2) as executor:

        def extract(pool: WorkerPool, inputs: "list[Input]") -> "Future[list[Outcome]]":
            return executor.submit(extract_batch, pool, inputs)

        report = ingest_files(IngestRequest((options.path,)), settings, Steps(extract, load_counted))  # type: ignore[arg-type]
    size = settings.warehouse.stat().st_size
    archive = sum(path.stat().st_size for path in Path(settings.archive_dir).rglob("*.warc.gz"))
    print(
        json.dumps(
            {
                "articles": report.articles,
                "failed": report.failed,
                "warehouse_bytes": size,
                "archive_bytes": archive,
                "held_s": held,
                "loaded": loaded,
            }
        )
    )


if __name__ == "__main__":
    main()
