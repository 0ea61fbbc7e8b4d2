"""Where the SQL and the seeds are: beside the package in a checkout, inside it in a wheel."""

import csv
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def folder(name: str) -> Path:
    """Return the folder `sql` or `seeds` that belongs to this installation.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    for parent in (_PACKAGE, _PACKAGE.parent):
        if (parent / name).is_dir():
            return parent / name
    raise FileNotFoundError(f"{name}/ is missing from this installation of dateline; install it again")


@cache
def sql(name: str) -> str:
    """Return the text of `sql/<name>.sql`."""
    return (folder("sql") / f"{name}.sql").read_text(encoding="utf-8")


@cache
def seed_rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of `seeds/<name>.csv`, each a dict by column name; comment lines (#) are left out."""
    with (folder("seeds") / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(line for line in lines if not line.startswith("#")))
