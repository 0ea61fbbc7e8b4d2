"""Each check finds the row that it is there for, and nothing in a sound warehouse."""

import pytest

from flows.warehouse.checks import check_warehouse
from tests.conftest import SAMPLE, Warehouse

DAMAGE = [
    (
        "mention_surfaces",
        "UPDATE mentions SET surface = 'Aleppo' WHERE start_char = (SELECT min(start_char) FROM mentions)",
    ),
    ("mention_surfaces", "UPDATE mentions SET end_char = start_char"),
    ("no_orphans", "DELETE FROM article_texts"),
    ("no_orphans", "DELETE FROM captures"),
    ("no_orphans", "DELETE FROM article_versions"),
    ("no_orphans", "DELETE FROM runs"),
    ("no_orphans", "DELETE FROM articles"),
    ("no_orphans", "INSERT INTO sentences VALUES ('nope', 1, 0, 5)"),
    ("no_orphans", "UPDATE captures SET text_id = 'nope'"),
    ("one_disposition", "DELETE FROM dispositions"),
    ("one_disposition", "INSERT INTO dispositions FROM dispositions"),
    ("one_disposition", "UPDATE dispositions SET code = 'lost'"),
    ("reasons", "UPDATE articles SET published_reason = NULL"),
    ("reasons", "UPDATE captures SET archive_file = NULL"),
    ("sentence_ranges", "UPDATE sentences SET end_char = end_char + 5000"),
    ("sentence_ranges", "UPDATE sentences SET start_char = 0, end_char = 10"),
    ("unique_keys", "INSERT INTO articles FROM articles"),
    ("unique_keys", "INSERT INTO article_texts FROM article_texts"),
    ("unique_keys", "INSERT INTO article_versions FROM article_versions"),
    ("unique_keys", "INSERT INTO captures FROM captures"),
    ("unique_keys", "INSERT INTO mentions FROM mentions"),
    ("unique_keys", "INSERT INTO sentences FROM sentences"),
    ("unique_keys", "INSERT INTO runs FROM runs"),
    ("unique_keys", "INSERT INTO batches FROM batches"),
]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    from flows.settings import load_settings

    folder = tmp_path_factory.mktemp("checks")
    warehouse = Warehouse(load_settings(home=folder / "home", workers=1), folder / "inbox")
    warehouse.ingest(SAMPLE)
    return warehouse


@pytest.mark.parametrize(("check", "damage"), DAMAGE, ids=[damage for _, damage in DAMAGE])
def test_a_damage_is_found(loaded: Warehouse, check: str, damage: str) -> None:
    path = loaded.settings.warehouse
    sound = path.read_bytes()
    try:
        loaded.change(damage)
        broken = [result.name for result in check_warehouse(loaded.settings) if result.offending]
    finally:
        path.write_bytes(sound)
    assert check in broken


def test_a_sound_warehouse_passes_every_check(loaded: Warehouse) -> None:
    results = check_warehouse(loaded.settings)
    assert len(results) == 6
    assert not [result for result in results if result.offending]


def test_a_check_limited_to_a_run_sees_what_that_run_changed(loaded: Warehouse) -> None:
    path = loaded.settings.warehouse
    sound = path.read_bytes()
    run_id = loaded.ask("SELECT run_id FROM runs WHERE loaded = 1 ORDER BY run_id")[0][0]
    try:
        loaded.change("UPDATE mentions SET surface = 'Aleppo'")
        assert [r.name for r in check_warehouse(loaded.settings, run_id) if r.offending] == ["mention_surfaces"]
        assert not [r for r in check_warehouse(loaded.settings, "another run") if r.offending]
    finally:
        path.write_bytes(sound)


def test_offending_rows_are_counted_and_some_are_shown(loaded: Warehouse) -> None:
    path = loaded.settings.warehouse
    sound = path.read_bytes()
    try:
        loaded.change("UPDATE mentions SET surface = 'Aleppo'")
        result = next(r for r in check_warehouse(loaded.settings) if r.name == "mention_surfaces")
    finally:
        path.write_bytes(sound)
    assert result.offending == loaded.ask("SELECT count(*) FROM mentions")[0][0]
    assert len(result.examples) == 3
