"""The rules of the house that a reader relies on, kept by a test."""

import ast
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.resources import folder, seed_rows

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "flows"
ROOMS = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE)
ON_TOP_WITH_PREFECT = {"ingest.py"}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def packages(path: Path) -> set[str]:
    return {module.split(".")[0] for module in imports(path)}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=str)
def test_prefect_stays_in_the_flows(path: Path) -> None:
    assert "prefect" not in packages(path) or (path.parent == PACKAGE and path.name in ON_TOP_WITH_PREFECT)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=str)
def test_duckdb_stays_in_the_warehouse(path: Path) -> None:
    assert "duckdb" not in packages(path) or path.parent.name == "warehouse"


@pytest.mark.parametrize("path", ROOMS, ids=str)
def test_rooms_look_down_not_up(path: Path) -> None:
    below = {
        "sources": {"sources"},
        "articles": {"sources", "articles"},
        "entities": {"entities"},
        "warehouse": {"sources", "warehouse"},
    }
    looked_into = {module.split(".")[1] for module in imports(path) if module.startswith("flows.")}
    assert looked_into & set(below) <= below[path.parent.name]


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=str)
def test_a_file_is_one_idea(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 260


@pytest.mark.parametrize("path", sorted(folder("seeds").rglob("*.csv")), ids=lambda path: path.name)
def test_a_seed_is_a_plain_table(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    header, *rows = csv.reader(io.StringIO("\n".join(lines)), strict=True)
    assert rows
    assert all(len(row) == len(header) for row in rows)
    assert len({tuple(row) for row in rows}) == len(rows)


CODE_IS_ARGUMENT = {"Rejected": 0, "Outcome": 0, "BadRow": 1, "rejected": 1}


def test_the_codes_used_in_the_program_are_those_of_the_seed() -> None:
    codes = {row["code"] for row in seed_rows("disposition_codes")}
    used = {"unchanged", "changed", "updated"}  # decided in SQL
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name in CODE_IS_ARGUMENT and len(node.args) > CODE_IS_ARGUMENT[name]:
                code = node.args[CODE_IS_ARGUMENT[name]]
                used |= {one.value for one in ast.walk(code) if isinstance(one, ast.Constant) and one.value}
            if isinstance(node, ast.FunctionDef) and node.name == "_refusal":
                returned = [one.value.elts[0] for one in ast.walk(node) if isinstance(one, ast.Return)]  # type: ignore[union-attr]
                used |= {one.value for one in returned}  # type: ignore[attr-defined]
    by_seed = {row["code"] for row in seed_rows("shortfall_phrases")}
    in_variables = {"http_error", "not_html", "bad_warc", "too_large", "ignored"}
    assert used <= codes
    assert codes <= used | by_seed | in_variables
