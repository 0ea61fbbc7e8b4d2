"""The records that pass between rooms. Each docstring states the grain."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from operator import attrgetter
from typing import TypeVar

T = TypeVar("T")


def pickled_by_position(record: type[T]) -> type[T]:
    """Have a record travel between processes as a plain tuple of its fields: a fifth of the cost of the default."""
    values = attrgetter(*(one.name for one in fields(record)))  # type: ignore[arg-type]
    record.__reduce__ = lambda self: (record, values(self))  # type: ignore[method-assign]
    return record


@pickled_by_position
@dataclass(frozen=True, slots=True)
class Given:
    """What the source itself says of one article, before anything is read from its page."""

    url: str | None = None
    title: str | None = None
    byline: str | None = None
    source: str | None = None
    language: str | None = None
    published: str | None = None


@pickled_by_position
@dataclass(frozen=True, slots=True)
class Input:
    """One thing that a run was given: a file, a row of a table, or a record of a WARC.

    `payload` is None where nothing could be read; `code` and `detail` then say why.
    `article_key` names the article across runs: its URL where the source states one, else the row's `id` or a hash
    of its text, else the file.
    `text_field` and `html_field` are the columns of a table's row that hold the article.
    `share` is how much of its file was read when this input ended, from 0 to 1.
    """

    uri: str
    article_key: str
    media_type: str
    payload: bytes | None
    given: Given = field(default_factory=Given)
    code: str | None = None
    detail: str = ""
    http_charset: str | None = None
    captured_at: datetime | None = None
    source_file: str | None = None
    source_row: int | None = None
    text_field: str | None = None
    html_field: str | None = None
    share: float = 0.0
    archived: "ArchivedAt | None" = None


@pickled_by_position
@dataclass(frozen=True, slots=True)
class ArchivedAt:
    """The place of one WARC record: `length` bytes of `file` from `offset` on (length NULL: to the next record)."""

    file: str
    offset: int
    length: int | None


@dataclass(frozen=True, slots=True)
class Capture:
    """One input and its bytes as they were at one moment. `known` where the warehouse has it, with these bytes.

    `article_id` is the article that came out of a known capture, or None where none did: then it is read again.
    """

    capture_id: str
    input_id: str
    input: Input
    sha256: str
    captured_at: datetime
    archived: ArchivedAt | None
    known: bool = False
    article_id: str | None = None


@pickled_by_position
@dataclass(frozen=True, slots=True)
class Published:
    """When an article says it was published.

    `at` is an instant in UTC, or None where no time with a zone is stated. `on` is the calendar date as stated.
    `stated_in` names the place that says so; `reason` says why both are None.
    """

    at: datetime | None = None
    on: date | None = None
    stated_in: str | None = None
    reason: str | None = None


@pickled_by_position
@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence of a name in a text: the characters `start` to `end` (exclusive) are `surface`.

    `score` is the recogniser's probability, or None where it does not estimate one. `rule` says what found it.
    """

    start: int
    end: int
    surface: str
    label: str
    score: float | None
    rule: str


@pickled_by_position
@dataclass(frozen=True, slots=True)
class Article:
    """One article as one capture shows it, with its text, sentences and mentions."""

    text: str
    url: str | None
    title: str | None
    byline: str | None
    source: str | None
    language: str | None
    language_from: str | None
    published: Published
    charset: str | None
    replaced_chars: int
    sentences: tuple[tuple[int, int], ...] = ()
    mentions: tuple[Mention, ...] = ()
    mention_version: str = ""


@pickled_by_position
@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: its disposition and, where there is one, its article."""

    code: str
    detail: str = ""
    article: Article | None = None


@dataclass(frozen=True, slots=True)
class Disposed:
    """One input with its capture, where its bytes could be read, and what became of it."""

    input: Input
    capture: Capture | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a flow, with the versions of what it ran."""

    run_id: str
    flow: str
    started_at: datetime
    options: str
    dateline_version: str
    extract_version: str
    sentence_version: str
    finished_at: datetime | None = None
    inputs: int | None = None


@dataclass(frozen=True, slots=True)
class RunReport:
    """What one run did: inputs by disposition code, some of those that failed, and what the warehouse now holds."""

    run_id: str
    seconds: float
    codes: Mapping[str, int]
    failed: int
    failures: tuple[tuple[str, str, str], ...]
    articles: int
    mentions: int
    broken_checks: tuple[str, ...]

    @property
    def inputs(self) -> int:
        """All inputs that the run saw."""
        return sum(self.codes.values())
