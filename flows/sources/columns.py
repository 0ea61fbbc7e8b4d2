"""Which column of a table holds which field: common names from a seed, or an explicit mapping."""

from collections.abc import Iterable, Mapping

from flows.errors import Rejected, UsageError
from flows.resources import seed_rows

FIELDS = ("id", "url", "title", "text", "html", "published", "byline", "language", "source")


def parse_mapping(pairs: Iterable[str]) -> dict[str, str]:
    """Read `field=column` pairs, as in `text=artikel_inhalt`.

    Raises:
        UsageError: not such a pair, or no such field.
    """
    spoken = {row["column"]: row["field"] for row in seed_rows("column_names")}  # --map date=… means published
    mapping: dict[str, str] = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        field = spoken.get(field.strip().casefold(), field.strip())
        if not equals or not column.strip() or field not in FIELDS:
            raise UsageError(f"--map {pair}: write FIELD=COLUMN, where FIELD is one of {', '.join(FIELDS)}")
        mapping[field] = column.strip()
    return mapping


def match_columns(columns: Iterable[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Return the column name for each field that the table has.

    Args:
        columns: the table's own column names.
        mapping: column names that the user gave by field; they win over the common names.

    Raises:
        Rejected: `missing_columns` when neither text nor html is among them.
    """
    own = {column.strip().casefold(): column for column in columns if column}
    found: dict[str, str] = {}
    for field, column in mapping.items():
        if column.casefold() not in own:
            raise Rejected("missing_columns", f"no column {column!r}; it has {', '.join(own.values())}"[:300])
        found[field] = own[column.casefold()]
    for row in seed_rows("column_names"):
        if row["column"] in own:
            found.setdefault(row["field"], own[row["column"]])
    if "text" not in found and "html" not in found:
        raise Rejected("missing_columns", f"none for text or html among {', '.join(own.values())}; use --map"[:300])
    return found
