"""Checks: queries in sql/checks that return the rows that must not be there."""

from dataclasses import dataclass

from flows.resources import folder, sql
from flows.settings import Settings
from flows.warehouse.connect import open_warehouse

_EVERYTHING = """
CREATE OR REPLACE TEMP VIEW checked_articles AS SELECT article_id, text_id FROM articles;
CREATE OR REPLACE TEMP VIEW checked_runs AS
SELECT run_id FROM runs UNION SELECT run_id FROM dispositions UNION SELECT run_id FROM batches;
"""
_ONE_RUN = """
CREATE OR REPLACE TEMP TABLE checked_articles AS
SELECT article_id, text_id FROM articles
WHERE article_id IN (SELECT article_id FROM dispositions WHERE run_id = $run_id AND code <> 'unchanged');
CREATE OR REPLACE TEMP TABLE checked_runs AS SELECT $run_id AS run_id;
"""


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
        for statement in (_ONE_RUN if run_id else _EVERYTHING).strip().split(";\n"):
            if "$run_id" in statement:
                connection.execute(statement, {"run_id": run_id})
            else:
                connection.execute(statement)
        for file in sorted((folder("sql") / "checks").glob("*.sql")):
            query = sql(f"checks/{file.stem}")
            result = connection.execute(query)
            rows = result.fetchmany(examples)
            rest = len(rows) if len(rows) < examples else examples + sum(len(more) for more in _rest(result))
            question = query.splitlines()[0].removeprefix("-- ")
            results.append(CheckResult(file.stem, question, rest, tuple(repr(row) for row in rows)))
    return results


def _rest(result: object) -> "list[list[object]]":
    rows: list[list[object]] = []
    while more := result.fetchmany(10_000):  # type: ignore[attr-defined]
        rows.append(more)
    return rows
