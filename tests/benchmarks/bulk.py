"""A million orders in, and out again."""

import hashlib
import os
import re
import subprocess
import time

from office import Office
from machine import HUFU, say, table

ORDERS = int(os.environ.get("HUFU_BENCH_ORDERS", 1_000_000))
# Orders are spread over the ninety days before 2026-01-01: a tenth of them.
A_TENTH = [("from", "2025-11-01"), ("to", "2025-11-09")]
CONTACT = [("columns", name) for name in ("order_no", "status", "product", "amount", "created_at")]
CONTACT += [(f"clarity_{name}", "clear") for name in ("name", "phone", "email")]
REASON = "Measuring how long an export takes"


def measure_import(folder):
    return bring_in(folder, Office(folder / "bulk", 0))


def measure_export(folder):
    return measure_both(folder)[1]


def measure_both(folder):
    office = Office(folder / "bulk", 0)
    imported = bring_in(folder, office)
    with office:
        return imported, take_out(office)


def bring_in(folder, office):
    say(f"Writing the files of {ORDERS:,} orders")
    files = folder / "files"
    subprocess.run([HUFU, "sample", "--out", files, "--orders", str(ORDERS)], stdout=subprocess.DEVNULL, check=True)
    command = [HUFU, "import", "--config", office.config]
    for name in ("travellers", "orders", "payments"):
        command += [f"--{name}", files / f"{name}.csv"]
    say("Importing them")
    begun = time.monotonic()
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    text = running.stdout.read()
    _, status, usage = os.wait4(running.pid, 0)
    seconds = time.monotonic() - begun
    if status != 0:
        raise SystemExit(text)
    rows = []
    for name, stored, rate in re.findall(r"(\w+)\.csv: (\d+) stored, 0 already there, 0 refused, (\d+) rows/s", text):
        rows.append([name, f"{int(stored):,}", f"{int(stored) / int(rate):.1f}", f"{int(rate):,}", "", ""])
    total = sum(int(row[1].replace(",", "")) for row in rows)
    processor, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6
    rows.append(["all", f"{total:,}", f"{seconds:.1f}", f"{total / seconds:,.0f}", f"{processor:.1f}", f"{peak:.0f}"])
    return table(["import", "rows", "seconds", "rows/s", "processor, s", "peak MB resident"], rows)


def take_out(office):
    admin = office.logged_in("admin")
    rows = []
    for words, form, filters in (("CSV, a tenth", "csv", A_TENTH), ("CSV", "csv", []), ("XLSX", "xlsx", [])):
        say(f"Exporting orders as {words}")
        rows.append([words, *export(office, admin, form, filters)])
    return table(["export, contact in clear", "rows", "seconds", "rows/s", "processor, s", "peak MB resident", "before", "file, MB"], rows)


def export(office, admin, form, filters):
    person = next(person for person in office.description["staff"] if person["role"] == "admin")
    known = len(office.codes(person["phone"]))
    admin.get("/exports/new?data_set=orders")
    asked = admin.post("/exports/orders", [*filters, *CONTACT, ("format", form), ("reason", REASON)])
    confirm = admin.expect(asked, "/exports/")
    code = code_for(admin, confirm, person, known)
    before = office.memory("VmRSS")
    office.forget_peak()
    processor = office.processor_time()
    proof = [("code", code), ("password", person["password"])]
    path = admin.expect(admin.post(confirm, proof), "/exports/")
    begun = time.monotonic()
    page = admin.get(path)
    while f'action="{path}/download"' not in page.text:
        if f'data-progress-url="{path}/progress"' not in page.text:
            raise SystemExit(page.text)
        time.sleep(0.1)
        page = admin.get(path)
    seconds = time.monotonic() - begun
    peak, processor = office.memory("VmHWM"), office.processor_time() - processor
    count = int(re.search(r'deed-count"><div><dt>[^<]*</dt><dd>([\d,]+)', page.text)[1].replace(",", ""))
    archive = admin.post(f"{path}/download").bytes
    if hashlib.sha256(archive).hexdigest() not in page.text:
        raise SystemExit("the file is another than its page says")
    figures = [f"{seconds:.1f}", f"{count / seconds:,.0f}", f"{processor:.1f}", f"{peak:.0f}", f"{before:.0f}"]
    return [f"{count:,}", *figures, f"{len(archive) / 1e6:.0f}"]


def code_for(admin, confirm, person, known):
    """The code for this deed; codes to one phone are a minute apart, so it may have to be asked for again."""
    page = admin.get(confirm)
    deadline = time.monotonic() + 90
    while len(admin.office.codes(person["phone"])) == known:
        if time.monotonic() > deadline:
            raise SystemExit(page.text)
        time.sleep(5)
        page = admin.post(confirm.replace("/confirm", "/code"))
    return admin.office.codes(person["phone"])[-1]
