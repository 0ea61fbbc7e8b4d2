"""What the loader does with inputs that it has seen before, that changed, and that several runs bring."""

import io
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.errors import DatelineError
from flows.pipeline import IngestRequest, Steps, extract_batch, ingest_files, load_batches
from flows.records import ArchivedAt
from flows.settings import Settings
from flows.sources.archive import read_archived
from flows.warehouse import load
from flows.warehouse.checks import check_warehouse
from flows.warehouse.staging import StagedRun
from tests.conftest import CONTENT, SAMPLE, Warehouse

REPORT = "Rebels shelled the port of Aden on Monday, the Yemeni army said. Two sailors were wounded.\n"


class InMemory(WARCWriter):
    """The reference library's writer, without the temporary files that it leaves open."""

    _create_temp_file = staticmethod(io.BytesIO)


def lines(*rows: dict[str, str]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_each_mention_of_the_sample_is_the_characters_at_its_offsets(warehouse: Warehouse) -> None:
    warehouse.ingest(SAMPLE)
    text = SAMPLE.read_text(encoding="utf-8")
    rows = warehouse.ask("SELECT start_char, end_char, surface FROM mentions ORDER BY start_char")
    assert len(rows) > 40
    assert all(text[start:end] == surface for start, end, surface in rows)


def test_the_sample_has_no_title_no_url_and_no_date_and_says_why(warehouse: Warehouse) -> None:
    warehouse.ingest(SAMPLE)
    assert warehouse.ask("SELECT title, url, published_on, published_reason, language FROM articles") == [
        (None, None, None, "not_stated", "en")
    ]


def test_a_mention_leads_to_its_sentence_its_text_and_the_archived_bytes(warehouse: Warehouse) -> None:
    warehouse.ingest(SAMPLE)
    surface, sentence, text, file, offset = warehouse.ask(
        """
        SELECT surface, substring(text, s.start_char + 1, s.end_char - s.start_char), text, archive_file, archive_offset
        FROM mentions m JOIN sentences s USING (text_id, sentence_no) JOIN article_texts USING (text_id)
        JOIN articles a USING (article_id) JOIN captures USING (capture_id)
        WHERE surface = 'Idlib'
        """
    )[0]
    assert surface in sentence
    assert sentence.startswith("According to the Syrian Observatory")
    payload = read_archived(ArchivedAt(file, offset, None), warehouse.settings.archive_dir, 10**6)
    assert payload == SAMPLE.read_bytes()
    assert payload.decode() == text


def test_the_same_input_again_changes_no_content(warehouse: Warehouse) -> None:
    warehouse.write("a.txt", REPORT)
    warehouse.write("b.jsonl", lines({"url": "https://example.com/1", "text": "Talks resumed in Geneva."}))
    assert warehouse.ingest().codes == {"new": 2}
    before = {table: warehouse.ask(f"FROM {table} ORDER BY ALL") for table in CONTENT}
    for _ in range(2):
        assert warehouse.ingest().codes == {"unchanged": 2}
        assert {table: warehouse.ask(f"FROM {table} ORDER BY ALL") for table in before} == before
    assert len(list(warehouse.settings.archive_dir.rglob("*.warc.gz"))) == 1


def test_a_changed_text_is_a_second_version_and_the_first_stays_readable(warehouse: Warehouse) -> None:
    path = warehouse.write("a.txt", REPORT)
    warehouse.ingest()
    path.write_text(REPORT.replace("Two", "Three"), encoding="utf-8")
    assert warehouse.ingest().codes == {"changed": 1}
    assert warehouse.ask("SELECT version_no FROM articles") == [(2,)]
    texts = warehouse.ask(
        "SELECT version_no, text FROM article_versions JOIN article_texts USING (text_id) ORDER BY version_no"
    )
    assert texts == [(1, REPORT), (2, REPORT.replace("Two", "Three"))]
    assert warehouse.ask("SELECT count(DISTINCT text_id) FROM mentions") == [(1,)]


def test_a_text_that_changes_back_is_a_third_version(warehouse: Warehouse) -> None:
    path = warehouse.write("a.txt", REPORT)
    for text in (REPORT, REPORT.upper(), REPORT):
        path.write_text(text, encoding="utf-8")
        warehouse.ingest()
    assert warehouse.ask("SELECT count(*), count(DISTINCT text_id) FROM article_versions") == [(3, 2)]
    assert warehouse.ingest().codes == {"unchanged": 1}


def test_a_new_title_updates_the_article_without_a_version(warehouse: Warehouse) -> None:
    row = {"url": "https://example.com/1", "text": REPORT, "title": "Shelling", "date": "2024-05-01"}
    warehouse.write("a.jsonl", lines(row))
    warehouse.ingest()
    warehouse.write("a.jsonl", lines(row | {"title": "Shelling in Aden", "date": "2024-05-02"}))
    assert warehouse.ingest().codes == {"updated": 1}
    assert warehouse.ask("SELECT title, version_no, published_on::VARCHAR FROM articles") == [
        ("Shelling in Aden", 1, "2024-05-02")
    ]
    assert warehouse.ask("SELECT DISTINCT published_on::VARCHAR FROM mentions") == [("2024-05-02",)]


def test_two_rows_of_one_address_are_two_versions_of_one_article(warehouse: Warehouse) -> None:
    first = {"url": "https://example.com/1?utm_source=feed", "text": "The first text, from Kabul."}
    second = {"url": "https://example.com/1", "text": "The second text, from Kabul."}
    warehouse.write("a.jsonl", lines(first, second, first))
    assert warehouse.ingest().codes == {"changed": 2, "new": 1}
    assert warehouse.ask("SELECT version_no FROM articles") == [(3,)]
    assert warehouse.ingest().codes == {"unchanged": 3}


def test_articles_with_the_same_text_share_it(warehouse: Warehouse) -> None:
    warehouse.write("a.txt", REPORT)
    warehouse.write("b.txt", REPORT)
    warehouse.ingest()
    assert warehouse.ask("SELECT count(*), count(DISTINCT text_id) FROM articles") == [(2, 1)]
    assert warehouse.ask("SELECT count(DISTINCT article_id) FROM mentions") == [(2,)]


def test_a_batch_whose_file_outlived_its_load_is_not_loaded_twice(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.write("a.txt", REPORT)
    kept = warehouse.inbox.parent / "kept"
    real = StagedRun.write

    def keep_a_copy(self: StagedRun, *arguments: Any) -> Path:
        path = real(self, *arguments)
        shutil.copytree(self.folder, kept)
        return path

    monkeypatch.setattr(StagedRun, "write", keep_a_copy)
    report = warehouse.ingest()
    monkeypatch.undo()
    before = warehouse.content()
    shutil.copytree(kept, warehouse.settings.staging_dir / report.run_id)
    load.load_left_behind(warehouse.settings)
    assert warehouse.content() == before
    assert warehouse.ask("SELECT count(*) FROM dispositions") == [(1,)]


def test_what_a_stopped_run_had_staged_is_loaded_by_the_next(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.write("a.txt", REPORT)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("flows.pipeline.load_staged", die)
        with pytest.raises(KeyboardInterrupt):
            warehouse.ingest()
    assert warehouse.ingest().codes == {"unchanged": 1}
    assert warehouse.ask("SELECT status, inputs, loaded FROM runs ORDER BY started_at") == [
        ("completed", 1, 1),
        ("completed", 1, 1),
    ]
    assert not list(warehouse.settings.staging_dir.iterdir())


def test_a_run_at_work_is_left_alone(warehouse: Warehouse) -> None:
    from flows.records import Run

    staging = warehouse.settings.staging_dir
    alive = StagedRun.begin(staging, Run("20260101T000000Z-aaaa", "ingest", datetime.now(UTC), "{}", "", "", ""))
    warehouse.write("a.txt", REPORT)
    warehouse.ingest()
    assert (staging / "20260101T000000Z-aaaa").is_dir()
    alive.remove()


def test_an_input_that_failed_is_read_again_without_a_second_copy(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.write("a.html", "<html><body><div id='root'></div><script>run()</script></body></html>")
    assert warehouse.ingest().codes == {"js_shell": 1}
    assert warehouse.ingest().codes == {"js_shell": 1}
    assert warehouse.ask("SELECT count(*), count(archive_file), count(article_id) FROM captures") == [(1, 1, 0)]


def test_without_an_archive_a_row_keeps_file_number_and_digest(warehouse: Warehouse) -> None:
    path = warehouse.write("a.jsonl", lines({"text": "A first report from Goma."}, {"text": REPORT}))
    warehouse.ingest(archive=False)
    rows = warehouse.ask(
        "SELECT source_file, source_row, length(payload_sha256), archive_file, archive_reason FROM captures ORDER BY 2"
    )
    assert rows == [(str(path), 1, 64, None, "not_archived"), (str(path), 2, 64, None, "not_archived")]
    assert not warehouse.settings.archive_dir.exists()


def test_older_content_that_is_captured_again_is_not_stored_twice(warehouse: Warehouse, tmp_path: Path) -> None:
    def crawl(year: int) -> bytes:
        out = io.BytesIO()
        page = (
            f"<html lang=en><body><article>{'<p>' + REPORT + '</p>' * 12} In {year}.</article></body></html>".encode()
        )
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        writer = InMemory(out, gzip=True)
        headers = {"WARC-Date": f"{year}-05-01T00:00:00Z"}
        writer.write_record(
            writer.create_warc_record(
                "https://example.com/port",
                "response",
                payload=io.BytesIO(page),
                http_headers=http,
                warc_headers_dict=headers,
            )
        )
        return out.getvalue()

    for year in (2024, 2023, 2023, 2023):
        warehouse.write("crawl.warc.gz", crawl(year))
        report = warehouse.ingest()
    assert report.codes == {"unchanged": 1}
    assert warehouse.ask("SELECT count(*), count(DISTINCT capture_id) FROM captures") == [(2, 2)]
    assert not [result for result in check_warehouse(warehouse.settings) if result.offending]


def test_two_runs_at_once_cannot_leave_an_old_text_for_ever(warehouse: Warehouse) -> None:
    path = warehouse.write("a.txt", REPORT)
    settings = warehouse.settings

    def late_load(settings: Settings, staged: StagedRun, final: bool) -> None:
        path.write_text(REPORT.upper(), encoding="utf-8")
        warehouse.ingest()  # another run reads the new text and loads it first
        load_batches(settings, staged, final)

    with ThreadPoolExecutor(1) as executor:
        steps = Steps(lambda pool, inputs: executor.submit(extract_batch, pool, inputs), late_load)
        ingest_files(IngestRequest((str(path),)), settings, steps)
    assert warehouse.ingest().codes == {"changed": 1}
    assert warehouse.ask("SELECT text FROM articles JOIN article_texts USING (text_id)") == [(REPORT.upper(),)]
    assert warehouse.ingest().codes == {"unchanged": 1}
    assert not [result for result in check_warehouse(settings) if result.offending]


def test_a_corrected_mapping_is_read_again(warehouse: Warehouse) -> None:
    path = warehouse.write("a.csv", f'url,text,artikel\nhttps://example.com/1,Teaser.,"{REPORT.strip()}"\n')
    request = IngestRequest((str(path),), {"text": "artikel"})
    assert warehouse.ingest(path).codes == {"new": 1}
    assert ingest_files(request, warehouse.settings).codes == {"changed": 1}
    assert warehouse.ask("SELECT text FROM articles JOIN article_texts USING (text_id)") == [(REPORT.strip(),)]
    assert ingest_files(request, warehouse.settings).codes == {"unchanged": 1}
    assert not [result for result in check_warehouse(warehouse.settings) if result.offending]


def test_a_stray_folder_in_staging_is_left_alone(warehouse: Warehouse) -> None:
    stray = warehouse.settings.staging_dir / ".snapshot"
    stray.mkdir(parents=True)
    assert warehouse.ingest(SAMPLE).codes == {"new": 1}
    assert stray.is_dir()


def test_a_staged_batch_that_cannot_be_read_is_named(warehouse: Warehouse) -> None:
    folder = warehouse.settings.staging_dir / "20260101T000000Z-abcd"
    folder.mkdir(parents=True)
    (folder / "000000.parquet").write_bytes(b"PAR1 torn")
    with pytest.raises(DatelineError, match="20260101T000000Z-abcd"):
        warehouse.ingest(SAMPLE)
