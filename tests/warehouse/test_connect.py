"""A locked warehouse and a full disk: a clear message, a bounded wait, nothing lost."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.errors import StorageFailed, WarehouseLocked
from flows.warehouse.connect import open_warehouse
from tests.conftest import SAMPLE, Warehouse

HOLDER = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.readline()
"""


@contextmanager
def held_open(path: Path) -> Iterator[subprocess.Popen[str]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield process
        finally:
            process.communicate("done\n")


def test_a_locked_warehouse_is_waited_for_and_then_named(warehouse: Warehouse) -> None:
    began = time.monotonic()
    with held_open(warehouse.settings.warehouse) as holder:
        with pytest.raises(WarehouseLocked, match=f"PID {holder.pid}"):
            warehouse.ingest(SAMPLE, lock_wait_s=1)
        assert 1 <= time.monotonic() - began < 30


def test_what_was_staged_while_the_warehouse_was_locked_is_loaded_by_the_next_run(warehouse: Warehouse) -> None:
    warehouse.ingest(SAMPLE)
    warehouse.write("a.txt", "Ferries to Zanzibar were cancelled on Friday.")
    with open_warehouse(warehouse.settings, read_only=True):
        pass
    script = warehouse.settings.warehouse
    with held_open(script), pytest.raises(WarehouseLocked):
        warehouse.ingest(lock_wait_s=0)
    assert warehouse.ingest().codes in ({"new": 1}, {"unchanged": 1})
    assert warehouse.ask("SELECT count(*) FROM articles") == [(2,)]
    assert not list(warehouse.settings.staging_dir.iterdir())


def test_a_waiting_run_goes_on_when_the_lock_is_released(warehouse: Warehouse) -> None:
    warehouse.ingest(SAMPLE)
    command = [sys.executable, "-c", f"{HOLDER.replace('sys.stdin.readline()', 'import time; time.sleep(2)')}"]
    with subprocess.Popen([*command, str(warehouse.settings.warehouse)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert warehouse.ingest(SAMPLE, lock_wait_s=30).codes == {"unchanged": 1}


LIMITED = """
import resource, sys
from flows.cli import main
if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
    sys.argv = ["dateline", "ingest", *sys.argv[2:]]
    main()
"""


@pytest.mark.parametrize("limit", [300, 20_000, 400_000])
def test_a_quota_stops_the_run_with_a_message_and_the_next_run_completes_it(warehouse: Warehouse, limit: int) -> None:
    for number in range(40):
        warehouse.write(f"{number:02}.txt", f"{number}. " + "Troops left the town of Kherson. " * 300)
    script = warehouse.inbox.parent / "limited.py"
    script.write_text(LIMITED, encoding="utf-8")
    command = [sys.executable, str(script), str(limit), str(warehouse.inbox), "--workers", "1"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert result.returncode == 1, result.stderr
    assert "make room and run the same command again" in result.stderr
    assert "Traceback" not in result.stderr
    warehouse.ingest()
    assert warehouse.ask("SELECT count(*) FROM articles") == [(40,)]
    assert not list(warehouse.settings.staging_dir.iterdir())


def test_a_write_that_the_disk_refuses_is_one_error(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("flows.warehouse.staging.pq.write_table", refuse)
    with pytest.raises(StorageFailed, match="No space left on device"):
        warehouse.ingest(SAMPLE)
