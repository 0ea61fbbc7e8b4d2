"""Any installed spaCy pipeline as the recogniser: `spacy:en_core_web_trf`, or the folder of a pipeline of your own."""

import sys
from collections.abc import Sequence
from functools import cache

from flows.errors import UsageError
from flows.records import Mention
from flows.resources import seed_rows

_BATCH = 32


class SpacyRecogniser:
    """Wraps one spaCy pipeline; its labels become ours by `seeds/label_maps/spacy.csv`, others are left out."""

    def __init__(self, name: str) -> None:
        """Load the pipeline.

        Raises:
            UsageError: spaCy or the pipeline is not installed, or the pipeline finds no entities.
        """
        try:
            import spacy
        except ImportError as error:
            raise UsageError("spaCy is not installed: pip install 'dateline[spacy]'") from error
        try:
            self._pipeline = spacy.load(name)
        except (OSError, ValueError) as error:
            raise UsageError(f"spaCy pipeline {name!r} is not installed: python -m spacy download {name}") from error
        if not {"ner", "entity_ruler", "span_ruler", "beam_ner"} & set(self._pipeline.pipe_names):
            raise UsageError(f"spaCy pipeline {name!r} has no component that finds names (ner, entity_ruler)")
        self._pipeline.max_length = sys.maxsize  # a worker has a deadline and a memory limit already
        meta = self._pipeline.meta
        self.version = f"spacy:{meta['lang']}_{meta['name']}-{meta['version']}"

    def recognise(self, texts: Sequence[str]) -> list[tuple[Mention, ...]]:
        """Return the mentions of each text; spaCy gives no score for one."""
        labels = _labels()
        return [
            tuple(
                Mention(ent.start_char, ent.end_char, ent.text, labels[ent.label_], None, "ner")
                for ent in document.ents
                if ent.label_ in labels and ent.text.strip()
            )
            for document in self._pipeline.pipe(texts, batch_size=_BATCH)
        ]


@cache
def _labels() -> dict[str, str]:
    return {row["theirs"]: row["ours"] for row in seed_rows("label_maps/spacy")}
