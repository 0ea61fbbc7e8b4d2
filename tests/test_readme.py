"""What README shows works as it is written there."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import cli
from flows.settings import Settings
from flows.warehouse.query import run_query
from tests.conftest import SAMPLE, Warehouse

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", README, re.DOTALL)
CALLS = [call for call in re.findall(r"^\$ dateline (.*)$", README, re.MULTILINE) if "spacy" not in call]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from flows.settings import load_settings

    folder = tmp_path_factory.mktemp("readme")
    Warehouse(load_settings(home=folder / "home", workers=1), folder / "inbox").ingest(SAMPLE)
    return folder / "home"


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_answers(home: Path, query: str) -> None:
    with run_query(Settings(home=home), query) as (columns, rows):
        assert columns
        assert list(rows)


@pytest.mark.parametrize("call", CALLS)
def test_a_command_runs(home: Path, call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("DATELINE_HOME", str(home))
    monkeypatch.setenv("DATELINE_WORKERS", "1")
    result = CliRunner().invoke(cli, shlex.split(call))
    assert result.exit_code == 0, result.output


def test_the_settings_that_are_named_exist() -> None:
    named = set(re.findall(r"DATELINE_([A-Z_]+)", README)) - {""}
    assert {name.lower() for name in named} <= set(Settings.model_fields)


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)h][^)]*)\)", README))
def test_a_link_leads_somewhere(target: str) -> None:
    assert (ROOT / target).exists()
