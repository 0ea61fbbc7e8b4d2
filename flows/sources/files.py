"""From the paths that a user names to the files that are read: folders walked, globs expanded, each file once."""

import glob
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flows.records import Input
from flows.sources.compression import CODECS

KINDS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".warc": "warc",
}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that a run reads: `kind` is a value of `KINDS`, `size` in bytes, `identity` its device and inode."""

    path: Path
    kind: str
    size: int
    identity: tuple[int, int]

    @property
    def uri(self) -> str:
        """The file's absolute URI, which begins the URI of each input in it."""
        return self.path.as_uri()

    @property
    def name(self) -> str:
        """The file's absolute path as text, with \\xNN for what is no UTF-8 in it."""
        return os.fsencode(self.path).decode("utf-8", "backslashreplace")


def kind_of(path: Path) -> str | None:
    """Return what the name says the file holds, looking behind a compression suffix; None where it says nothing."""
    suffix = path.suffix.lower()
    if suffix in CODECS:
        suffix = Path(path.stem).suffix.lower()
    return KINDS.get(suffix)


def rejected(path: Path | str, code: str, detail: str = "") -> Input:
    """Return the input that stands for a file or folder that cannot be read."""
    try:
        uri = Path(os.path.abspath(path)).as_uri()
    except (ValueError, OSError):
        uri = f"path:{path!s}"
    return Input(uri=uri, article_key=uri, media_type="", payload=None, code=code, detail=detail)


def discover(paths: Sequence[str], home: Path | None = None) -> Iterator[SourceFile | Input]:
    """Yield the files to read, in a stable order, and an input with its code for each path that is none.

    What is named twice, through a glob or a link, comes once. `home`, where Dateline itself writes, is left out.
    """
    own = None
    with suppress(OSError):
        own = _identity(home.stat()) if home else None
    seen: set[tuple[int, int] | str] = set()
    for given in paths:
        for path in _expand(given):
            for found in _files(path, explicit=True, above=(), own=own):
                identity = found.identity if isinstance(found, SourceFile) else found.uri
                if identity not in seen:
                    seen.add(identity)
                    yield found


def _expand(given: str) -> list[Path]:
    if os.path.lexists(given) or not glob.has_magic(given):
        return [Path(given)]
    return [Path(match) for match in sorted(glob.glob(given, recursive=True))] or [Path(given)]


def _files(
    path: Path, *, explicit: bool, above: tuple[tuple[int, int], ...], own: tuple[int, int] | None
) -> Iterator[SourceFile | Input]:
    path = Path(os.path.abspath(path))  # a/../b is b: one file has one name
    try:
        stat = path.stat()
        if path.is_dir():
            identity = _identity(stat)
            if identity == own:
                yield rejected(path, "ignored", "the folder that Dateline writes to")
                return
            if identity in above:
                yield rejected(path, "symlink_loop")
                return
            for name in sorted(entry.name for entry in path.iterdir()):
                yield from _files(path / name, explicit=False, above=(*above, identity), own=own)
            return
    except (OSError, ValueError) as error:
        yield rejected(path, *_refusal(error))
        return
    kind = kind_of(path)
    if not path.is_file():
        yield rejected(path, "unsupported_type", "neither a file nor a folder")
    elif kind is None and explicit:
        yield rejected(path, "unsupported_type", f"endings that are read: {' '.join(KINDS)}, each also .gz or .zst")
    elif kind is None:
        yield rejected(path, "ignored")
    else:
        yield SourceFile(path, kind, stat.st_size, _identity(stat))


def _identity(stat: os.stat_result) -> tuple[int, int]:
    return stat.st_dev, stat.st_ino


def _refusal(error: OSError | ValueError) -> tuple[str, str]:
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
        return "not_found", ""
    if isinstance(error, PermissionError):
        return "no_permission", ""
    if isinstance(error, OSError) and error.errno == 40:  # ELOOP: a link that leads to itself
        return "symlink_loop", ""
    return "unreadable", str(error)[:200]
