"""Bytes in, inputs and captures out. Knows nothing of Prefect, DuckDB or extraction."""
