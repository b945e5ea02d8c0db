#!/usr/bin/env python3
"""How fast seqd's engine, PyTorch and ONNX Runtime generate with the same networks, measured in turn on this machine.

    make bench-decode                          # everything, in three rounds
    make bench-decode BENCH="--rounds 1 --only character --json"

The first time it makes a Python environment with PyTorch and ONNX Runtime in .cache/bench-venv.

Networks: character (50 symbols, an embedding of 256, LSTM 1000), word (the same with 10,000 symbols), synthesis (two
layers of 400, a window of 10 Gaussians over 40 of 60 characters, 20 in the mixture), prediction (three layers of 256, 10
Gaussians). All have the same random weights, all draw what comes next, on two threads. Each figure is the median over
the rounds of characters, words or points a second; "ratio" is seqd in int8 over the fastest peer. "arithmetic" and
"reading" are the shares of what this machine was measured to do at most, in int8 and in reading memory, that seqd's steps
in int8 take up. A second table has the kernels of one layer alone.

Let the machine be idle.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile

from surroundings import ROOT, fail, python_with, result_of, say

BATCHES = [1, 16, 64, 256]
TEXT_PEERS = ["torch-fp32", "torch-int8", "onnx-fp32", "onnx-int8"]
NETWORKS = {"character": TEXT_PEERS, "word": TEXT_PEERS, "synthesis": ["torch-fp32"], "prediction": ["torch-fp32"]}
PRECISIONS = ["fp32", "bf16", "int8"]
# The blocks that seqbench peak reads.
READ_MEBIBYTES = [2, 4, 8, 16, 64]


def measure(network, batch, options, folder, peak):
    """Everyone's speed in turn, round after round."""
    speeds = {}
    for number in range(options.rounds):
        for precision in PRECISIONS:
            steps = {1: 16000, 16: 2000}.get(batch, 500)
            ours = result_of(
                [options.seqbench, "decode", folder / network, "--batch", batch, "--steps", steps, "--threads",
                 options.threads, "--precision", precision], options.threads)
            speeds.setdefault(f"seqd-{precision}", []).append(ours["elementsPerSecond"])
        for peer in NETWORKS[network]:
            steps = 300 if batch <= 16 else 60
            theirs = result_of(
                [options.python, ROOT / "Benchmarks" / "peers.py", peer, network, "--batch", batch, "--steps", steps,
                 "--threads", options.threads, "--folder", folder], options.threads)
            speeds.setdefault(peer, []).append(theirs["elementsPerSecond"])
        say(f"{network}, batch {batch}, round {number + 1}: "
            + ", ".join(f"{name} {values[-1]:,.0f}" for name, values in speeds.items()))
    medians = {name: statistics.median(values) for name, values in speeds.items()}
    best = max(NETWORKS[network], key=medians.get)
    return {
        "network": network, "batch": batch, "elementsPerSecond": medians, "rounds": speeds, "bestPeer": best,
        "ratio": medians["seqd-int8"] / medians[best],
        **shares(ours, batch, medians["seqd-int8"], options.threads, peak)}


def shares(ours, batch, speed, threads, peak):
    """What of the machine's measured peak seqd in int8 takes up: of the arithmetic, and of reading memory.

    Each thread with a sequence reads all weights in a step; fewer sequences than threads share the reading.
    """
    at_work = min(batch, threads)
    read = ours["weightBytes"] * speed / batch * at_work
    block = ours["weightBytes"] * at_work / threads
    size = next((size for size in READ_MEBIBYTES if size << 20 >= block), READ_MEBIBYTES[-1])
    arithmetic = peak["int8OperationsPerSecond"]
    return {
        "arithmeticShare": ours["operationsPerElement"] * speed / arithmetic if arithmetic else None,
        "readingShare": read / peak[f"read{size}MiBBytesPerSecond"]}


def table(report):
    head = ["network", "batch", *[f"seqd {name}" for name in PRECISIONS], *TEXT_PEERS, "ratio", "arithmetic", "reading"]

    def percent(share):
        return "–" if share is None else f"{100 * share:.0f} %"
    rows = []
    for result in report["results"]:
        speeds = result["elementsPerSecond"]
        cells = [f"{speeds[name]:,.0f}" if name in speeds else "–"
                 for name in [*[f"seqd-{name}" for name in PRECISIONS], *TEXT_PEERS]]
        rows.append([result["network"], str(result["batch"]), *cells, f"{result['ratio']:.1f}",
                     percent(result["arithmeticShare"]), percent(result["readingShare"])])
    lines = ["| " + " | ".join(row) + " |" for row in [head, *rows]]
    lines.insert(1, "|---" + "|---:" * (len(head) - 1) + "|")
    title = (f"{report['threads']} threads, rounds: {report['rounds']}, load at the start {report['load']:.2f}; peak: "
             + ", ".join(f"{report['peak'][f'{name}OperationsPerSecond'] / 1e9:,.0f} GOP/s {name}" for name in PRECISIONS)
             + f", reading 8 MiB {report['peak']['read8MiBBytesPerSecond'] / 1e9:,.0f} GB/s")
    kernels = ["| precision | rows | product, GOP/s | of the peak | LSTM step, GOP/s | of the peak |",
               "|---|---:|---:|---:|---:|---:|"]
    for result in report["kernels"]["kernels"]:
        speeds = [result["productOperationsPerSecond"], result["stepOperationsPerSecond"]]
        most = result["peakOperationsPerSecond"]
        cells = [cell for speed in speeds for cell in (f"{speed / 1e9:,.0f}", percent(speed / most if most else None))]
        kernels.append("| " + " | ".join([result["precision"], str(result["rows"]), *cells]) + " |")
    return "\n".join([
        title, "", *lines, "", f"A layer of {report['kernels']['cells']} cells on one thread:", "", *kernels])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seqbench", default=ROOT / "Benchmarks" / ".build" / "release" / "seqbench",
                        help="the program to measure")
    parser.add_argument("--python", help="a Python that has the peers; .cache/bench-venv when absent")
    parser.add_argument("--only", nargs="+", choices=list(NETWORKS), help="these networks alone")
    parser.add_argument("--batches", nargs="+", type=int, default=BATCHES, help="sequences at once")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (default: 3)")
    parser.add_argument("--threads", type=int, default=2, help="threads of each side (default: 2)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    if options.rounds < 1 or options.threads < 1 or min(options.batches) < 1:
        parser.error("rounds, threads and batches are at least 1")
    if not os.access(options.seqbench, os.X_OK):
        fail(f"there is no program {options.seqbench}; run 'make bench-decode'", code=2)
    options.python = options.python or python_with(["torch", "numpy", "onnx", "onnxruntime"])
    report = {"threads": options.threads, "rounds": options.rounds, "load": os.getloadavg()[0], "results": []}
    report["peak"] = result_of([options.seqbench, "peak", "--threads", options.threads], options.threads)
    report["kernels"] = result_of([options.seqbench, "kernels"], 1)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for network in options.only or NETWORKS:
            subprocess.run([options.python, ROOT / "Benchmarks" / "packages.py", network, folder], check=True)
            for batch in options.batches:
                report["results"].append(measure(network, batch, options, folder, report["peak"]))
    print(json.dumps(report, indent=2) if options.json else table(report))


if __name__ == "__main__":
    main()
