"""The schema: every table and column explains itself, and old and new warehouses are recognised."""

import re

import duckdb
import pytest

from flows.errors import DatelineError
from flows.resources import folder, seed_rows
from flows.warehouse.migrate import migrate


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    migrate(connection)
    return connection


def test_every_table_and_column_has_a_comment(connection: duckdb.DuckDBPyConnection) -> None:
    own = "table_name <> 'schema_version'"
    assert (
        connection.execute(f"SELECT table_name FROM duckdb_tables() WHERE comment IS NULL AND {own}").fetchall() == []
    )
    assert (
        connection.execute(
            f"SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL AND {own} AND NOT internal"
        ).fetchall()
        == []
    )


def test_migrating_again_changes_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    before = connection.execute("FROM schema_version").fetchall()
    migrate(connection)
    assert connection.execute("FROM schema_version").fetchall() == before


def test_the_codes_of_the_seed_replace_those_of_the_warehouse(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("UPDATE disposition_codes SET description = 'old'")
    migrate(connection)
    stored = connection.execute("SELECT code, outcome, description FROM disposition_codes ORDER BY code").fetchall()
    seeds = sorted((row["code"], row["outcome"], row["description"]) for row in seed_rows("disposition_codes"))
    assert stored == seeds


def test_a_warehouse_of_a_newer_version_is_refused(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("INSERT INTO schema_version VALUES (999, 'from the future', now())")
    with pytest.raises(DatelineError, match="upgrade Dateline"):
        migrate(connection)


def test_the_schema_keeps_to_what_ducklake_accepts_too() -> None:
    forbidden = re.compile(
        r"PRIMARY KEY|UNIQUE|FOREIGN KEY|REFERENCES|CREATE TYPE|SEQUENCE|GENERATED|ON CONFLICT", re.I
    )
    for file in (folder("sql") / "schema").glob("*.sql"):
        statements = re.sub(r"--.*|'[^']*'", "", file.read_text(encoding="utf-8"))
        assert not forbidden.search(statements), file.name
