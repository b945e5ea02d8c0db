#!/usr/bin/env python3
"""A letter for each of many rows, from the table to files: how long each part takes, and how much memory.

    make bench-letters                               # 10,000 postcards
    make bench-letters BENCH="--rows 500 --json"

A daemon of its own with the bundled models; the rows are made here and are the same each time. The parts are those of
'seqctl submit letter --template etc/templates/postcard.toml --data rows.csv -o big/', each as a command of its own: handing in,
waiting, storing a file for each row, and, of the same job, storing one merged PDF. Memory is the most that was resident:
VmHWM of the daemon, ru_maxrss of each client. Where the machine is not idle, the seconds of the daemon's processor tell more
than those of the clock.
"""
import argparse
import csv
import json
import os
import pathlib
import shutil
import subprocess
import time

from surroundings import ROOT, fail, own_daemon, say

NAMES = ["Anna Berg", "Paul Mead", "Ines Roth", "Tom Hale", "Clara Finch", "Emil Lane", "Nora West", "Hugo Marsh"]
STREETS = ["Mill Road", "Elm", "Park Lane", "Hill", "Quay"]
TOWNS = ["Bath", "Ulm", "Ghent", "Porto", "Turin", "Malmo", "Leeds", "Basel", "Delft"]
MESSAGES = ["All is well.", "See you soon.", "Thank you.", "Come early.", "Good luck, Ann."]


def write_rows(path, count):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["message", "name", "street", "town"])
        for number in range(count):
            writer.writerow([
                MESSAGES[number % len(MESSAGES)], NAMES[number % len(NAMES)],
                f"{number + 1} {STREETS[number % len(STREETS)]}", TOWNS[number % len(TOWNS)]])


def run(command, surroundings, allowed=(0,)):
    """What a client printed, its seconds and the most memory it had, in MB."""
    start = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True, env=surroundings)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        fail(f"'seqctl {' '.join(str(word) for word in command[1:])}' ended with {process.returncode}")
    return output.strip(), {"seconds": seconds, "clientMB": usage.ru_maxrss / 1024}


def memory_of(process):
    """VmHWM of a daemon, in MB."""
    lines = pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def processor_of(process):
    """Seconds of the processor that a daemon took."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def size_of(path):
    """MB of a file, or of the files of a folder, and how many they are."""
    files = list(path.iterdir()) if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files) / 1e6, len(files)


def measure(options, folder, surroundings, daemon):
    seqctl = options.build / "seqctl"
    rows, big, merged = folder / "rows.csv", folder / "big", folder / "merged.pdf"
    write_rows(rows, options.rows)
    parts = {}

    def part(name, *arguments):
        before = processor_of(daemon)
        output, parts[name] = run([seqctl, *arguments], surroundings)
        parts[name] |= {"daemonMB": memory_of(daemon), "daemonSeconds": processor_of(daemon) - before}
        one = parts[name]
        say(f"{name}: {one['seconds']:.2f} s, {one['daemonSeconds']:.2f} of the daemon's processor, "
            f"client {one['clientMB']:.0f} MB, daemon {one['daemonMB']:.0f} MB")
        return output

    part("empty", "status")
    job = part("submit", "submit", "letter", "--template", ROOT / "etc/templates/postcard.toml", "--data", rows,
               "--seed", "1", "--format", "pdf")
    part("wait", "wait", job)
    part("folder", "fetch", job, "-o", f"{big}/")
    part("merge", "fetch", job, "--merge", "-o", merged)
    parts["folder"]["MB"], count = size_of(big)
    parts["merge"]["MB"], _ = size_of(merged)
    if count != options.rows:
        fail(f"{options.rows - count} rows did not become a letter")
    if options.keep:
        shutil.copytree(folder, options.keep, ignore=shutil.ignore_patterns("s", "state"), dirs_exist_ok=True)
    state = sum(file.stat().st_size for file in (folder / "state").rglob("*") if file.is_file())
    return {"rows": options.rows, "stateMB": state / 1e6, **parts}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / ".build" / "release",
                        help="folder of seqd, seqctl and the plugins")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--keep", help="a folder for what was made")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with own_daemon(options.build) as (daemon, folder, surroundings):
        result = measure(options, folder, surroundings, daemon)
    if options.json:
        print(json.dumps(result))
        return
    print(f"{result['rows']} letters: acknowledged after {result['submit']['seconds']:.2f} s, "
          f"written {result['wait']['seconds']:.0f} s later, {result['stateMB']:.0f} MB with the daemon")
    print(f"one file each: {result['folder']['seconds']:.1f} s, {result['folder']['MB']:.1f} MB; "
          f"merged: {result['merge']['seconds']:.1f} s, {result['merge']['MB']:.1f} MB")


main()
