"""Tables of cases: tests/cases/*.csv, which anyone can extend. Lines that begin with # explain.

In a cell, \\n, \\r and \\t stand for a line feed, a carriage return and a tab.
"""

import csv
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parent / "cases"
_ESCAPES = {r"\n": "\n", r"\r": "\r", r"\t": "\t"}


def cases(name: str) -> list[Any]:
    """Return a pytest parameter for each row of tests/cases/<name>.csv: a dict by column; the first column names it."""
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return [pytest.param({column: _meant(value) for column, value in row.items()}, id=_name(row)) for row in rows]


def _meant(value: str) -> str:
    for written, meant in _ESCAPES.items():
        value = value.replace(written, meant)
    return value


def _name(row: dict[str, str]) -> str:
    return next(iter(row.values()))[:60]
