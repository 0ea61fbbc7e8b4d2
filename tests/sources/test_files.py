import multiprocessing
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.records import Input
from flows.settings import Settings
from flows.sources.files import SourceFile, discover, kind_of
from flows.sources.inputs import measure_inputs, read_inputs

NOBODY = 65_534


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    (folder / "deeper").mkdir(parents=True)
    for name in ("b.txt", "a.jsonl.gz", "picture.jpg", "deeper/c.md"):
        (folder / name).write_bytes(b"x")
    return folder


def found(*paths: Path | str) -> list[str]:
    """Each file by its name, each other path as name:code."""
    return [
        one.path.name if isinstance(one, SourceFile) else f"{Path(one.uri).name}:{one.code}"
        for one in discover([str(path) for path in paths])
    ]


def test_a_folder_is_walked_in_order_and_other_files_are_ignored(inbox: Path) -> None:
    assert found(inbox) == ["a.jsonl.gz", "b.txt", "c.md", "picture.jpg:ignored"]


def test_a_file_that_is_named_must_be_of_a_known_type(inbox: Path) -> None:
    assert found(inbox / "picture.jpg") == ["picture.jpg:unsupported_type"]


def test_a_pattern_is_expanded(inbox: Path) -> None:
    assert found(inbox / "*.txt", inbox / "**" / "*.md") == ["b.txt", "c.md"]


def test_a_name_with_brackets_is_a_name_where_such_a_file_exists(inbox: Path) -> None:
    (inbox / "story[1].txt").write_text("x")
    assert found(inbox / "story[1].txt") == ["story[1].txt"]


@pytest.mark.parametrize("name", ["missing.txt", "no*such", "b.txt/below", "nul\0in.txt"])
def test_what_does_not_exist_is_not_found(inbox: Path, name: str) -> None:
    assert [one.code for one in discover([str(inbox / name)]) if isinstance(one, Input)] == ["not_found"]


def test_a_link_to_nothing_is_not_found(inbox: Path) -> None:
    (inbox / "dangling.txt").symlink_to(inbox / "gone.txt")
    assert "dangling.txt:not_found" in found(inbox)


def test_a_link_into_its_own_folder_ends(inbox: Path) -> None:
    (inbox / "deeper" / "back").symlink_to(inbox)
    assert found(inbox).count("back:symlink_loop") == 1


def test_a_link_to_itself_ends(inbox: Path) -> None:
    (inbox / "self").symlink_to(inbox / "self")
    assert found(inbox / "self") == ["self:symlink_loop"]


def test_a_file_that_is_named_twice_is_read_once(inbox: Path) -> None:
    (inbox / "link.txt").symlink_to(inbox / "b.txt")
    assert found(inbox / "b.txt", inbox / "b*", inbox / "link.txt") == ["b.txt"]


def test_a_path_that_fails_twice_has_one_disposition(inbox: Path) -> None:
    assert found(inbox / "missing", inbox / "missing") == ["missing:not_found"]


def test_a_pipe_is_not_waited_for(inbox: Path) -> None:
    os.mkfifo(inbox / "pipe.txt")
    assert "pipe.txt:unsupported_type" in found(inbox)


def test_a_name_that_is_no_utf8_is_told_in_utf8(inbox: Path, settings: Settings) -> None:
    path = os.fsencode(inbox) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(path)).write_text("hello")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (read,) = read_inputs([os.fsdecode(path)], {}, settings)
    assert (read.payload, read.uri[-11:]) == (b"hello", "/caf%E9.txt")
    assert read.source_file in measure_inputs([os.fsdecode(path)], settings)
    assert read.source_file.encode("utf-8").endswith(rb"caf\xe9.txt")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.TXT", "text"),
        ("a.tar.gz", None),
        ("a.htm.zst", "html"),
        ("a.warc.gz", "warc"),
        ("gz", None),
        ("a.tsv", "csv"),
    ],
)
def test_the_ending_tells_the_kind_also_behind_a_compression(name: str, kind: str | None) -> None:
    assert kind_of(Path(name)) == kind


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that every user may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # the child only reads two files
@pytest.mark.skipif(not hasattr(os, "fork"), reason="permissions are checked as another user, in a forked process")
def test_what_may_not_be_read_is_no_permission(public: Path, settings: Settings) -> None:
    (public / "secret.txt").write_text("x")
    (public / "secret.txt").chmod(0)
    (public / "closed").mkdir(mode=0)
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)

    def read_as_nobody() -> None:
        if os.geteuid() == 0:  # who may read everything
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        there.send([one.code for one in read_inputs([str(public)], {}, settings)])

    child = context.Process(target=read_as_nobody)
    child.start()
    assert here.poll(30), "the child said nothing"
    assert here.recv() == ["no_permission", "no_permission"]
    child.join()


def test_the_folder_that_dateline_writes_to_is_left_out(inbox: Path) -> None:
    home = inbox / "data"
    home.mkdir()
    (home / "staged.parquet").write_bytes(b"")
    assert f"{home.as_uri()}/staged.parquet" in {one.uri for one in discover([str(inbox)])}
    found = {one.uri: one for one in discover([str(inbox)], home)}
    assert f"{home.as_uri()}/staged.parquet" not in found
    assert found[home.as_uri()].code == "ignored"


def test_a_file_has_one_name_however_it_is_reached(inbox: Path) -> None:
    (inbox / "a.txt").write_text("hello")
    uris = {one.uri for way in ("a.txt", f"../{inbox.name}/a.txt", "./a.txt") for one in discover([str(inbox / way)])}
    assert uris == {(inbox / "a.txt").as_uri()}
