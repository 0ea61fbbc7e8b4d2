"""The command line as a user meets it: exit codes, formats, help, and words that say what to do next."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows import cli
from flows.cli import cli as commands
from tests.conftest import SAMPLE

COMMANDS = sorted(commands.commands)


def dateline(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "flows", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=90,
        env=os.environ | environment,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    result = dateline("ingest", str(SAMPLE), DATELINE_HOME=str(folder))
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture
def ask(home: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATELINE_HOME", str(home))
    return CliRunner()


def test_ingest_says_what_it_found_and_where_it_is(tmp_path: Path) -> None:
    result = dateline("ingest", str(SAMPLE), DATELINE_HOME=str(tmp_path))
    assert "1 input in" in result.stdout
    assert "1 new" in result.stdout
    assert str(tmp_path / "warehouse.duckdb") in result.stdout
    assert "Traceback" not in result.stderr


def test_inputs_that_fail_are_listed_and_give_exit_code_1(tmp_path: Path) -> None:
    result = dateline("ingest", str(SAMPLE), "no/such/file.txt", DATELINE_HOME=str(tmp_path))
    assert result.returncode == 1
    assert "not_found" in result.stdout
    assert "no/such/file.txt" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["ingets", "x"], "Did you mean `dateline ingest`?"),
        (["ingest"], "Missing argument 'PATH...'"),
        (["ingest", "x", "--map", "headline"], "FIELD=COLUMN"),
        (["ingest", "x", "--recogniser", "bert"], "spacy:PIPELINE"),
        (["sql", "select 1", "--fromat", "csv"], "--format"),
        (["sql", "select 1", "--format", "xml"], "markdown"),
        (["sql", "select 1"], "dateline ingest PATH"),
        (["ingest", "x", "--map", "header=x"], "one of id, url, title"),
    ],
)
def test_a_wrong_call_says_what_to_type_instead(tmp_path: Path, arguments: list[str], hint: str) -> None:
    (tmp_path / "x").write_text("x")
    result = dateline(*arguments, DATELINE_HOME=str(tmp_path / "home"))
    assert result.returncode == 2
    assert hint in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("query", ["selekt 1", "from no_such_table", "select surfaces from mentions", "", " "])
def test_a_query_that_fails_is_wrong_use(home: Path, query: str) -> None:
    result = dateline("sql", query, DATELINE_HOME=str(home))
    assert result.returncode == 2
    assert "the query" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "query",
    ["delete from mentions", "copy mentions to '/tmp/x.csv'", "from read_text('/etc/passwd')", "attach '/tmp/x.db'"],
)
def test_sql_can_neither_change_the_warehouse_nor_leave_it(home: Path, query: str) -> None:
    assert dateline("sql", query, DATELINE_HOME=str(home)).returncode == 2


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_has_an_example(command: str) -> None:
    result = CliRunner().invoke(commands, [*command.split(), "--help"])
    assert result.exit_code == 0
    assert "Example" in result.output


def test_sql_prints_json(ask: CliRunner) -> None:
    output = ask.invoke(commands, ["sql", "select surface, score from mentions limit 2", "--format", "json"]).stdout
    assert json.loads(output) == [{"surface": "Islamic State", "score": None}, {"surface": "Europe", "score": None}]


def test_json_keeps_columns_of_the_same_name_and_has_no_nan(ask: CliRunner) -> None:
    output = ask.invoke(commands, ["sql", "select 1 as a, 2 as a, 'nan'::double as n", "--format", "json"]).stdout
    assert json.loads(output) == [{"a": 1, "a_1": 2, "n": None}]


def test_sql_prints_csv(ask: CliRunner) -> None:
    output = ask.invoke(commands, ["sql", "select 'a,b' as x, null as y", "--format", "csv"]).stdout
    assert list(csv.reader(io.StringIO(output))) == [["x", "y"], ["a,b", ""]]


def test_sql_prints_markdown(ask: CliRunner) -> None:
    output = ask.invoke(commands, ["sql", "select 'a|b' as x, null as y", "--format", "markdown"]).stdout
    assert output == "| x | y |\n| --- | --- |\n| a\\|b | NULL |\n"


def test_sql_reads_the_query_from_stdin(home: Path) -> None:
    assert "42" in dateline("sql", "-", stdin="select 6 * 7 as answer", DATELINE_HOME=str(home)).stdout


def test_a_table_shows_control_and_bidi_characters_and_does_not_obey_them(ask: CliRunner) -> None:
    output = ask.invoke(commands, ["sql", "select chr(27) || '[31mred' || chr(8238) as x"]).stdout
    assert "\\x1b[31mred\\u202e" in output
    assert "\x1b[31m" not in output


def test_no_color_is_honoured(home: Path) -> None:
    assert "\x1b" not in dateline("sql", "select 1", DATELINE_HOME=str(home), NO_COLOR="1").stdout


def test_status_counts_the_rows(ask: CliRunner) -> None:
    output = ask.invoke(commands, ["status"]).stdout
    assert "mentions" in output
    assert "completed" in output


def test_status_without_a_warehouse_says_how_to_begin(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "none"))
    assert "dateline ingest" in CliRunner().invoke(commands, ["status"]).stdout


def test_check_passes_on_a_sound_warehouse(ask: CliRunner) -> None:
    result = ask.invoke(commands, ["check"])
    assert result.exit_code == 0
    assert result.stdout.count(" ok ") == 6


def test_settings_come_from_the_environment_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('workers = 3\nhome = "from_the_file"\n')
    output = dateline("settings", DATELINE_CONFIG=str(file), DATELINE_HOME=str(tmp_path / "from_the_variable")).stdout
    assert "from_the_variable" in output
    assert "from_the_file" not in output
    assert "│ 3" in output


@pytest.mark.parametrize(
    ("variable", "value", "hint"),
    [
        ("DATELINE_WORKRES", "2", "did you mean DATELINE_WORKERS?"),
        ("DATELINE_WORKERS", "many", "workers"),
        ("DATELINE_CONFIG", "no/such.toml", "not a file"),
        ("DATELINE_HOME", __file__, "not a folder"),
    ],
)
def test_a_wrong_setting_is_named(variable: str, value: str, hint: str) -> None:
    result = dateline("status", **{variable: value})
    assert result.returncode == 2
    assert hint in result.stderr


def test_a_pipe_that_closes_early_is_no_error(home: Path) -> None:
    command = f"{sys.executable} -m flows sql 'from range(200000)' --format csv | head -1"
    result = subprocess.run(
        command, shell=True, capture_output=True, text=True, env=os.environ | {"DATELINE_HOME": str(home)}
    )
    assert result.stderr == ""


NO_NETWORK = """
import sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto") and type(arguments[-1]) is tuple:
        raise RuntimeError(f"{event} {arguments}")
sys.addaudithook(refuse)
"""


def test_ingest_without_a_server_makes_no_network_call(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(NO_NETWORK)
    result = dateline("ingest", str(SAMPLE), DATELINE_HOME=str(tmp_path / "home"), PYTHONPATH=str(tmp_path))
    assert result.returncode == 0, result.stderr


def test_without_a_server_prefect_is_not_even_imported() -> None:
    code = "import sys, flows.running; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_the_active_prefect_profile_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from flows.running import prefect_server

    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    assert prefect_server() is None
    (tmp_path / "profiles.toml").write_text(
        'active = "w"\n[profiles.w]\nPREFECT_API_URL = "http://127.0.0.1:4200/api"\n'
    )
    assert prefect_server() == "http://127.0.0.1:4200/api"
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    assert prefect_server() == "http://127.0.0.1:9/api"


def test_the_module_and_the_script_are_one_program() -> None:
    assert cli.main.__module__ == "flows.cli"
    assert dateline("--version").stdout.startswith("dateline, version")


def test_a_file_that_is_no_warehouse_is_named(tmp_path: Path) -> None:
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "warehouse.duckdb").write_bytes(b"not a database at all" * 1_000)
    result = dateline("status", DATELINE_HOME=str(tmp_path / "clock"), DATELINE_LOCK_WAIT_S="0")
    assert result.returncode == 1
    assert "warehouse.duckdb cannot be opened" in result.stderr
    assert "Traceback" not in result.stderr
