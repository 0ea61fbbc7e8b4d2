"""The read copy: always whole, never locked by a load, and the last good one survives any failure."""

import shutil
from collections import namedtuple
from pathlib import Path

import duckdb
import pytest

from flows.errors import DatelineError, StorageFailed
from flows.settings import Settings
from flows.warehouse import publish as publishing
from flows.warehouse.publish import publish
from flows.warehouse.query import run_query
from tests.conftest import SAMPLE, Warehouse
from tests.warehouse.test_connect import held_open


def articles(file: Path) -> int:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute("SELECT count(*) FROM articles").fetchall()[0][0]


def ask(settings: Settings, query: str) -> list[tuple]:
    with run_query(settings, query) as (_, rows):
        return [tuple(row) for row in rows]


def test_a_load_leaves_a_copy_with_its_rows(warehouse: Warehouse) -> None:
    warehouse.ingest(SAMPLE)
    assert articles(warehouse.settings.read_copy) == 1
    assert not list(warehouse.settings.home.glob("*.part"))


def test_a_reader_blocks_no_load_and_keeps_what_it_opened(warehouse: Warehouse) -> None:
    warehouse.ingest(SAMPLE)
    with duckdb.connect(str(warehouse.settings.read_copy), read_only=True) as reader:
        warehouse.write("a.txt", "Ferries to Zanzibar were cancelled on Friday.")
        assert warehouse.ingest(lock_wait_s=0).codes == {"new": 1}
        assert reader.execute("SELECT count(*) FROM articles").fetchall() == [(1,)]
    assert articles(warehouse.settings.read_copy) == 2


def test_a_question_is_answered_while_the_warehouse_is_locked(warehouse: Warehouse) -> None:
    warehouse.ingest(SAMPLE)
    with held_open(warehouse.settings.warehouse):
        assert ask(warehouse.settings.model_copy(update={"lock_wait_s": 0}), "select count(*) from articles") == [(1,)]


def test_nothing_is_copied_where_nothing_changed(warehouse: Warehouse) -> None:
    warehouse.ingest(SAMPLE)
    before = warehouse.settings.read_copy.stat().st_ino
    assert not publish(warehouse.settings)
    assert warehouse.settings.read_copy.stat().st_ino == before


def test_without_a_warehouse_there_is_nothing_to_publish(settings: Settings) -> None:
    assert not publish(settings)


def test_without_room_the_last_copy_stays(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse.ingest(SAMPLE)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 10, 0))
    warehouse.write("a.txt", "Ferries to Zanzibar were cancelled on Friday.")
    with pytest.raises(StorageFailed, match="no room for the read copy"):
        warehouse.ingest()
    assert articles(warehouse.settings.read_copy) == 1
    monkeypatch.undo()
    assert warehouse.ingest().codes == {"unchanged": 1}
    assert articles(warehouse.settings.read_copy) == 2


@pytest.mark.parametrize("damage", [b"", b"not a database"])
def test_a_copy_that_is_not_what_was_copied_replaces_nothing(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, damage: bytes
) -> None:
    warehouse.ingest(SAMPLE)
    good = warehouse.settings.read_copy.read_bytes()
    warehouse.write("a.txt", "Ferries to Zanzibar were cancelled on Friday.")
    monkeypatch.setattr(publishing.shutil, "copyfile", lambda _, target: Path(target).write_bytes(damage))
    with pytest.raises((DatelineError, duckdb.Error)):
        warehouse.ingest()
    assert warehouse.settings.read_copy.read_bytes() == good
    assert not list(warehouse.settings.home.glob("*.part"))
