"""Checks: queries in sql/checks that return the rows that must not be there."""

from dataclasses import dataclass

from flows.resources import folder, sql
from flows.settings import Settings
from flows.warehouse.connect import open_warehouse


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: what it asks for, how many rows break it, and some of them as text."""

    name: str
    question: str
    offending: int
    examples: tuple[str, ...]


def check_warehouse(settings: Settings, run_id: str | None = None, examples: int = 3) -> list[CheckResult]:
    """Run every check, over the whole warehouse or over what one run changed.

    Raises:
        WarehouseLocked: another process writes for too long.
    """
    results = []
    with open_warehouse(settings, read_only=True) as connection:
        scope = "one_run" if run_id else "everything"
        connection.execute("SET VARIABLE run_id = ?", [run_id])
        connection.execute(sql(f"checks/scope/{scope}"))
        for file in sorted((folder("sql") / "checks").glob("*.sql")):
            query = sql(f"checks/{file.stem}")
            connection.execute(f"CREATE OR REPLACE TEMP TABLE offending AS {query}")
            count = connection.execute("SELECT count(*) FROM offending").fetchone()
            rows = connection.execute("FROM offending LIMIT ?", [examples]).fetchall()
            question = query.splitlines()[0].removeprefix("-- ")
            results.append(CheckResult(file.stem, question, count[0] if count else 0, tuple(map(repr, rows))))
    return results
