"""The one writer: merges staged batches into the warehouse, one transaction for each group of files."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows.errors import DatelineError
from flows.records import ArchivedAt, Capture, Input, Run
from flows.resources import folder, sql
from flows.settings import Settings
from flows.sources.archive import truncate_archive
from flows.warehouse.connect import open_warehouse
from flows.warehouse.migrate import migrate
from flows.warehouse.staging import StagedRun

NOWHERE = Input(uri="", article_key="", media_type="", payload=None)


def load_staged(settings: Settings, staged: StagedRun, *, final: bool) -> None:
    """Load what a run has staged, and remove the loaded files.

    A batch is either loaded as a whole or not at all, and never twice: killed at any moment, the next call goes on.

    Args:
        settings: where the warehouse is, and how long to wait for it.
        staged: the run, locked by this process.
        final: also write the end of the run.

    Raises:
        WarehouseLocked: another process kept the warehouse; everything stays staged.
        StorageFailed: the disk refused a write; everything that is not loaded stays staged.
    """
    for group in _groups(staged.files(), settings):
        incoming = _read_staged(group)
        with open_warehouse(settings, read_only=False) as connection:
            migrate(connection)
            _load_group(connection, staged.run, incoming)
        for file in group:
            file.unlink()
    if final:
        with open_warehouse(settings, read_only=False) as connection:
            migrate(connection)
            _finish_run(connection, staged.run)


def load_left_behind(settings: Settings) -> list[str]:
    """Load what killed runs had staged, cut their archives after the last row, and return the ids of those."""
    recovered = []
    for staged in StagedRun.left_behind(settings.staging_dir):
        batches = len(staged.files())
        load_staged(settings, staged, final=True)
        with open_warehouse(settings, read_only=True) as connection:
            name = archive_name(staged.run.run_id)
            row = connection.execute(
                "SELECT coalesce(max(archive_offset + archive_bytes), 0) FROM captures WHERE archive_file = ?", [name]
            ).fetchone()
        truncate_archive(settings.archive_dir, name, row[0] if row else 0)
        staged.remove()  # last: what is killed before this line is done again
        if batches:
            recovered.append(staged.run.run_id)
    return recovered


def archive_name(run_id: str) -> str:
    """Return the name of a run's WARC file in the archive folder: by year and month."""
    return f"{run_id[:4]}/{run_id[4:6]}/{run_id}.warc.gz"


def known_captures(settings: Settings, input_ids: Sequence[str]) -> dict[str, Capture]:
    """Return the latest capture of each of these inputs that the warehouse has."""
    if not settings.warehouse.exists():
        return {}
    with open_warehouse(settings, read_only=True) as connection:
        try:
            rows = connection.execute(sql("load/known_captures"), {"input_ids": list(input_ids)}).fetchall()
        except duckdb.CatalogException:  # killed before its first migration was committed
            return {}
    return {
        input_id: Capture(
            capture_id,
            input_id,
            NOWHERE,
            sha256,
            captured_at,
            ArchivedAt(rest["f"], rest["o"], rest["b"]) if rest["f"] else None,
            known=True,
            article_id=rest["a"],
        )
        for input_id, capture_id, sha256, captured_at, rest in rows
    }


def _groups(files: Sequence[Path], settings: Settings) -> list[list[Path]]:
    size = max(1, settings.load_inputs // settings.batch_inputs)
    return [list(files[start : start + size]) for start in range(0, len(files), size)]


def _read_staged(files: Sequence[Path]) -> pa.Table:
    """Read a group of batches, before the warehouse is locked."""
    try:
        incoming = pa.concat_tables([pq.read_table(file) for file in files])
    except pa.ArrowException as error:
        raise DatelineError(
            f"a staged batch in {files[0].parent} cannot be read ({str(error).splitlines()[0]}). It is damaged or of "
            "another version of Dateline: move that folder away, and load its inputs again."
        ) from error
    return incoming.append_column("nr", pa.array(range(len(incoming)), pa.int64()))


def _load_group(connection: duckdb.DuckDBPyConnection, run: Run, incoming: pa.Table) -> None:
    connection.register("incoming", incoming)
    with _transaction(connection):
        _begin_run(connection, run)
        for step in sorted((folder("sql") / "load").glob("0*.sql")):
            connection.execute(sql(f"load/{step.stem}"))


def _begin_run(connection: duckdb.DuckDBPyConnection, run: Run) -> None:
    values = asdict(run)
    del values["finished_at"], values["inputs"]
    connection.execute(sql("load/begin_run"), values)


def _finish_run(connection: duckdb.DuckDBPyConnection, run: Run) -> None:
    status = "completed" if run.finished_at else "stopped"
    with _transaction(connection):
        _begin_run(connection, run)
        connection.execute(
            sql("load/finish_run"),
            {"run_id": run.run_id, "finished_at": run.finished_at, "inputs": run.inputs, "status": status},
        )


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        _rollback(connection)
        raise


def _rollback(connection: duckdb.DuckDBPyConnection) -> None:
    """Undo what was begun; after some errors (a full disk) DuckDB has done so already, and says so."""
    try:
        connection.execute("ROLLBACK")
    except duckdb.Error:
        return
