"""What SIGKILL does to a load: `dateline ingest` is killed at random moments and started again, until it gets through.

Killed is the parent, one worker, or the whole process group; at a random moment of the load, when a batch is being
staged, or when the warehouse commits. Each home ends with an undisturbed run, and is then compared row for row with one
that never was disturbed; every archived record must read back; no process may outlive its run by 15 s, and no run may
hang.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.cpu import adopt_orphans, reap_orphans
from bench.generate import write_texts
from bench.same_content import check_archive, compare_homes, left_over
from bench.strike import MOMENTS, VICTIMS, Load, end, start, strike, wait_for

_GRACE_S = 15.0
_LONGEST_RUN_S = 150.0  # longer than the 60 s that Pebble's workers wait for a lock whose holder died


@dataclass(slots=True)
class KillReport:
    """Kills by victim and moment, runs that ended before their kill, homes, and everything that was wrong."""

    kills: Counter[tuple[str, str]] = field(default_factory=Counter)
    ended_early: int = 0
    homes: int = 0
    slowest_exit_s: float = 0.0
    problems: list[str] = field(default_factory=list)


def run_kills(folder: Path, kills: int, articles: int, seed: int = 1, victims: Sequence[str] = VICTIMS) -> KillReport:
    """Kill so many runs over one file of `articles` small articles, and return what was found."""
    adopt_orphans()
    rng, report = random.Random(seed), KillReport()
    source, expected = folder / "articles.jsonl", folder / "undisturbed"
    write_texts(source, articles, chars=500, seed=seed)
    duration = _finish(source, expected, report)
    print(f"an undisturbed load of {articles} articles takes {duration:.1f} s", flush=True)
    while report.kills.total() < kills:
        report.homes += 1
        home = folder / f"home-{report.homes}"
        before = len(report.problems)
        while report.kills.total() < kills:
            delay, victim, moment = rng.uniform(0, duration), rng.choice(victims), rng.choice(MOMENTS)
            load = start(home, "ingest", str(source))
            if not (wait_for(moment, load, home, delay, rng) and strike(victim, load, rng)):
                report.ended_early += 1
                break
            report.kills[victim, moment] += 1
            _end(load, home, report, f"a kill of {victim} at {moment}, {delay:.2f} s")
        _finish(source, home, report)
        found = [
            *compare_homes(home, expected),
            *check_archive(home),
            *(f"left over {path}" for path in left_over(home)),
        ]
        report.problems += [f"{home.name}: {problem}" for problem in found]
        print(f"{home.name}: {report.kills.total()} kills so far, {len(report.problems)} problems", flush=True)
        print(*(f"  {problem}\n" for problem in report.problems[before:]), sep="", end="", flush=True)
    return report


def _finish(source: Path, home: Path, report: KillReport) -> float:
    """Run the load undisturbed, and return its seconds; then run `dateline check`."""
    began, seconds = time.monotonic(), 0.0
    for command in (("ingest", str(source)), ("check",)):
        process = start(home, *command)
        _end(process, home, report, f"an undisturbed {command[0]}")
        if process.returncode:
            tail = (home / "output.txt").read_text()[-2_000:]
            report.problems.append(f"{home.name}: {command[0]} ended with {process.returncode}: {tail}")
        seconds = seconds or time.monotonic() - began
    return seconds


def _end(load: Load, home: Path, report: KillReport, after: str) -> None:
    if not end(load, _LONGEST_RUN_S):
        report.problems.append(f"{home.name}: hangs after {after}")
    began = time.monotonic()
    _, orphans = reap_orphans(_GRACE_S)
    report.slowest_exit_s = max(report.slowest_exit_s, time.monotonic() - began)
    if orphans:
        report.problems.append(f"{home.name}: {orphans} processes alive {_GRACE_S:g} s after {after}")


def main() -> None:
    """Print the kills by victim and moment, and the differences."""
    parser = argparse.ArgumentParser(prog="python -m bench.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="how many (default %(default)s)")
    parser.add_argument("--articles", type=int, default=5_000, help="articles of a load (default %(default)s)")
    parser.add_argument("--victims", nargs="+", choices=VICTIMS, default=VICTIMS, help="who is killed (default: all)")
    parser.add_argument("--seed", type=int, default=1, help="decides victims and moments (default %(default)s)")
    parser.add_argument("--keep", type=Path, help="an empty folder for the homes, kept for a look at them")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as temporary:
        folder = options.keep or Path(temporary)
        report = run_kills(folder, options.kills, options.articles, options.seed, options.victims)
    for (victim, moment), count in sorted(report.kills.items()):
        print(f"{count:5}  {victim:7} {moment}")
    print(f"{report.kills.total()} kills over {report.homes} homes; {report.ended_early} loads ended before theirs")
    print(f"the last process of a killed load ended at most {report.slowest_exit_s:.1f} s after it")
    print("\n".join([f"{len(report.problems)} problems", *report.problems]))
    sys.exit(bool(report.problems))


if __name__ == "__main__":
    main()
