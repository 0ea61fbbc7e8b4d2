"""Starts a load in a process group of its own, waits for a moment, and kills its parent, a worker or everything."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from bench.ingest import clean_environment

VICTIMS = ("parent", "worker", "group")
MOMENTS = ("any time", "staging", "commit")
_LOOK_S = 0.0005  # a batch is being written for a few milliseconds
_COMMIT_S = 0.03  # the log of the warehouse lives longer than that; the kill comes anywhere in it
Load = subprocess.Popen[str]


def start(home: Path, *command: str) -> Load:
    """Start `dateline COMMAND` over `home`, with small batches and so many commits; it prints to output.txt there."""
    env = clean_environment(home, batch_inputs="50", load_inputs="200", workers="2")
    home.mkdir(exist_ok=True)
    with (home / "output.txt").open("a") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "flows", *command],
            env=env, stdout=output, stderr=output, start_new_session=True, text=True,
        )  # fmt: skip


def wait_for(moment: str, load: Load, home: Path, delay: float, rng: random.Random) -> bool:
    """Return True at the moment, the first of its kind after `delay` seconds; False where the load ends before it."""
    earliest = time.monotonic() + delay
    while load.poll() is None:
        if time.monotonic() >= earliest:
            if moment == "any time" or (moment == "staging" and any((home / "staging").glob("*/*.part"))):
                return True
            if moment == "commit" and (home / "warehouse.duckdb.wal").exists():
                time.sleep(rng.uniform(0, _COMMIT_S))
                return load.poll() is None
        time.sleep(_LOOK_S)
    return False


def strike(victim: str, load: Load, rng: random.Random) -> bool:
    """Kill the victim; False where the load ended before it had a worker to kill."""
    if victim == "group":
        os.killpg(load.pid, signal.SIGKILL)
    elif victim == "parent":
        load.kill()
    else:
        while not (workers := _workers(load)):
            if load.poll() is not None:
                return False
        with suppress(psutil.NoSuchProcess):
            rng.choice(workers).kill()
    return True


def end(load: Load, seconds: float) -> bool:
    """Wait for the end of a load; where it takes longer, kill it with its processes and return False."""
    try:
        load.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(load.pid, signal.SIGKILL)
        load.wait()
        return False
    return True


def _workers(load: Load) -> list[psutil.Process]:
    """Return the workers: the grandchildren, for between them and the parent stands the fork server."""
    with suppress(psutil.NoSuchProcess):
        return [worker for child in psutil.Process(load.pid).children() for worker in child.children()]
    return []
