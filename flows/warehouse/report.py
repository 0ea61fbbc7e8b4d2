"""What a run did, read back from the warehouse: the report that the command line and Prefect show."""

from datetime import UTC, datetime

from flows.records import RunReport
from flows.settings import Settings
from flows.warehouse.checks import check_warehouse
from flows.warehouse.connect import open_warehouse

_SHOWN_FAILURES = 20


def report_run(settings: Settings, run_id: str, started_at: datetime) -> RunReport:
    """Return the report of one run, with the checks over what it changed."""
    with open_warehouse(settings, read_only=True) as connection:
        codes = dict(
            connection.execute(
                "SELECT code, count(*) FROM dispositions WHERE run_id = ? GROUP BY code ORDER BY count(*) DESC, code",
                [run_id],
            ).fetchall()
        )
        failures = connection.execute(
            "SELECT code, input_uri, coalesce(detail, '') FROM dispositions JOIN disposition_codes USING (code) "
            "WHERE run_id = ? AND outcome = 'failed' ORDER BY code, input_uri LIMIT ?",
            [run_id, _SHOWN_FAILURES],
        ).fetchall()
        totals = connection.execute(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM mentions)"
        ).fetchone()
        outcomes = dict(connection.execute("SELECT code, outcome FROM disposition_codes").fetchall())
    failed_checks = [result for result in check_warehouse(settings, run_id) if result.offending]
    return RunReport(
        run_id=run_id,
        seconds=(datetime.now(UTC) - started_at).total_seconds(),
        codes=codes,
        failed=sum(count for code, count in codes.items() if outcomes[code] == "failed"),
        failures=tuple(tuple(failure) for failure in failures),
        articles=totals[0] if totals else 0,
        mentions=totals[1] if totals else 0,
        broken_checks=tuple(f"{check.name}: {check.offending} rows" for check in failed_checks),
    )
