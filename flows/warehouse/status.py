"""What the warehouse holds and what happens around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from filelock import FileLock, Timeout

from flows.settings import Settings
from flows.warehouse.connect import has_tables, open_warehouse
from flows.warehouse.staging import run_folders

_SHOWN_RUNS = 10


@dataclass(frozen=True, slots=True)
class Status:
    """Sizes, rows by table, the last runs, batches that wait to be loaded, and runs at work."""

    megabytes: float
    archive_megabytes: float
    tables: Sequence[tuple[str, int]]
    runs: Sequence[tuple[Any, ...]]
    waiting: int
    running: Sequence[str]


def read_status(settings: Settings) -> Status | None:
    """Return the status, or None where there is no warehouse yet."""
    running = []
    waiting = 0
    for folder in run_folders(settings.staging_dir):
        lock = FileLock(settings.staging_dir / f"{folder.name}.lock")
        try:
            with lock.acquire(timeout=0):
                waiting += len(list(folder.glob("*.parquet")))
        except Timeout:
            running.append(folder.name)
    if not has_tables(settings):
        return None
    with open_warehouse(settings, read_only=True) as connection:
        names = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE table_name NOT IN ('schema_version', 'disposition_codes') "
            "ORDER BY table_oid"
        ).fetchall()
        tables = []
        for (name,) in names:
            row = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608 - names from the catalog
            tables.append((name, row[0] if row else 0))
        runs = connection.execute(
            "SELECT run_id, status, started_at, round(epoch(finished_at - started_at), 1), inputs, loaded, "
            "skipped, failed FROM runs ORDER BY run_id DESC LIMIT ?",
            [_SHOWN_RUNS],
        ).fetchall()
    archive = sum(path.stat().st_size for path in settings.archive_dir.rglob("*.warc.gz"))
    return Status(settings.warehouse.stat().st_size / 1e6, archive / 1e6, tables, runs, waiting, running)
