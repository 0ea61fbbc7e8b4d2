"""What the terminal shows: tables in four formats, progress, and text from the web made harmless."""

import csv
import json
import math
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

talk = Console(stderr=True, highlight=False)
# Control characters move the cursor, and bidi marks reorder what stands beside them: both are shown, not obeyed.
_HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SECONDS_BETWEEN_LINES = 5.0


def harmless(text: str) -> str:
    """Return the text with each control and bidi character as its escape, \\x1b for one."""
    return _HARMFUL.sub(lambda match: match.group().encode("unicode_escape").decode("ascii"), text)


def count_of(count: int, noun: str) -> str:
    """Return `1 row` or `1,200 rows`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _cell(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds").replace("+00:00", "Z")
    return harmless(str(value))


def write_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    """Write an aligned table, fitted to the terminal where there is one and whole where there is none."""
    table = Table(header_style="bold")
    for column in columns:
        table.add_column(Text(harmless(column)))
    count = 0
    for row in rows:
        table.add_row(*(Text(_cell(value), style="dim" if value is None else "") for value in row))
        count += 1
    console = Console(file=out, highlight=False)
    if not console.is_terminal:
        console.width = max(80, console.measure(table, options=console.options.update(width=100_000)).maximum)
    console.print(table)
    talk.print(count_of(count, "row"), style="dim")


def write_json(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    """Write a JSON array with an object for each row."""
    out.write("[")
    for number, row in enumerate(rows):
        out.write(",\n " if number else "\n ")
        out.write(json.dumps(dict(zip(columns, map(_finite, row), strict=True)), ensure_ascii=False, default=str))
    out.write("\n]\n")


def _finite(value: object) -> object:
    """JSON has no NaN and no infinity."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    """Write CSV as RFC 4180 has it; NULL is an empty field."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    clean: Callable[[Any], Any] = (lambda v: harmless(v) if isinstance(v, str) else v) if out.isatty() else lambda v: v
    writer.writerows([clean(value) for value in row] for row in rows)


def write_markdown(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    """Write a table of GitHub's Markdown."""

    def line(values: Iterable[str]) -> str:
        return "| " + " | ".join(v.replace("|", "\\|").replace("\n", "<br>") for v in values) + " |\n"

    out.write(line(map(harmless, columns)))
    out.write(line("---" for _ in columns))
    for row in rows:
        out.write(line(_cell(value).replace("<", "&lt;") for value in row))


FORMATS: dict[str, Callable[[Sequence[str], Iterable[Sequence[Any]], TextIO], None]] = {
    "table": write_table,
    "json": write_json,
    "csv": write_csv,
    "markdown": write_markdown,
}


class ConsoleProgress:
    """A bar with rate and time left on a terminal, a line every few seconds elsewhere; always on stderr."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._console = Console(file=stream or sys.stderr, highlight=False)
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._total = 0
        self._began = self._last_line = time.monotonic()

    def begin(self, total_bytes: int) -> None:
        """Show the bar, where it can be shown."""
        self._total = total_bytes
        self._began = self._last_line = time.monotonic()
        if self._console.is_terminal:
            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f} %"),
                TimeElapsedColumn(),
                TextColumn("left"),
                TimeRemainingColumn(),
                console=self._console,
                transient=True,
            )
            self._task = self._bar.add_task("reading", total=total_bytes or None)
            self._bar.start()

    def advance(self, inputs: int, done_bytes: int) -> None:
        """Show how far the run is."""
        now = time.monotonic()
        rate = inputs / max(now - self._began, 0.001)
        words = f"{inputs:,} inputs, {rate:,.0f}/s"
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done_bytes, description=words)
        elif now - self._last_line >= _SECONDS_BETWEEN_LINES:
            self._last_line = now
            share = f", {done_bytes / self._total:.0%} of the bytes" if self._total else ""
            self._console.print(words + share)

    def say(self, message: str) -> None:
        """Print a message above the bar."""
        self._console.print(harmless(message), markup=False)

    def end(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
