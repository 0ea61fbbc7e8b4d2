"""CPU seconds and peak memory of a command with every process it starts, also those that outlive it.

`RUSAGE_CHILDREN` misses Python's fork server and its workers when they end after their parent. Here the measuring
process adopts orphans (PR_SET_CHILD_SUBREAPER, Linux only) and adds up what the kernel says of each when it is reaped,
which includes the descendants that it had reaped itself.
"""

import ctypes
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

_PR_SET_CHILD_SUBREAPER = 36
_SAMPLE_S = 0.05
_GRACE_S = 15.0


@dataclass(frozen=True, slots=True)
class Measured:
    """One command: exit code, wall and CPU seconds, output, and the peak of the sum over its processes in bytes.

    PSS counts a page that several processes share once, RSS once for each. Both are 0 where memory was not sampled.
    `orphans` are processes that were still alive 15 s after the command, and were killed.
    """

    exit_code: int
    wall_s: float
    cpu_s: float
    output: str
    peak_pss: int
    peak_rss: int
    orphans: int


def adopt_orphans() -> None:
    """Make this process the parent of every descendant whose own parent dies.

    Raises:
        OSError: not Linux.
    """
    if sys.platform != "linux" or ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError("orphans cannot be adopted here: the benchmarks need Linux")


def measure(command: Sequence[str], env: Mapping[str, str] | None = None, *, memory: bool = False) -> Measured:
    """Run a command to the end of all its processes; this process must have no other children."""
    adopt_orphans()
    sampler = _Sampler() if memory else None
    began = time.monotonic()
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        if sampler:
            sampler.start()
        output: list[str] = []
        reader = threading.Thread(target=lambda: output.extend(process.stdout or ()))
        reader.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - began
        cpu = usage.ru_utime + usage.ru_stime
        late, orphans = reap_orphans(_GRACE_S)
        reader.join()
    if sampler:
        sampler.stop()
    pss, rss = (sampler.peak_pss, sampler.peak_rss) if sampler else (0, 0)
    return Measured(process.returncode, wall, cpu + late, "".join(output), pss, rss, orphans)


def reap_orphans(grace_s: float) -> tuple[float, int]:
    """Wait for all children of this process; return their CPU seconds, and how many were killed after `grace_s`."""
    cpu, killed = 0.0, 0
    deadline = time.monotonic() + grace_s
    with suppress(ChildProcessError):
        while True:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
            cpu += usage.ru_utime + usage.ru_stime if pid else 0.0
            if not pid:
                if time.monotonic() > deadline:
                    alive = psutil.Process().children(recursive=True)
                    killed += len(alive)
                    for child in alive:
                        with suppress(psutil.NoSuchProcess):
                            child.kill()
                    deadline = time.monotonic() + grace_s
                time.sleep(0.01)
    return cpu, killed


class _Sampler(threading.Thread):
    """Adds up the memory of all descendants every 50 ms."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak_pss = self.peak_rss = 0
        self._end = threading.Event()

    def run(self) -> None:
        while not self._end.wait(_SAMPLE_S):
            sizes = [_memory(child.pid) for child in psutil.Process().children(recursive=True)]
            self.peak_pss = max(self.peak_pss, sum(pss for pss, _ in sizes))
            self.peak_rss = max(self.peak_rss, sum(rss for _, rss in sizes))

    def stop(self) -> None:
        self._end.set()
        self.join()


def _memory(pid: int) -> tuple[int, int]:
    with suppress(OSError):
        lines = (line.split() for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
        kilobytes = {words[0]: int(words[1]) for words in lines}
        return kilobytes["Pss:"] * 1024, kilobytes["Rss:"] * 1024
    return 0, 0
