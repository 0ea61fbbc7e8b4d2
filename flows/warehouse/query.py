"""Ad hoc SQL over the read copy: it changes nothing, leaves nothing, and never waits for a load."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb

from flows.errors import UsageError
from flows.settings import Settings
from flows.warehouse.connect import open_warehouse

_FETCHED = 10_000


@contextmanager
def run_query(settings: Settings, text: str) -> Iterator[tuple[list[str], Iterator[Sequence[Any]]]]:
    """Run one query and give its column names and rows, which are fetched as they are read.

    Raises:
        UsageError: there is no warehouse, or the query is not one that it can answer.
        WarehouseLocked: a run holds the warehouse for too long.
    """
    file = settings.read_copy if settings.read_copy.exists() else settings.warehouse
    if not file.exists():
        raise UsageError(f"there is no warehouse at {settings.warehouse} yet: run `dateline ingest PATH` first")
    with open_warehouse(settings, read_only=True, file=file) as connection:
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        try:
            result = connection.execute(text)
            if result is None or result.description is None:
                raise UsageError("the query is empty")
            yield _distinct([column[0] for column in result.description]), _rows(result)
        except duckdb.Error as error:
            raise UsageError(f"the query failed: {error}") from error


def _distinct(names: list[str]) -> list[str]:
    """Number the names that stand twice, as a join of two tables gives: url, url_1."""
    return [f"{name}_{n}" if (n := names[:place].count(name)) else name for place, name in enumerate(names)]


def _rows(result: duckdb.DuckDBPyConnection) -> Iterator[Sequence[Any]]:
    while rows := result.fetchmany(_FETCHED):
        yield from rows
