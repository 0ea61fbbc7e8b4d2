"""Imported by the fork server alone: what every worker needs is loaded once, and shared by those that it forks."""

from flows.articles.language import find_language
from flows.entities.recogniser import load_recogniser
from flows.processing import process_input

__all__ = ["process_input"]

load_recogniser("names")
find_language(
    "A text that is long enough for the detector to load its model, which takes most of a second.", None, None
)
