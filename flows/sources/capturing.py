"""From inputs to captures: digest each, see whether the warehouse has it already, archive it where it does not."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from flows.ids import make_id
from flows.records import Capture, Input
from flows.sources.archive import ArchiveWriter


def capture_inputs(
    inputs: Sequence[Input], known: Mapping[str, Capture], archive: ArchiveWriter | None, now: datetime
) -> list[Capture | None]:
    """Return the capture of each input, None where nothing could be read.

    Args:
        inputs: one batch.
        known: the latest capture of each input that the warehouse has, by input id; its `input` is ignored.
        archive: where new bytes are written; None keeps no copy.
        now: the moment of capture for inputs that do not bring one.
    """
    captures: list[Capture | None] = []
    for source in inputs:
        if source.payload is None:
            captures.append(None)
            continue
        input_id = make_id(source.uri)
        sha256 = hashlib.sha256(source.payload).hexdigest()
        before = known.get(input_id)
        if before is not None and before.sha256 == sha256:
            captures.append(
                Capture(
                    before.capture_id,
                    input_id,
                    source,
                    sha256,
                    before.captured_at,
                    before.archived,
                    known=True,
                    article_id=before.article_id,
                )
            )
            continue
        captured_at = source.captured_at or now
        archived = source.archived
        if archived is None and archive is not None:
            archived = archive.write(source.uri, source.media_type, source.payload, captured_at)
        capture_id = make_id(input_id, sha256, captured_at.isoformat())
        captures.append(Capture(capture_id, input_id, source, sha256, captured_at, archived))
    if archive is not None:
        archive.sync()
    return captures
