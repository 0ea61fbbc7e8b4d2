# make run    load the sample article and show what was found
# make test   the whole test suite
# make check  format, lint and types, then the tests
# make bench  the measured figures of docs/measurements.md (about 5 minutes)
# make lock   choose the newest versions that pyproject.toml allows, and write them down

PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test check bench lock clean

run: .venv/run.stamp
	@echo
	$(BIN)/dateline ingest seeds/articles
	@echo
	@echo "The names that it found:"
	@$(BIN)/dateline sql "select label, count(*) as mentions, string_agg(distinct surface, ', ' order by surface) as surfaces from mentions group by label order by mentions desc"
	@echo
	@echo "Look next at:"
	@echo "  .venv/bin/dateline ingest PATH...        your own files: .txt .md .html .jsonl .csv .parquet .warc, also .gz and .zst"
	@echo "  .venv/bin/dateline sql \"show tables\"     any question in SQL"
	@echo "  .venv/bin/dateline status                what the warehouse holds"
	@echo "  .venv/bin/dateline check                 whether each row still matches its evidence"

test: .venv/dev.stamp
	$(BIN)/python -m pytest

check: .venv/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

bench: .venv/dev.stamp
	$(BIN)/python -m bench

.venv/run.stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Dateline needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked dependencies into .venv (about a minute) ..."
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements-dev.lock
	@echo "Installing the locked tools for tests ..."
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

LOCK = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade
lock:
	$(LOCK) --group build -o requirements.lock
	$(LOCK) --group dev --constraint requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv data dist .mypy_cache .ruff_cache .pytest_cache
