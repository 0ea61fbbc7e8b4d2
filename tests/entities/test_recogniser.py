from pathlib import Path

import pytest

from flows.entities.recogniser import load_recogniser
from flows.errors import UsageError
from flows.resources import seed_rows

spacy = pytest.importorskip("spacy")
TEXT = "Ada Quill of Harbour Post left Fishtown 😀 on Monday for 5 dollars."
PATTERNS = [
    ("PERSON", "Ada Quill"),
    ("ORG", "Harbour Post"),
    ("GPE", "Fishtown"),
    ("DATE", "Monday"),
    ("MONEY", "5 dollars"),
]


@pytest.fixture
def pipeline(tmp_path: Path) -> Path:
    """A small spaCy pipeline that finds five names."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": words} for label, words in PATTERNS])
    nlp.to_disk(tmp_path / "pipeline")
    return tmp_path / "pipeline"


def test_the_built_in_recogniser_needs_nothing() -> None:
    assert load_recogniser("names").version.startswith("names-")


@pytest.mark.parametrize("name", ["", "nobody", "spacy", "spacy:", "gliner:x"])
def test_an_unknown_recogniser_is_refused_with_a_hint(name: str) -> None:
    with pytest.raises(UsageError, match="is none of: names, spacy:PIPELINE"):
        load_recogniser(name)


def test_a_spacy_pipeline_takes_its_place_and_its_labels_become_ours(pipeline: Path) -> None:
    recogniser = load_recogniser(f"spacy:{pipeline}")
    (mentions,) = recogniser.recognise([TEXT])
    assert [(mention.surface, mention.label) for mention in mentions] == [
        ("Ada Quill", "PERSON"),
        ("Harbour Post", "ORG"),
        ("Fishtown", "LOC"),
        ("Monday", "DATE"),
    ]
    assert all(TEXT[mention.start : mention.end] == mention.surface for mention in mentions)
    assert recogniser.version == "spacy:en_pipeline-0.0.0"


def test_each_text_has_its_own_mentions(pipeline: Path) -> None:
    mentions = load_recogniser(f"spacy:{pipeline}").recognise([TEXT, "", "Monday."])
    assert [len(one) for one in mentions] == [4, 0, 1]


def test_a_text_over_a_million_characters_is_read(pipeline: Path) -> None:
    text = "x" * 1_000_001 + " Monday"
    (mentions,) = load_recogniser(f"spacy:{pipeline}").recognise([text])
    assert [mention.surface for mention in mentions] == ["Monday"]


def test_a_pipeline_that_is_not_installed_is_told_with_the_command() -> None:
    with pytest.raises(UsageError, match="python -m spacy download en_no_such_pipeline"):
        load_recogniser("spacy:en_no_such_pipeline")


def test_a_folder_that_is_no_pipeline_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not installed"):
        load_recogniser(f"spacy:{tmp_path}")


def test_a_pipeline_that_finds_no_names_is_refused(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(UsageError, match="no component that finds names"):
        load_recogniser(f"spacy:{tmp_path / 'blank'}")


def test_the_label_map_leads_to_known_labels_only() -> None:
    assert {row["ours"] for row in seed_rows("label_maps/spacy")} <= {
        "PERSON", "ORG", "LOC", "NORP", "DATE", "PRODUCT", "EVENT", "MISC",
    }  # fmt: skip
