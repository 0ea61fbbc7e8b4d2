"""What SIGKILL does to a load: `dateline ingest` is killed at random moments and started again, until it gets through.

Killed is the parent, one worker, or the whole process group; at a random moment of the load, when a batch is being
staged, or when the warehouse commits. Each home ends with an undisturbed run, and is then compared row for row with one
that never was disturbed; every archived record must read back; no process may outlive its run by 15 s.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench.cpu import adopt_orphans, reap_orphans
from bench.generate import write_texts
from bench.ingest import clean_environment
from bench.same_content import check_archive, compare_homes, left_over

VICTIMS = ("parent", "worker", "group")
MOMENTS = ("any time", "staging", "commit")
_GRACE_S = 15.0
_LONGEST_RUN_S = 120.0


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
    began = time.monotonic()
    _finish(source, expected, report)
    duration = time.monotonic() - began
    print(f"an undisturbed load of {articles} articles takes {duration:.1f} s")
    while sum(report.kills.values()) < kills:
        report.homes += 1
        home = folder / f"home-{report.homes}"
        before = len(report.problems)
        while sum(report.kills.values()) < kills and _kill_once(
            source, home, duration, rng, rng.choice(victims), report
        ):
            pass
        _finish(source, home, report)
        report.problems += [f"{home.name}: {line}" for line in compare_homes(home, expected)]
        report.problems += [f"{home.name}: {line}" for line in check_archive(home)]
        report.problems += [f"{home.name}: left over {line}" for line in left_over(home)]
        print(f"{home.name}: {sum(report.kills.values())} kills so far, {len(report.problems)} problems")
        for line in report.problems[before:][:5]:
            print(f"  {line}")
    return report


def _command(source: Path, home: Path, *command: str) -> "subprocess.Popen[str]":
    env = clean_environment(home, batch_inputs="50", load_inputs="200", workers="2")
    home.mkdir(exist_ok=True)
    with (home / "output.txt").open("a") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "flows", *(command or ("ingest", str(source)))],
            env=env, stdout=output, stderr=output, start_new_session=True, text=True,
        )  # fmt: skip


def _kill_once(source: Path, home: Path, duration: float, rng: random.Random, victim: str, report: KillReport) -> bool:
    """Start a load, kill it, and return whether there is something left to load."""
    moment = rng.choice(MOMENTS)
    process = _command(source, home)
    struck = _wait_for(moment, process, home, rng.uniform(0, duration), rng) and _strike(victim, process, rng)
    try:
        process.wait(_LONGEST_RUN_S if victim == "worker" or not struck else _GRACE_S)
    except subprocess.TimeoutExpired:
        report.problems.append(f"{home.name}: hangs after a kill of {victim} at {moment}")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    _expect_no_orphans(home, report, f"a kill of {victim} at {moment}" if struck else "an undisturbed end")
    if not struck:
        report.ended_early += 1
        return False
    report.kills[victim, moment] += 1
    return True


def _wait_for(moment: str, process: "subprocess.Popen[str]", home: Path, delay: float, rng: random.Random) -> bool:
    """Return at the moment, True, or when the load has ended before it, False."""
    deadline = time.monotonic() + delay
    while process.poll() is None:
        if time.monotonic() >= deadline:
            if moment == "any time":
                return True
            if moment == "staging" and any((home / "staging").glob("*/*.part")):
                return True
            wal = home / "warehouse.duckdb.wal"
            if moment == "commit" and wal.exists():
                time.sleep(rng.uniform(0, 0.03))
                return process.poll() is None
        time.sleep(0.0005)
    return False


def _strike(victim: str, process: "subprocess.Popen[str]", rng: random.Random) -> bool:
    if victim == "group":
        os.killpg(process.pid, signal.SIGKILL)
    elif victim == "parent":
        process.kill()
    else:
        workers: list[psutil.Process] = []
        while not workers:  # workers are the grandchildren: between them and the parent stands the fork server
            if process.poll() is not None:
                return False
            family = psutil.Process(process.pid)
            workers = [grandchild for child in family.children() for grandchild in child.children()]
        rng.choice(workers).kill()
    return True


def _finish(source: Path, home: Path, report: KillReport) -> None:
    """Run the load undisturbed, then `dateline check`."""
    for command in ((), ("check",)):
        process = _command(source, home, *command)
        if process.wait(_LONGEST_RUN_S):
            tail = (home / "output.txt").read_text()[-2_000:]
            report.problems.append(f"{home.name}: {command or 'ingest'} ended with {process.returncode}: {tail}")
        _expect_no_orphans(home, report, "an undisturbed end")


def _expect_no_orphans(home: Path, report: KillReport, after: str) -> None:
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
        report = run_kills(
            options.keep or Path(temporary), options.kills, options.articles, options.seed, options.victims
        )
    for (victim, moment), count in sorted(report.kills.items()):
        print(f"{count:5}  {victim:7} {moment}")
    print(
        f"{sum(report.kills.values())} kills over {report.homes} homes; {report.ended_early} loads ended before theirs"
    )
    print(f"the last process of a killed load ended at most {report.slowest_exit_s:.1f} s after it")
    print("\n".join([f"{len(report.problems)} problems", *report.problems]))
    sys.exit(bool(report.problems))


if __name__ == "__main__":
    main()
