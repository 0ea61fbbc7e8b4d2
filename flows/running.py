"""What the commands of the command line do and print."""

import os
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flows.console import ConsoleProgress, count_of, harmless, talk, write_table
from flows.pipeline import IngestRequest, ingest_files
from flows.records import RunReport
from flows.settings import Settings
from flows.sources.columns import parse_mapping
from flows.warehouse.checks import check_warehouse
from flows.warehouse.connect import has_tables
from flows.warehouse.status import read_status


def run_ingest(paths: Sequence[str], mapping: Sequence[str], settings: Settings) -> int:
    """Run an ingest, on the Prefect server where one is configured, and return the exit code."""
    columns = parse_mapping(mapping)
    if server := prefect_server():
        from flows.ingest import ingest

        talk.print(f"running on the Prefect server at {server}")
        state: Any = ingest(
            paths=list(paths),
            columns=list(mapping),
            archive=settings.archive,
            recogniser=settings.recogniser,
            workers=settings.workers,
            return_state=True,
        )
        report: RunReport = state.result()
    else:
        progress = ConsoleProgress()
        try:
            report = ingest_files(IngestRequest(tuple(paths), columns), settings, progress=progress)
        finally:
            progress.end()
    print_report(report, settings)
    return 1 if report.failed or report.broken_checks else 0


def prefect_server() -> str | None:
    """Return the URL of the Prefect server that the environment or the active profile names.

    Prefect itself is not asked: importing it costs a CPU second.
    """
    if url := os.environ.get("PREFECT_API_URL"):
        return url
    home = Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser()
    try:
        profiles: dict[str, Any] = tomllib.loads((home / "profiles.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    active = os.environ.get("PREFECT_PROFILE") or profiles.get("active", "")
    url = profiles.get("profiles", {}).get(active, {}).get("PREFECT_API_URL")
    return str(url) if url else None


def print_report(report: RunReport, settings: Settings) -> None:
    """Print what a run did, and where to look next."""
    codes = ", ".join(f"{count:,} {code}" for code, count in report.codes.items()) or "nothing"
    print(f"{count_of(report.inputs, 'input')} in {report.seconds:.1f} s: {codes}")
    for code, uri, detail in report.failures:
        print(f"  {code:16} {harmless(uri)}{'  ' + harmless(detail) if detail else ''}")
    if report.failed > len(report.failures):
        print(f"  … and {report.failed - len(report.failures):,} more")
    for check in report.broken_checks:
        print(f"  check failed: {check}")
    if report.failed:
        query = f"from dispositions where run_id = '{report.run_id}'"
        print(f'Each input\'s fate: dateline sql "{query}"', file=sys.stderr)
    held = f"{count_of(report.articles, 'article')} with {count_of(report.mentions, 'mention')}"
    print(f"The warehouse now holds {held}: {settings.warehouse}")


def print_status(settings: Settings) -> None:
    """Print the size of the warehouse, the last runs, and batches that wait."""
    status = read_status(settings)
    if status is None:
        print(f"There is no warehouse at {settings.warehouse} yet. Start with: dateline ingest seeds/articles")
        return
    print(f"warehouse  {settings.warehouse}  {status.megabytes:,.1f} MB")
    print(f"archive    {settings.archive_dir}  {status.archive_megabytes:,.1f} MB")
    if status.waiting:
        print(f"waiting    {status.waiting} staged, left by stopped runs: the next ingest loads them")
    for run_id in status.running:
        print(f"running    {run_id}")
    write_table(("table", "rows"), status.tables, sys.stdout)
    if status.runs:
        write_table(
            ("run", "status", "started", "seconds", "inputs", "loaded", "skipped", "failed"), status.runs, sys.stdout
        )


def print_checks(settings: Settings) -> int:
    """Run all checks and print them; return the exit code."""
    if not has_tables(settings):
        print(f"There is no warehouse at {settings.warehouse} yet.")
        return 0
    results = check_warehouse(settings)
    for result in results:
        verdict = count_of(result.offending, "row") if result.offending else "ok"
        print(f"{verdict:>10}  {result.name:18} {result.question}")
        for example in result.examples:
            print(f"{'':12}{harmless(example)}")
    return 1 if any(result.offending for result in results) else 0
