#!/usr/bin/env python3
"""How many instructions the engine takes for an element, counted by callgrind: a number that does not depend on how busy
the machine is, so that it shows a step that became dearer where timings do not.

    make bench-instructions                    # compare with Benchmarks/instructions.json; fails at 3 % more
    make bench-instructions BENCH=--update     # write what was counted there

Each bundled model generates with one engine thread, in batches of 1 and 16, once a short sequence and once one of twice
the length; the difference, by elements, leaves out loading. Valgrind has no AVX-512, so these are the AVX2 kernels. The
counts are those of one compiler: after a new one, look at why they changed, then update.
"""
import argparse
import json
import pathlib
import re
import shutil
import subprocess
import tempfile

from surroundings import ROOT, fail, say

STORED = ROOT / "Benchmarks" / "instructions.json"
BATCHES = [1, 16]
STEPS = 80
TOLERANCE = 0.03


def instructions(seqbench, model, batch, steps):
    """Instructions of a whole run."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", seqbench, "decode",
               ROOT / "Models" / model, "--batch", batch, "--steps", steps, "--threads", 1]
    run = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    found = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode != 0 or not found:
        fail(f"callgrind did not count {model}: {(run.stderr.strip().splitlines() or ['it says nothing'])[-1]}")
    return int(found[1])


def stripped(seqbench, folder):
    """A copy of the program and our library without debug information, which valgrind 3.19 cannot read."""
    for file in [seqbench, *pathlib.Path(seqbench).parent.glob("lib*.so")]:
        subprocess.run(["strip", "-o", folder / file.name, file], check=True)
    return folder / pathlib.Path(seqbench).name


def count(seqbench):
    """Instructions an element, by model and batch."""
    counted = {}
    for model in sorted(path.parent.name for path in (ROOT / "Models").glob("*/model.json")):
        for batch in BATCHES:
            # The steps that seqbench takes to warm up are eight more in the longer run.
            short, long = (instructions(seqbench, model, batch, steps) for steps in (STEPS, 2 * STEPS))
            name = f"{model}, batch {batch}"
            counted[name] = round((long - short) / (STEPS * batch))
            say(f"{name}: {counted[name]:,} instructions an element")
    return counted


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seqbench", type=pathlib.Path, default=ROOT / "Benchmarks" / ".build" / "release" / "seqbench")
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    if not shutil.which("valgrind"):
        fail("valgrind is not there; install it with: apt-get install valgrind")
    with tempfile.TemporaryDirectory() as folder:
        counted = count(stripped(options.seqbench, pathlib.Path(folder)))
    if options.update:
        STORED.write_text(json.dumps(counted, indent=2) + "\n")
        return
    stored = json.loads(STORED.read_text())
    dearer = False
    for name, now in counted.items():
        before = stored.get(name)
        if before is None:
            say(f"{name} is new; write it down with --update")
            continue
        change = now / before - 1
        dearer |= change > TOLERANCE
        print(f"{name:24} {before:12,} -> {now:12,}  {100 * change:+.1f} %{'  DEARER' if change > TOLERANCE else ''}")
    if dearer:
        fail(f"an element takes over {100 * TOLERANCE:.0f} % more instructions than Benchmarks/instructions.json says")


main()
