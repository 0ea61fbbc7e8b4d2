"""A folder full of bad input: each has its own disposition, none stops the others, and the warehouse stays sound."""

import glob
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from warcio.archiveiterator import ArchiveIterator

from flows.errors import UsageError
from flows.records import ArchivedAt
from flows.sources.archive import read_archived
from flows.warehouse.checks import check_warehouse
from tests.conftest import SAMPLE, Warehouse

GOOD = "Police in Nairobi arrested three men on Tuesday after a fire at a warehouse in the Kibera district.\n"
PARAGRAPHS = "".join(f"<p>{GOOD} The blaze was the {n}th of the year, officials said.</p>" for n in range(12))


def html(body: str, head: str = "") -> str:
    return f"<!doctype html><html lang=en><head>{head}</head><body><article>{body}</article></body></html>"


BAD: dict[str, tuple[str | bytes, str]] = {
    "empty.txt": ("", "empty"),
    "blank.md": (" \n\t\n", "empty"),
    "empty.jsonl": ("", "empty"),
    "binary.txt": (bytes(range(256)) * 40, "binary"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "binary"),
    "cut.txt.gz": (gzip.compress(GOOD.encode() * 500)[:-20], "bad_compression"),
    "bomb.txt.gz": (gzip.compress(b"0" * 60_000_000), "too_large"),
    "large.html": (html("<p>news</p>" * 600_000), "too_large"),
    "nested.html": (html("<div>" * 100_000 + GOOD), "too_nested"),
    "shell.html": ('<html><body><div id="root"></div><script src="app.js"></script></body></html>', "js_shell"),
    "consent.html": (html("<h1>We value your privacy</h1><p>We and our partners store cookies.</p>"), "consent_page"),
    "stub.html": (html(f"<p>{GOOD}</p><p>Subscribe to continue reading</p>"), "paywall"),
    "columns.csv": ("name,age\nAli,30\n", "missing_columns"),
    "blank.jsonl": (json.dumps({"url": "https://example.com/x", "text": " "}), "missing_text"),
    "broken.parquet": (b"PAR1 but no more", "malformed_row"),
    "garbage.warc": (b"not a web archive at all\r\n" * 20, "bad_warc"),
    "picture.png": (b"\x89PNG\r\n\x1a\n", "ignored"),
}
FINE: dict[str, str | bytes] = {
    "utf8.txt": GOOD,
    "cp1252.txt": "Le ministre a démissionné après l’échec des négociations à Genève, a-t-il annoncé.".encode("cp1252"),
    "utf16.txt": GOOD.encode("utf-16"),
    "sjis.html": html(
        "<p>" + "東京で地震がありました。気象庁が発表しました。" * 20 + "</p>", "<meta charset=shift_jis>"
    ).encode("cp932"),
    "jsonld.html": html(PARAGRAPHS, '<script type="application/ld+json">{"a": [' + "1," * 40_000 + "</script>"),
    "hugeld.html": html(PARAGRAPHS, f'<script type="application/ld+json">{{"a": "{"x" * 900_000}"}}</script>'),
}


@pytest.fixture(scope="module")
def swamp(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    from flows.settings import load_settings

    folder = tmp_path_factory.mktemp("swamp")
    warehouse = Warehouse(load_settings(home=folder / "home", workers=2), folder / "inbox")
    for name, (content, _) in BAD.items():
        warehouse.write(name, content)
    for name, fine in FINE.items():
        warehouse.write(name, fine)
    warehouse.write(
        "lines.jsonl", json.dumps({"text": GOOD + "1"}) + "\n{broken\n[1]\n" + json.dumps({"text": GOOD + "2"})
    )
    (warehouse.inbox / "loop").symlink_to(warehouse.inbox)
    warehouse.ingest(warehouse.inbox, warehouse.inbox / "missing.txt")
    return warehouse


def code_of(warehouse: Warehouse, name: str) -> list[tuple[str, ...]]:
    return warehouse.ask("SELECT code FROM dispositions WHERE input_uri LIKE '%/' || ?", [name])


@pytest.mark.parametrize("name", BAD)
def test_a_bad_input_has_its_own_disposition(swamp: Warehouse, name: str) -> None:
    assert swamp.ask("SELECT code FROM dispositions WHERE input_uri LIKE '%/' || ? || '%'", [name]) == [(BAD[name][1],)]


@pytest.mark.parametrize("name", FINE)
def test_an_odd_input_is_loaded_all_the_same(swamp: Warehouse, name: str) -> None:
    assert code_of(swamp, name) == [("new",)]


def test_a_broken_line_is_reported_by_its_number_and_the_lines_around_it_are_loaded(swamp: Warehouse) -> None:
    rows = swamp.ask(
        "SELECT code, split_part(input_uri, '#', 2), detail FROM dispositions "
        "WHERE input_uri LIKE '%lines.jsonl%' ORDER BY 2"
    )
    assert [row[:2] for row in rows] == [
        ("new", "row=1"),
        ("malformed_row", "row=2"),
        ("malformed_row", "row=3"),
        ("new", "row=4"),
    ]
    assert rows[1][2].startswith("line 2:")


def test_a_missing_path_and_a_symlink_loop_are_reported(swamp: Warehouse) -> None:
    assert code_of(swamp, "missing.txt") == [("not_found",)]
    assert code_of(swamp, "loop") == [("symlink_loop",)]


def test_the_warehouse_is_sound_and_each_input_disposed_of_once(swamp: Warehouse) -> None:
    assert not [result for result in check_warehouse(swamp.settings) if result.offending]
    seen, distinct = swamp.ask("SELECT count(*), count(DISTINCT input_uri) FROM dispositions")[0]
    assert seen == distinct == len(BAD) + len(FINE) + 4 + 2


def test_text_given_as_text_is_kept_verbatim(warehouse: Warehouse) -> None:
    text = "  Line one\r\n\r\n\tLine two — naïve café 😀\r\n"
    warehouse.write("a.txt", text)
    warehouse.ingest()
    assert warehouse.ask("SELECT text FROM article_texts") == [(text,)]


def test_tables_of_every_kind_give_the_same_article(warehouse: Warehouse) -> None:
    row = {
        "url": "https://example.com/fire",
        "headline": "Fire",
        "content": GOOD,
        "date": "2024-03-05",
        "author": "A. Writer",
    }
    warehouse.write("a.jsonl.zst", pa.compress(json.dumps(row).encode() + b"\n", codec="zstd", asbytes=True))
    warehouse.write("b.csv", ",".join(row) + "\n" + ",".join(f'"{value}"' for value in row.values()) + "\n")
    pq.write_table(pa.Table.from_pylist([row]), warehouse.inbox / "c.parquet")
    assert warehouse.ingest().codes == {"unchanged": 2, "new": 1}
    assert warehouse.ask("SELECT url, title, byline, published_on::VARCHAR, published_from FROM articles") == [
        ("https://example.com/fire", "Fire", "A. Writer", "2024-03-05", "given")
    ]


def test_every_capture_reads_back_and_the_archive_is_a_sound_warc(warehouse: Warehouse) -> None:
    for number in range(5):
        warehouse.write(f"{number}.txt", f"{number} {GOOD}")
    warehouse.ingest()
    for uri, file, offset in warehouse.ask("SELECT input_uri, archive_file, archive_offset FROM captures"):
        payload = read_archived(ArchivedAt(file, offset, None), warehouse.settings.archive_dir, 10**6)
        assert payload == Path(uri.removeprefix("file://")).read_bytes()
    for path in warehouse.settings.archive_dir.rglob("*.warc.gz"):
        with path.open("rb") as stream:
            kinds = [record.rec_type for record in ArchiveIterator(stream, check_digests="raise")]
        assert kinds == ["warcinfo"] + ["resource"] * 5


def test_a_recogniser_that_is_not_installed_is_wrong_use(warehouse: Warehouse) -> None:
    with pytest.raises(UsageError, match="not installed"):
        warehouse.ingest(SAMPLE, recogniser="spacy:xx_no_such_pipeline")


def _kill_parent(process: psutil.Process) -> None:
    process.kill()


def _kill_a_worker(process: psutil.Process) -> None:
    children = process.children(recursive=True)
    (children[-1] if children else process).kill()


def _kill_all(process: psutil.Process) -> None:
    os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.parametrize("kill", [_kill_parent, _kill_a_worker, _kill_all])
@pytest.mark.parametrize("moment", ["*/000002.parquet", "*/000009.parquet", "../warehouse.duckdb.wal"])
def test_a_killed_load_loses_and_doubles_nothing(
    warehouse: Warehouse, tmp_path: Path, kill: Callable[[psutil.Process], None], moment: str
) -> None:
    rows = [{"url": f"https://example.com/{n}", "text": f"{GOOD} Report {n} from Mombasa."} for n in range(600)]
    warehouse.write("a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    environment = os.environ | {
        "DATELINE_HOME": str(warehouse.settings.home),
        "DATELINE_BATCH_INPUTS": "20",
        "DATELINE_LOAD_INPUTS": "60",
        "DATELINE_WORKERS": "2",
    }
    command = [sys.executable, "-m", "flows", "ingest", str(warehouse.inbox)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        while process.poll() is None and not glob.glob(str(warehouse.settings.staging_dir / moment)):
            time.sleep(0.002)
        assert process.poll() is None, "the load ended before it could be killed"
        kill(psutil.Process(process.pid))
    warehouse.ingest()
    whole = Warehouse(warehouse.settings.model_copy(update={"home": tmp_path / "whole"}), tmp_path / "unused")
    whole.ingest(warehouse.inbox)
    assert warehouse.content() == whole.content()
    assert not [result for result in check_warehouse(warehouse.settings) if result.offending]
    assert not list(warehouse.settings.staging_dir.iterdir())


@pytest.mark.parametrize("delay", [1.5, 2.5])
def test_ctrl_c_stops_at_once_with_a_word_and_the_next_run_goes_on(warehouse: Warehouse, delay: float) -> None:
    rows = [{"url": f"https://example.com/{n}", "text": f"{GOOD} Report {n}. " * 20} for n in range(3_000)]
    warehouse.write("a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    command = [sys.executable, "-m", "flows", "ingest", str(warehouse.inbox), "--workers", "1"]
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a test run in the background ignores it
    ) as process:
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "stopped; the next run loads what was finished" in said
    assert "Traceback" not in said
    assert sum(warehouse.ingest(workers=2).codes.values()) == len(rows)
    assert warehouse.ask("SELECT count(*) FROM articles") == [(len(rows),)]
