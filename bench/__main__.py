"""All benchmarks at a small size, about five minutes on two cores, and one table of what was found."""

import argparse
import sys
import tempfile
from pathlib import Path

from bench import ingest, memory
from bench.generate import write_pages
from bench.kill import run_kills

_PAGES, _PAIRS, _ARTICLES, _KILLS, _KILLED_LOAD = 600, 3, 10_000, 10, 5_000
Row = tuple[str, str, str, bool | None]


def main() -> None:
    """Print the table; exit code 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        rows = [*_ingest(Path(folder)), *_memory(Path(folder)), *_kill(Path(folder))]
    print(f"\n{'measured':46} {'figure':>22}  {'target':>12}")
    for name, figure, target, met in rows:
        print(f"{name:46} {figure:>22}  {target:>12}  {'' if met is None else 'met' if met else 'MISSED'}")
    sys.exit(any(met is False for *_, met in rows))


def _ingest(folder: Path) -> list[Row]:
    write_pages(folder / "pages", _PAGES)
    overhead = ingest.compare(folder / "pages", _PAGES, _PAIRS)
    rates: list[Row] = [
        (f"pages per second (wall), workers: {workers}", f"{rate:.1f}", "", None)
        for workers, rate in overhead.per_second.items()
    ]
    pairs = " ".join(f"{ours / bare:.3f}" for ours, bare in overhead.pairs)
    return [
        (
            f"CPU of ingest / bare extraction, {_PAGES} pages",
            f"{overhead.ratio:.3f}",
            "<= 1.15",
            overhead.ratio <= ingest.TARGET,
        ),
        ("  pair by pair", pairs, "", None),
        *rates,
    ]


def _memory(folder: Path) -> list[Row]:
    (folder / "memory").mkdir()
    figures = memory.measure_load(folder / "memory", _ARTICLES)
    longest = max(figures.lock_s)
    return [
        (
            f"peak memory of all processes, {_ARTICLES} texts",
            f"{figures.peak_pss / 1e6:.0f} MB PSS",
            f"<= {memory.TARGET_BYTES / 1e6:.0f} MB",
            figures.peak_pss <= memory.TARGET_BYTES,
        ),
        ("  the same, shared pages counted in each", f"{figures.peak_rss / 1e6:.0f} MB RSS", "", None),
        (
            "write lock per 1,000 articles, median",
            f"{figures.median_lock_s:.3f} s",
            f"<= {memory.TARGET_LOCK_S} s",
            figures.median_lock_s <= memory.TARGET_LOCK_S,
        ),
        ("  maximum", f"{longest:.3f} s", f"<= {memory.TARGET_LOCK_S} s", longest <= memory.TARGET_LOCK_S),
        ("warehouse, bytes per article", f"{figures.warehouse_bytes:.0f}", "", None),
        ("archive, bytes per article", f"{figures.archive_bytes:.0f}", "", None),
    ]


def _kill(folder: Path) -> list[Row]:
    (folder / "kill").mkdir()
    report = run_kills(folder / "kill", _KILLS, _KILLED_LOAD)
    kills = report.kills.total()
    for problem in report.problems:
        print(problem)
    return [
        (f"problems after {kills} SIGKILLs of a load", str(len(report.problems)), "0", not report.problems),
        ("last process of a killed load ended after", f"{report.slowest_exit_s:.1f} s", "<= 15 s", None),
    ]


if __name__ == "__main__":
    main()
