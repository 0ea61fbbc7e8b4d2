"""The ingest flow: the pipeline of `flows/pipeline.py`, its steps run as Prefect tasks."""

import time
from typing import Annotated, Any

from prefect import Task, flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.client.schemas.objects import TaskRun as ServerTaskRun
from prefect.states import Completed
from prefect.utilities.annotations import quote
from pydantic import Field

from flows.console import count_of
from flows.errors import WarehouseLocked
from flows.pipeline import IngestRequest, Steps, extract_batch, ingest_files, load_batches
from flows.records import RunReport
from flows.settings import Settings, load_settings
from flows.sources.columns import parse_mapping

_SECONDS_BETWEEN_LINES = 10.0
# A task costs Prefect 16 to 36 ms, an article about as much: so one task a batch, and payloads are not looked into.
extract_task = task(name="extract and recognise", cache_policy=NO_CACHE)(extract_batch)


def _is_locked(_task: Task[..., Any], _run: ServerTaskRun, state: State[Any]) -> bool:
    """Whether a retry helps: the warehouse was locked, by an analyst's program for example."""
    return isinstance(state.result(raise_on_failure=False), WarehouseLocked)


load_task = task(name="load", cache_policy=NO_CACHE, retries=3, retry_delay_seconds=30, retry_condition_fn=_is_locked)(
    load_batches
)


class FlowProgress:
    """Tells the run's log how far it is."""

    def __init__(self) -> None:
        self._log = get_run_logger()
        self._said = time.monotonic()

    def begin(self, total_bytes: int) -> None:
        """Say how much there is to read."""
        self._log.info("reading %.1f MB", total_bytes / 1e6)

    def advance(self, inputs: int, done_bytes: int) -> None:
        """Say how many inputs are done, now and then."""
        if time.monotonic() - self._said < _SECONDS_BETWEEN_LINES:
            return
        self._said = time.monotonic()
        self._log.info("%s inputs staged, %.1f MB read", f"{inputs:,}", done_bytes / 1e6)

    def say(self, message: str) -> None:
        """Pass a message on."""
        self._log.info(message)


def _submit_extract(pool: Any, inputs: Any) -> Any:
    pool, inputs = quote(pool), quote(inputs)
    return extract_task.submit(pool, inputs)


def _run_load(settings: Settings, staged: Any, final: bool) -> None:
    staged = quote(staged)
    load_task(settings, staged, final)


@flow(name="ingest", validate_parameters=True, persist_result=False)
def ingest(
    paths: Annotated[list[str], Field(min_length=1)],
    columns: list[str] | None = None,
    archive: bool = True,
    recogniser: str | None = None,
    workers: int | None = None,
) -> RunReport | State[RunReport]:
    """Load articles from files into the warehouse.

    Args:
        paths: Files, folders or patterns such as /data/exports/*.jsonl.gz, as the machine that runs the flow sees them.
        columns: Uncommon column names of tables, each as field=column, for example text=artikel.
        archive: Keep a copy of each input's bytes in the WARC archive.
        recogniser: Who finds the names: names, or spacy:PIPELINE. Empty: as in the settings of the machine.
        workers: Processes that extract in parallel. Empty: as in the settings of the machine.
    """
    settings = load_settings(archive=archive, recogniser=recogniser, workers=workers)
    request = IngestRequest(tuple(paths), parse_mapping(columns or ()))
    steps = Steps(extract=_submit_extract, load=_run_load)
    report = ingest_files(request, settings, steps, FlowProgress())
    create_markdown_artifact(run_markdown(report), key="ingest-report", description=f"Run {report.run_id}")
    if report.failed or report.broken_checks:
        return Completed(
            name="CompletedWithFailures", message=f"{count_of(report.failed, 'input')} failed", data=report
        )
    return report


def run_markdown(report: RunReport) -> str:
    """Return the report of a run as Markdown, every string from outside as code."""
    lines = [
        f"# {count_of(report.inputs, 'input')} in {report.seconds:.1f} s",
        "",
        "| disposition | inputs |",
        "|---|---:|",
    ]
    lines += [f"| {code} | {count:,} |" for code, count in report.codes.items()]
    lines += [
        "",
        f"The warehouse now holds {count_of(report.articles, 'article')} with {count_of(report.mentions, 'mention')}.",
    ]
    if report.failures:
        lines += ["", "## What failed", "", "| disposition | input | detail |", "|---|---|---|"]
        lines += [f"| {code} | {_code(uri)} | {_code(detail)} |" for code, uri, detail in report.failures]
    lines += [f"\nCheck failed: {check}" for check in report.broken_checks]
    return "\n".join(lines)


def _code(text: str) -> str:
    clean = "".join(char if char.isprintable() else "�" for char in text).replace("`", "'").replace("|", "\\|")
    return f"`{clean}`" if clean else ""
