"""Brings a warehouse to the newest schema: the numbered files of sql/schema that it does not have yet, in order."""

import duckdb

from flows.errors import DatelineError
from flows.resources import folder, seed_rows


def migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Apply the missing migrations, each in a transaction of its own, and bring the codes up to date.

    Raises:
        DatelineError: the warehouse was written by a newer Dateline.
    """
    connection.execute(
        "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL, name VARCHAR NOT NULL, "
        "applied_at TIMESTAMPTZ NOT NULL)"
    )
    row = connection.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchone()
    version = row[0] if row else 0
    files = sorted((folder("sql") / "schema").glob("*.sql"))
    if version > len(files):
        raise DatelineError(f"the warehouse has schema {version}, this Dateline knows {len(files)}: upgrade Dateline")
    for number, file in enumerate(files, start=1):
        if number > version:
            connection.execute("BEGIN")
            connection.execute(file.read_text(encoding="utf-8"))
            connection.execute("INSERT INTO schema_version VALUES (?, ?, now())", [number, file.stem])
            connection.execute("COMMIT")
    _update_codes(connection)


def _update_codes(connection: duckdb.DuckDBPyConnection) -> None:
    seeds = {(row["code"], row["outcome"], row["description"]) for row in seed_rows("disposition_codes")}
    stored = set(connection.execute("SELECT code, outcome, description FROM disposition_codes").fetchall())
    if stored != seeds:
        connection.execute("BEGIN")
        connection.execute("DELETE FROM disposition_codes")
        connection.executemany("INSERT INTO disposition_codes VALUES (?, ?, ?)", sorted(seeds))
        connection.execute("COMMIT")
