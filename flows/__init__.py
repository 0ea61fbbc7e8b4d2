"""Dateline turns news into tables of evidence."""

__version__ = "0.1.0"
