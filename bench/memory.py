"""Peak memory of a large load, and how long it keeps other processes out of the warehouse.

Memory is the sum over all processes of the load, sampled each 50 ms: PSS counts shared pages once, RSS in each process.
The write lock is measured per load of about 1,000 articles, scaled to 1,000 (wall seconds).
"""

import argparse
import json
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.cpu import measure
from bench.generate import write_texts
from bench.ingest import clean_environment

TARGET_BYTES = 1_500_000_000
TARGET_LOCK_S = 0.5
_FEWEST = 100  # inputs of a load that says something about a thousand


@dataclass(frozen=True, slots=True)
class LoadFigures:
    """Peaks in bytes; seconds of write lock per 1,000 articles, load by load; bytes on disk per article."""

    articles: int
    peak_pss: int
    peak_rss: int
    lock_s: tuple[float, ...]
    last_lock_s: float
    warehouse_bytes: float
    archive_bytes: float
    wall_s: float
    cpu_s: float

    @property
    def median_lock_s(self) -> float:
        """The median over the loads."""
        return statistics.median(self.lock_s)


def measure_load(folder: Path, articles: int, chars: int = 3_000) -> LoadFigures:
    """Load so many generated articles into a fresh home in `folder`."""
    source = folder / "articles.jsonl"
    write_texts(source, articles, chars=chars)
    env = clean_environment(folder / "home", workers="2")
    run = measure([sys.executable, "-m", "bench.lock_times", str(source)], env, memory=True)
    if run.exit_code or run.orphans:
        raise SystemExit(f"the load failed ({run.exit_code}, {run.orphans} orphans):\n{run.output[-3_000:]}")
    said = json.loads(run.output.splitlines()[-1])
    if said["articles"] != articles or said["failed"]:
        raise SystemExit(f"{said['articles']} of {articles} articles were loaded, {said['failed']} failed")
    pairs = list(zip(said["held_s"], said["loaded"], strict=True))
    locks = tuple(1_000 * seconds / count for seconds, count in pairs if count >= _FEWEST)
    return LoadFigures(
        articles=articles,
        peak_pss=run.peak_pss,
        peak_rss=run.peak_rss,
        lock_s=locks,
        last_lock_s=pairs[-1][0],
        warehouse_bytes=said["warehouse_bytes"] / articles,
        archive_bytes=said["archive_bytes"] / articles,
        wall_s=run.wall_s,
        cpu_s=run.cpu_s,
    )


def main() -> None:
    """Print the peaks, the lock and the sizes."""
    parser = argparse.ArgumentParser(prog="python -m bench.memory", description=__doc__)
    parser.add_argument("--articles", type=int, default=50_000, help="how many (default %(default)s)")
    parser.add_argument("--chars", type=int, default=3_000, help="length of each (default %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        figures = measure_load(Path(folder), options.articles, options.chars)
    print(f"{figures.articles} articles in {figures.wall_s:.0f} s wall, {figures.cpu_s:.0f} s CPU")
    print(f"peak {figures.peak_pss / 1e6:.0f} MB PSS, {figures.peak_rss / 1e6:.0f} MB RSS", end=" ")
    print(f"(target: at most {TARGET_BYTES / 1e6:.0f} MB)")
    quarter = len(figures.lock_s) // 4 or 1
    first, last = statistics.median(figures.lock_s[:quarter]), statistics.median(figures.lock_s[-quarter:])
    print(
        f"write lock per 1,000 articles: median {figures.median_lock_s:.3f} s, maximum {max(figures.lock_s):.3f} s",
        end=" ",
    )
    print(f"(target: at most {TARGET_LOCK_S} s)")
    print(f"  first quarter {first:.3f} s, last quarter {last:.3f} s, end of the run {figures.last_lock_s:.3f} s")
    print(f"{figures.warehouse_bytes:.0f} bytes of warehouse and {figures.archive_bytes:.0f} of archive an article")


if __name__ == "__main__":
    main()
