"""What the pipeline adds: CPU seconds of `dateline ingest` over HTML pages, divided by those of the bare extraction.

Both read the same pages. They run in turn (ingest, bare, ingest, bare …), so that a change of the machine's mood meets
both; the figure is the median of the ratios of the pairs. Wall figures are articles per second on one and two workers.
"""

import argparse
import os
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.cpu import Measured, measure
from bench.generate import write_pages

TARGET = 1.15
_DATELINE = (sys.executable, "-m", "flows")


@dataclass(frozen=True, slots=True)
class Overhead:
    """CPU seconds of each pair (ingest, bare), and articles per wall second by number of workers."""

    pages: int
    pairs: tuple[tuple[float, float], ...]
    per_second: dict[int, float]

    @property
    def ratio(self) -> float:
        """The median of the pairs' ratios."""
        return statistics.median(ingest / bare for ingest, bare in self.pairs)


def run_ingest(source: Path, workers: int, **settings: str) -> Measured:
    """Run `dateline ingest` in a fresh home; settings are DATELINE_* variables without the prefix, in lower case."""
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as home:
        env = clean_environment(Path(home), workers=str(workers), **settings)
        measured = measure([*_DATELINE, "ingest", str(source)], env)
    if measured.exit_code or measured.orphans:
        raise SystemExit(
            f"ingest failed ({measured.exit_code}, {measured.orphans} orphans):\n{measured.output[-3_000:]}"
        )
    return measured


def clean_environment(home: Path, **settings: str) -> dict[str, str]:
    """Return this environment without anybody's Dateline and Prefect settings, and with these."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DATELINE_", "PREFECT_"))}
    env |= {"DATELINE_HOME": str(home), "PREFECT_HOME": str(home / "prefect")}
    return env | {f"DATELINE_{name.upper()}": value for name, value in settings.items()}


def compare(source: Path, pages: int, pairs: int, *, say: bool = True) -> Overhead:
    """Run the pairs on two workers, then the ingest once on one worker."""
    figures, per_second = [], []
    for number in range(1, pairs + 1):
        ingest = run_ingest(source, 2)
        bare = measure([sys.executable, "-m", "bench.bare", str(source)])
        figures.append((ingest.cpu_s, bare.cpu_s))
        per_second.append(pages / ingest.wall_s)
        if say:
            if number == 1:
                print(ingest.output.strip(), bare.output.strip(), sep="\n")
            added = 1_000 * (ingest.cpu_s - bare.cpu_s) / pages
            print(f"pair {number}: ingest {ingest.cpu_s:.2f} s, bare {bare.cpu_s:.2f} s CPU:", end=" ")
            print(f"{ingest.cpu_s / bare.cpu_s:.3f}, {added:+.2f} ms an article", flush=True)
    alone = pages / run_ingest(source, 1).wall_s
    return Overhead(pages, tuple(figures), {1: alone, 2: statistics.median(per_second)})


def main() -> None:
    """Print the ratio pair by pair, its median, and the rates."""
    parser = argparse.ArgumentParser(prog="python -m bench.ingest", description=__doc__)
    parser.add_argument("--pages", type=int, default=2_000, help="HTML pages (default %(default)s)")
    parser.add_argument("--pairs", type=int, default=3, help="pairs of runs (default %(default)s)")
    parser.add_argument("--warc", action="store_true", help="read the pages from one .warc.gz, not from a folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        source = Path(folder, "pages.warc.gz" if options.warc else "pages")
        write_pages(source, options.pages)
        overhead = compare(source, options.pages, options.pairs)
    print(f"median ratio {overhead.ratio:.3f} (target: at most {TARGET})")
    for workers, rate in overhead.per_second.items():
        print(f"{workers} worker{'s' * (workers > 1)}: {rate:.1f} articles per second (wall)")


if __name__ == "__main__":
    main()
