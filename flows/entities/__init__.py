"""Texts in, sentences and mentions out. Knows nothing of files, pages or tables."""
