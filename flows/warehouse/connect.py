"""Opening the warehouse: for as short as possible, and with a bounded wait where another process has it open."""

import os
import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from flows.errors import DISK_ERRNOS, DatelineError, StorageFailed, WarehouseLocked
from flows.settings import Settings

# Files in this format are read by DuckDB 1.5 and 2.0, and take less than half of the space of the default one.
_STORAGE_VERSION = "v1.5.0"
_HOLDER = re.compile(r"Conflicting lock is held in (.+?\(PID \d+\))")
_DISK_WORDS = ("no space left", "disk quota", "file too large", "read-only file system", "could not write all bytes")


@contextmanager
def open_warehouse(
    settings: Settings, *, read_only: bool, file: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse file, or its copy; close it, and with it the lock on the file, at the end.

    Raises:
        WarehouseLocked: another process held it for longer than `lock_wait_s`.
        StorageFailed: the disk refused a write.
        KeyboardInterrupt: Ctrl-C, also in the middle of a query.
    """
    if not read_only:
        settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with explained_storage(settings.home):
        connection = _connect(settings, file or settings.warehouse, read_only=read_only)
        try:
            yield connection
        except RuntimeError as error:
            if "interrupted" not in str(error).lower():
                raise
            raise KeyboardInterrupt from error  # what DuckDB makes of Ctrl-C in the middle of a query
        finally:
            connection.close()


def has_tables(settings: Settings) -> bool:
    """Whether there is a warehouse with tables: a load that was killed at its very beginning leaves one without."""
    if not settings.warehouse.exists():
        return False
    with open_warehouse(settings, read_only=True) as connection:
        return bool(connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'dispositions'").fetchone())


def _connect(settings: Settings, file: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    deadline = time.monotonic() + settings.lock_wait_s
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{settings.duckdb_memory_mb}MB",
        "threads": settings.duckdb_threads,
        "storage_compatibility_version": _STORAGE_VERSION,
        "temp_directory": str(settings.home / "tmp"),
        "autoinstall_known_extensions": False,
    }
    while True:
        try:
            connection = duckdb.connect(str(file), read_only=read_only, config=config)
        except duckdb.IOException as error:
            if "could not set lock" not in str(error).lower():
                if any(word in str(error).lower() for word in _DISK_WORDS):
                    raise
                raise DatelineError(f"{file} cannot be opened: {str(error).splitlines()[0]}") from error
            if time.monotonic() >= deadline:
                raise WarehouseLocked(_locked(settings, error)) from error
            time.sleep(random.uniform(0.01, 0.05))  # noqa: S311 - so that two waiting runs do not march in step
            continue
        connection.execute("SET TimeZone = 'UTC'")
        return connection


def _locked(settings: Settings, error: duckdb.IOException) -> str:
    holder = _HOLDER.search(str(error))
    who = f" by {holder.group(1)}" if holder else " by another program"
    return (
        f"{settings.warehouse} is locked{who}; waited {settings.lock_wait_s:g} s. Close the program that has it open "
        "and run the same command again."
    )


@contextmanager
def explained_storage(home: Path) -> Iterator[None]:
    """Turn what a full or read-only disk raises into one error that says so; other errors pass.

    Raises:
        StorageFailed: the disk refused a write.
    """
    try:
        yield
    except (OSError, duckdb.Error) as error:
        words = str(error).lower()
        if getattr(error, "errno", None) not in DISK_ERRNOS and not any(word in words for word in _DISK_WORDS):
            raise
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else words.splitlines()[0]
        raise StorageFailed(
            f"the disk under {home} refused a write ({reason}). What was finished before is safe: make room and run "
            "the same command again."
        ) from error
