"""The one writer: merges staged batches into the warehouse, one transaction for each group of files."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows import __version__
from flows.records import ArchivedAt, Capture, Input, Run
from flows.resources import folder, sql
from flows.settings import Settings
from flows.sources.archive import truncate_archive
from flows.warehouse.connect import open_warehouse
from flows.warehouse.migrate import migrate
from flows.warehouse.staging import StagedRun

NOWHERE = Input(uri="", article_key="", media_type="", payload=None)


def load_staged(settings: Settings, staged: StagedRun, versions: tuple[str, str], *, final: bool) -> None:
    """Load what a run has staged, and remove the loaded files.

    A batch is either loaded as a whole or not at all, and never twice: killed at any moment, the next call goes on.

    Args:
        settings: where the warehouse is, and how long to wait for it.
        staged: the run, locked by this process.
        versions: of the extraction and the sentence step, for the row of the run.
        final: also write the end of the run.

    Raises:
        WarehouseLocked: another process kept the warehouse; everything stays staged.
        StorageFailed: the disk refused a write; everything that is not loaded stays staged.
    """
    for group in _groups(staged.files(), settings):
        incoming = pa.concat_tables(pq.read_table(file) for file in group)  # before the warehouse is locked
        incoming = incoming.append_column("nr", pa.array(range(len(incoming)), pa.int64()))
        with open_warehouse(settings, read_only=False) as connection:
            migrate(connection)
            _load_group(connection, staged.run, incoming, versions)
        for file in group:
            file.unlink()
    if final:
        with open_warehouse(settings, read_only=False) as connection:
            migrate(connection)
            _finish_run(connection, staged.run, versions)


def load_left_behind(settings: Settings, versions: tuple[str, str]) -> list[str]:
    """Load what killed runs had staged, cut their archives after the last row, and return the ids of those."""
    recovered = []
    for staged in StagedRun.left_behind(settings.staging_dir):
        batches = len(staged.files())
        load_staged(settings, staged, versions, final=True)
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


def _load_group(connection: duckdb.DuckDBPyConnection, run: Run, incoming: pa.Table, versions: tuple[str, str]) -> None:
    connection.register("incoming", incoming)
    connection.execute("BEGIN")
    try:
        connection.execute(sql("load/01_stage"))
        _begin_run(connection, run, versions)
        for step in sorted((folder("sql") / "load").glob("0[2-9]_*.sql")):
            connection.execute(sql(f"load/{step.stem}"))
        connection.execute("COMMIT")
    except BaseException:
        _rollback(connection)
        raise


def _begin_run(connection: duckdb.DuckDBPyConnection, run: Run, versions: tuple[str, str]) -> None:
    insert, update = sql("load/begin_run").split(";\n", 1)
    connection.execute(
        insert,
        {
            "run_id": run.run_id,
            "flow": run.flow,
            "started_at": run.started_at,
            "options": run.options,
            "dateline_version": __version__,
            "extract_version": versions[0],
            "sentence_version": versions[1],
        },
    )
    connection.execute(update, {"run_id": run.run_id})


def _finish_run(connection: duckdb.DuckDBPyConnection, run: Run, versions: tuple[str, str]) -> None:
    connection.execute("BEGIN")
    try:
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS staged AS SELECT NULL::VARCHAR AS mention_version LIMIT 0")
        _begin_run(connection, run, versions)
        connection.execute(
            sql("load/finish_run"),
            {
                "run_id": run.run_id,
                "finished_at": run.finished_at,
                "inputs": run.inputs,
                "status": "completed" if run.finished_at else "stopped",
            },
        )
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
