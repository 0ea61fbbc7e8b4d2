from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from flows.records import Input
from flows.settings import Settings
from flows.sources.inputs import read_inputs

LIMIT = 100_000

Read = Callable[..., list[Input]]


@pytest.fixture
def small(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", max_page_bytes=LIMIT, max_text_bytes=LIMIT)


@pytest.fixture
def read(tmp_path: Path, small: Settings) -> Read:
    """Write one file and read its inputs, at most 100,000 bytes each."""

    def read_file(name: str, content: bytes, mapping: Mapping[str, str] | None = None) -> list[Input]:
        path = tmp_path / name
        path.write_bytes(content)
        return list(read_inputs([str(path)], mapping or {}, small))

    return read_file
