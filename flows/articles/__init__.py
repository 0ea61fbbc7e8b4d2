"""Captures in, articles out: extraction, metadata, dates, language. Pure functions, no files, no network."""
