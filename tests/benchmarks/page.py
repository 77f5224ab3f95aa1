"""The order page against bare answers and against itself with a log whose flush costs nothing."""

import re
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from office import HOST, Browser, Office
from machine import installed, say, table

ROUNDS = 7
SECONDS = 3
ORDERS = 2_000
UNITS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}

# wrk runs this: it asks for its arguments in turn.
PATHS = """
local requests, at = {}, 0
function init(paths)
  for i, path in ipairs(paths) do requests[i] = wrk.format("GET", path) end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
"""


def measure(folder):
    installed("wrk")
    (folder / "paths.lua").write_text(PATHS)
    memory = Path(tempfile.mkdtemp(prefix="hufu-bench.", dir="/dev/shm"))
    try:
        free = Office(folder / "free", ORDERS)
        free.move_log(memory)
        with Office(folder / "durable", ORDERS) as durable, free as unflushed:
            return compare(folder, durable, unflushed)
    finally:
        shutil.rmtree(memory)


def compare(folder, durable, unflushed):
    variants = {
        "bare answer": (durable, *bare(durable, "/static/mark.svg")),
        "style sheet": (durable, *bare(durable, "/static/app.css")),
        "order page": (durable, *orders(durable)),
        "order page, flush for nothing": (unflushed, *orders(unflushed)),
    }
    runs = {(name, connections): [] for name in variants for connections in (1, 32)}
    for number in range(ROUNDS + 1):
        say(f"Round {number} of {ROUNDS}" if number else "Warming up")
        for (name, connections), results in runs.items():
            office, cookie, paths, _ = variants[name]
            result = load(folder, office, cookie, paths, connections)
            if number:
                results.append(result)
    return report(variants, runs)


def bare(office, path):
    return "", [path], len(Browser(office).get(path).bytes)


def orders(office):
    """The cookie of a clerk, and the orders on the first page of the list."""
    clerk = office.logged_in("customer_service")
    paths = sorted(set(re.findall(r'href="(/orders/HF\d+)"', clerk.get("/orders").text)))
    return clerk.cookie(), paths, len(clerk.get(paths[0]).bytes)


def load(folder, office, cookie, paths, connections):
    """Requests a second, and the median and 99th percentile of the latency in milliseconds."""
    command = ["wrk", "--latency", f"-t{min(2, connections)}", f"-c{connections}", f"-d{SECONDS}s", "-s", folder / "paths.lua"]
    address = f"https://{HOST}:{office.port}"
    done = subprocess.run([*command, "-H", f"Cookie: {cookie}", address, *paths], capture_output=True, text=True, check=True)
    text = done.stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise SystemExit(text)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]), percentile(text, 50), percentile(text, 99)


def percentile(text, percent):
    number, unit = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s|m)\b", text).groups()
    return float(number) * UNITS[unit]


def report(variants, runs):
    rows = []
    for connections in (32, 1):
        rates = {name: [rate for rate, _, _ in runs[name, connections]] for name in variants}
        for name, (_, _, _, size) in variants.items():
            middle = [statistics.median(column) for column in zip(*runs[name, connections])]
            # Round by round: what slows one variant slows its neighbours too.
            shares = [page / other for page, other in zip(rates["order page"], rates[name])]
            share = statistics.median(shares)
            rows.append([
                name, f"{size / 1000:.1f}", str(connections), f"{middle[0]:,.0f}", f"{middle[1]:.2f}", f"{middle[2]:.2f}",
                "" if name == "order page" else f"{share:.0%}",
            ])
    heading = ["answer", "KB", "connections", "requests/s", "p50, ms", "p99, ms", "order page reaches"]
    return table(heading, rows)
