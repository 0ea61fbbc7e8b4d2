"""The read copy: `news.duckdb`, the warehouse as it was after the last load, which no load ever locks.

DuckDB lets one process write or many read. So analysts read a copy, which is made under another name and takes the
old one's place in one step: a reader sees the old state or the new one, and one that is open keeps what it opened.
"""

import os
import shutil
from pathlib import Path

import duckdb

from flows.errors import DatelineError, StorageFailed
from flows.settings import Settings
from flows.warehouse.connect import explained_storage, has_tables, open_warehouse

_ATTEMPTS = 3
_COUNT_RUNS = "SELECT count(*) FROM runs"


def publish(settings: Settings) -> bool:
    """Make the read copy anew, and say whether that was needed.

    Raises:
        StorageFailed: there is no room for it; the last copy stays as it was.
        WarehouseLocked: another process kept the warehouse; likewise.
    """
    if not has_tables(settings):
        return False
    for _ in range(_ATTEMPTS):
        with open_warehouse(settings, read_only=False) as connection:
            connection.execute("CHECKPOINT")  # all in one file, none in the write-ahead log
        # A reader keeps every writer out while the file is copied, and lets other readers in.
        with open_warehouse(settings, read_only=True) as connection:
            if _log(settings.warehouse).exists():
                continue  # another load was here between the two, and was killed
            if _is_current(settings):
                return False
            runs = connection.execute(_COUNT_RUNS).fetchone()
            _replace(settings, runs)
            return True
    raise DatelineError(f"{settings.warehouse} is being written all the time; the read copy was not made anew")


def _is_current(settings: Settings) -> bool:
    if not settings.read_copy.exists():
        return False
    ours, theirs = settings.read_copy.stat(), settings.warehouse.stat()
    return (ours.st_mtime_ns, ours.st_size) == (theirs.st_mtime_ns, theirs.st_size)


def _replace(settings: Settings, runs: object) -> None:
    part = settings.read_copy.with_suffix(".part")
    size = settings.warehouse.stat().st_size
    if shutil.disk_usage(settings.home).free < size:
        raise StorageFailed(f"{settings.home} has no room for the read copy ({size / 1e6:,.0f} MB); the last one stays")
    try:
        with explained_storage(settings.home):
            shutil.copyfile(settings.warehouse, part)
            with part.open("rb+") as stream:
                os.fsync(stream.fileno())
        with duckdb.connect(str(part), read_only=True) as copy:
            if copy.execute(_COUNT_RUNS).fetchone() != runs:
                raise DatelineError(f"{part} is not what was copied; the last read copy stays")
        shutil.copystat(settings.warehouse, part)  # the time by which the next call sees that nothing changed
        part.replace(settings.read_copy)
    finally:
        part.unlink(missing_ok=True)


def _log(path: Path) -> Path:
    return path.with_name(path.name + ".wal")
