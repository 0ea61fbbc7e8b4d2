from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.ids import make_id
from flows.records import Input
from flows.sources.archive import ArchiveWriter, read_archived
from flows.sources.capturing import capture_inputs

NOW = datetime(2026, 1, 2, tzinfo=UTC)
TEXT = Input(uri="file:///a.txt", article_key="file:///a.txt", media_type="text/plain", payload=b"text")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[ArchiveWriter]:
    writer = ArchiveWriter(tmp_path, "a.warc.gz")
    yield writer
    writer.close()


def test_new_bytes_are_archived(tmp_path: Path, archive: ArchiveWriter) -> None:
    (capture,) = capture_inputs([TEXT], {}, archive, NOW)
    assert (capture.known, capture.captured_at) == (False, NOW)
    assert read_archived(capture.archived, tmp_path, 1_000) == b"text"


def test_known_bytes_are_not_archived_again(tmp_path: Path, archive: ArchiveWriter) -> None:
    (before,) = capture_inputs([TEXT], {}, None, NOW)
    known = {make_id(TEXT.uri): replace(before, article_id="article")}
    (again,) = capture_inputs([TEXT], known, archive, datetime(2026, 2, 2, tzinfo=UTC))
    assert (again.known, again.article_id, again.captured_at) == (True, "article", NOW)
    assert list(tmp_path.iterdir()) == []


def test_changed_bytes_are_a_capture_of_their_own(tmp_path: Path) -> None:
    (before,) = capture_inputs([TEXT], {}, None, NOW)
    changed = replace(TEXT, payload=b"text, corrected")
    (after,) = capture_inputs([changed], {make_id(TEXT.uri): before}, None, NOW)
    assert after.input_id == before.input_id
    assert after.capture_id != before.capture_id


def test_what_could_not_be_read_has_no_capture() -> None:
    assert capture_inputs([replace(TEXT, payload=None, code="not_found")], {}, None, NOW) == [None]
