"""The DuckDB warehouse: the only room that imports duckdb. Staged batches in, tables and answers out."""
