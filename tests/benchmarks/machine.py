"""The machine: the release build, a folder for everything, what is installed, and how all of it is described."""

import contextlib
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
HUFU = TARGET / "release" / "hufu"


def say(words):
    print(words, file=sys.stderr, flush=True)


def build():
    say("Building the release")
    subprocess.run(["cargo", "build", "--release", "--locked"], cwd=ROOT, stdout=sys.stderr, check=True)


@contextlib.contextmanager
def folder():
    path = Path(tempfile.mkdtemp(prefix="hufu-bench."))
    try:
        yield path
    finally:
        shutil.rmtree(path)


def installed(program):
    """Installs a program with apt-get when it is missing."""
    if shutil.which(program) is None:
        say(f"Installing {program}")
        root = [] if os.getuid() == 0 else ["sudo"]
        for words in (["update"], ["install", "-y", "--no-install-recommends", program]):
            command = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", *words]
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return program


def described(folder):
    """One line: processor, cores, memory, kernel, disk and what a flush on it costs, load before the start."""
    cpus = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    device, kind = filesystem(folder)
    if kind in ("tmpfs", "ramfs"):
        sys.exit(f"{folder} lies in memory, where a flush costs nothing: set TMPDIR to a folder on a disk")
    return (
        f"Machine: {cpus[0] if cpus else platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB; "
        f"Linux {platform.release()}; {kind} on {device}, a flush takes {flush_time(folder) * 1e3:.2f} ms; "
        f"load {os.getloadavg()[0]:.2f} before the start; {time.strftime('%Y-%m-%d')}."
    )


def filesystem(folder):
    """Device and kind of the mount that holds a folder."""
    mounts = [line.split()[:3] for line in open("/proc/mounts")]
    inside = [mount for mount in mounts if folder.is_relative_to(mount[1])]
    device, _, kind = max(inside, key=lambda mount: len(mount[1]))
    return device, kind


def flush_time(folder):
    """The median time of appending 4 KiB and flushing it."""
    times = []
    with open(folder / "flush", "wb", buffering=0) as file:
        for _ in range(300):
            begun = time.perf_counter()
            file.write(bytes(4096))
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - begun)
    return statistics.median(times)


def table(heading, rows):
    """A Markdown table: the first column words, the others numbers."""
    rule = ["---"] + ["---:"] * (len(heading) - 1)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [heading, rule, *rows])
