"""What every test has: a home of its own, and no settings from the machine that it runs on."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.pipeline import IngestRequest, ingest_files
from flows.records import RunReport
from flows.settings import Settings, load_settings

SAMPLE = Path(__file__).parent.parent / "seeds/articles/000_6701a6eb6a597c9f.txt"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("DATELINE_", "PREFECT_")) and "HARNESS" not in name:
            monkeypatch.delenv(name)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))


@pytest.fixture
def settings() -> Settings:
    return load_settings(workers=1, lock_wait_s=5)


class Warehouse:
    """Loads inputs and asks questions, as a user does."""

    def __init__(self, settings: Settings, inbox: Path) -> None:
        self.settings = settings
        self.inbox = inbox
        inbox.mkdir()

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def ingest(self, *paths: Path | str, **overrides: Any) -> RunReport:
        settings = self.settings.model_copy(update=overrides)
        return ingest_files(IngestRequest(tuple(map(str, paths or (self.inbox,)))), settings)

    def ask(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.settings.warehouse), read_only=True) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            return connection.execute(query, list(parameters)).fetchall()

    def change(self, statement: str) -> None:
        with duckdb.connect(str(self.settings.warehouse)) as connection:
            connection.execute(statement)

    def content(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every content table, row by row, without what differs between two runs by nature."""
        return {table: sorted(self.ask(query), key=repr) for table, query in CONTENT.items()}


# Identifiers of captures hold the moment of capture; the digest of the content stands for them here.
CONTENT = {
    "articles": "SELECT a.* EXCLUDE (capture_id), payload_sha256, input_id FROM articles a "
    "JOIN captures USING (capture_id)",
    "article_texts": "FROM article_texts",
    "article_versions": "SELECT v.* EXCLUDE (capture_id, captured_at), payload_sha256 FROM article_versions v "
    "JOIN captures USING (capture_id)",
    "sentences": "FROM sentences",
    "mentions": "FROM mentions",
    "captures": "SELECT * EXCLUDE (capture_id, load_no, captured_at, run_id, archive_file, archive_offset, "
    "archive_bytes) FROM captures",
}


@pytest.fixture
def warehouse(settings: Settings, tmp_path: Path) -> Warehouse:
    return Warehouse(settings, tmp_path / "inbox")


@pytest.fixture
def rows_of() -> Callable[[RunReport], dict[str, int]]:
    return lambda report: dict(report.codes)
