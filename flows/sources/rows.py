"""Rows of JSON lines, CSV and Parquet as inputs: one a row, streamed, whatever the size of the file."""

import csv
import hashlib
import io
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from flows.errors import Rejected
from flows.records import Given, Input
from flows.sources.charset import sniff_charset, storable
from flows.sources.columns import match_columns
from flows.sources.compression import OpenFile, codec_of
from flows.sources.files import SourceFile
from flows.sources.urls import normalise_url

JSON_ROW = "application/json"
# Parquet is compressed already: a file that unpacks to more than this many times its size is not a real one.
_MAX_PARQUET_RATIO = 20
_PARQUET_ROWS = 64


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is no record, with the number that the user will look for."""

    number: int
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a table: its number (line of a JSON-lines file, data row of the others, from 1), and its bytes."""

    number: int
    values: Mapping[str, Any]
    payload: bytes
    share: float = 0.0


def read_rows(file: SourceFile, mapping: Mapping[str, str], max_bytes: int) -> Iterator[Input]:
    """Yield an input for each row of a table file.

    Args:
        file: a file of kind jsonl, csv or parquet.
        mapping: column names by field, as the user gave them.
        max_bytes: the largest row that is read.

    Raises:
        Rejected: the file as a whole cannot be read (from here on).
    """
    reader = {"jsonl": _json_lines, "csv": _csv_rows, "parquet": _parquet_rows}[file.kind]
    columns: dict[str, str] | None = None
    for row in reader(file.path, mapping, max_bytes):
        uri = f"{file.uri}#row={row.number}"
        if isinstance(row, BadRow):
            yield Input(uri=uri, article_key=uri, media_type=JSON_ROW, payload=None, code=row.code, detail=row.detail)
            continue
        try:
            # Each line of a JSON-lines file may have other keys; the other kinds have one header.
            if columns is None or file.kind == "jsonl":
                columns = match_columns(row.values, mapping)
        except Rejected as error:
            detail = storable(error.detail)
            yield Input(uri=uri, article_key=uri, media_type=JSON_ROW, payload=None, code=error.code, detail=detail)
            continue
        yield _row_input(file, uri, row, columns)


def _row_input(file: SourceFile, uri: str, row: Row, columns: Mapping[str, str]) -> Input:
    def value(field: str) -> str | None:
        found = row.values.get(columns[field]) if field in columns else None
        if isinstance(found, list):
            found = ", ".join(str(one) for one in found)
        return (storable(str(found)).strip() or None) if found is not None else None

    url = value("url")
    own_id = value("id")
    if url and (normalised := normalise_url(url)):
        key = normalised
    elif own_id:
        key = f"{file.uri}#id={own_id}"
    else:  # a row number would tie unrelated texts together as soon as a row is inserted above
        content = value("text") or value("html") or ""
        key = f"{file.uri}#sha256={hashlib.sha256(content.encode('utf-8', 'surrogatepass')).hexdigest()}"
    given = Given(url, value("title"), value("byline"), value("source"), value("language"), value("published"))
    return Input(
        uri=uri,
        article_key=key,
        media_type=JSON_ROW,
        payload=row.payload,
        given=given,
        source_file=file.name,
        source_row=row.number,
        text_field=columns.get("text"),
        html_field=columns.get("html"),
        share=row.share,
    )


def _json_lines(path: Path, mapping: Mapping[str, str], max_bytes: int) -> Iterator[Row | BadRow]:
    with OpenFile(path) as file:
        stream, number = file.stream, 0
        while line := stream.readline(max_bytes + 1):
            number += 1
            if len(line) > max_bytes and not line.endswith(b"\n"):
                _skip_line(stream)
                yield BadRow(number, "too_large", f"more than {max_bytes} bytes in one line")
                continue
            line = line.strip().removeprefix(b"\xef\xbb\xbf")
            if not line:
                continue
            try:
                values = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield BadRow(number, "malformed_row", f"line {number}: {str(error)[:150]}")
                continue
            if isinstance(values, dict):
                yield Row(number, values, line, file.share)
            else:
                yield BadRow(number, "malformed_row", f"line {number}: a JSON object was expected")


def _skip_line(stream: BinaryIO) -> None:
    while (piece := stream.readline(1 << 20)) and not piece.endswith(b"\n"):
        pass


def _csv_rows(path: Path, mapping: Mapping[str, str], max_bytes: int) -> Iterator[Row | BadRow]:
    csv.field_size_limit(max_bytes)
    with OpenFile(path) as file:
        charset = sniff_charset(file.stream.read(1 << 16))
    with OpenFile(path) as file:
        text = io.TextIOWrapper(file.stream, encoding=charset, errors="replace", newline="")
        first = text.readline(max_bytes).lstrip("\ufeff")
        if not first:
            return
        delimiter = max(",;\t|", key=first.count)
        header = next(csv.reader([first], delimiter=delimiter), [])
        match_columns(header, mapping)
        # `strict` refuses a quotation that never ends, which would else swallow the rows below it.
        reader = csv.reader(_bounded_lines(text, max_bytes), delimiter=delimiter, strict=True)
        number = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                number += 1
                yield BadRow(number, "malformed_row", f"row {number}, line {reader.line_num + 1}: {error}")
                continue
            if not cells:
                continue
            number += 1
            if len(cells) != len(header):
                yield BadRow(
                    number, "malformed_row", f"row {number}: {len(cells)} cells where the header has {len(header)}"
                )
                continue
            values = dict(zip(header, cells, strict=True))
            yield Row(number, values, json.dumps(values, ensure_ascii=False).encode("utf-8", "replace"), file.share)


def _bounded_lines(text: io.TextIOWrapper, limit: int) -> Iterator[str]:
    while line := text.readline(limit):
        if len(line) == limit and not line.endswith(("\n", "\r")):
            raise Rejected("malformed_row", f"a line longer than {limit} characters; the rows before it were read")
        yield line


def _parquet_rows(path: Path, mapping: Mapping[str, str], max_bytes: int) -> Iterator[Row | BadRow]:
    with tempfile.TemporaryFile() as unpacked:
        source: Any = str(path)
        if codec_of(path):
            _unpack(path, unpacked)
            source = unpacked
        try:
            file = pq.ParquetFile(source)
            columns = match_columns(file.schema_arrow.names, mapping)
            number = 0
            for batch in file.iter_batches(batch_size=_PARQUET_ROWS, columns=sorted(set(columns.values()))):
                for values in _parquet_values(batch):
                    number += 1
                    if isinstance(values, str):
                        yield BadRow(number, "malformed_row", f"row {number}: {values}"[:200])
                        continue
                    payload = json.dumps(values, ensure_ascii=False, default=_as_text).encode("utf-8", "replace")
                    if len(payload) > max_bytes:
                        yield BadRow(number, "too_large", f"more than {max_bytes} bytes in row {number}")
                    else:
                        yield Row(number, json.loads(payload), payload, number / file.metadata.num_rows)
        except (pa.ArrowException, OSError) as error:
            if getattr(error, "errno", None):  # the disk's trouble, not the file's
                raise
            raise Rejected("malformed_row", f"not readable as Parquet: {str(error)[:150]}") from error


def _parquet_values(batch: pa.RecordBatch) -> Iterator[dict[str, Any] | str]:
    """Yield the values of each row, or what is wrong with them: dates and zones that Python does not know."""
    for position, kind in enumerate(batch.schema.types):
        if pa.types.is_timestamp(kind) and kind.unit == "ns":
            micro = batch.column(position).cast(pa.timestamp("us", kind.tz), safe=False)
            batch = batch.set_column(position, batch.schema.names[position], micro)
    for row in range(batch.num_rows):
        try:
            yield batch.slice(row, 1).to_pylist()[0]
        except (ValueError, OverflowError, LookupError) as error:
            yield str(error)


def _unpack(path: Path, target: Any) -> None:
    left = path.stat().st_size * _MAX_PARQUET_RATIO
    with OpenFile(path) as file:
        while piece := file.stream.read(1 << 20):
            left -= len(piece)
            if left < 0:
                raise Rejected("bad_compression", f"unpacks to more than {_MAX_PARQUET_RATIO} times its size")
            target.write(piece)
    target.seek(0)


def _as_text(value: object) -> str:
    isoformat = getattr(value, "isoformat", None)
    if isoformat is not None:
        return str(isoformat())
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
