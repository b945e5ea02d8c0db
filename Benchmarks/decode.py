#!/usr/bin/env python3
"""How fast seqd's engine, PyTorch and ONNX Runtime generate with the same networks, measured in turn on this machine.

    make bench-decode                          # everything, in three rounds
    make bench-decode BENCH="--rounds 1 --only character --json"

The first time it makes a Python environment with PyTorch and ONNX Runtime in .cache/bench-venv.

Networks: character (50 symbols, an embedding of 256, LSTM 1000), word (the same with 10,000 symbols), synthesis (two
layers of 400, a window of 10 Gaussians over 40 of 60 characters, 20 in the mixture), prediction (three layers of 256, 10
Gaussians). All have the same random weights, all draw what comes next, on two threads. Each figure is the median over
the rounds of characters, words or points a second; "ratio" is seqd in int8 over the fastest peer. "peak" is the share of
the int8 arithmetic that this machine was measured to do at most, taken up by the products of seqd's steps.

Let the machine be idle.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent
BATCHES = [1, 16, 64, 256]
TEXT_PEERS = ["torch-fp32", "torch-int8", "onnx-fp32", "onnx-int8"]
NETWORKS = {"character": TEXT_PEERS, "word": TEXT_PEERS, "synthesis": ["torch-fp32"], "prediction": ["torch-fp32"]}
PRECISIONS = ["fp32", "bf16", "int8"]
MODULES = "import numpy, torch, onnx, onnxruntime"


def say(text):
    print(text, file=sys.stderr, flush=True)


def fail(sentence, code=1):
    say(f"decode.py: {sentence}")
    raise SystemExit(code)


def peers_python():
    """The Python of an environment with the peers, made where it is not there yet."""
    folder = ROOT / ".cache" / "bench-venv"
    python = folder / "bin" / "python"

    def is_complete():
        return python.exists() and subprocess.run([python, "-c", MODULES], capture_output=True).returncode == 0
    if is_complete():
        return python
    say(f"PyTorch and ONNX Runtime are installed in {folder}")
    if not python.exists():
        venv.create(folder, with_pip=True)
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "torch", "numpy", "onnx", "onnxruntime"], stdout=sys.stderr)
    if not is_complete():
        fail(f"the peers cannot be installed in {folder}; name a Python that has them with --python")
    return python


def output_of(command, threads):
    command = [str(word) for word in command]
    run = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": str(threads)}, check=False)
    if run.returncode != 0:
        lines = run.stderr.strip().splitlines() or ["it says nothing"]
        fail(f"'{' '.join(command)}' ended with {run.returncode}: {lines[-1]}")
    return json.loads(run.stdout.strip().splitlines()[-1])


def measure(network, batch, options, folder):
    """Everyone's speed in turn, round after round."""
    speeds = {}
    for number in range(options.rounds):
        for precision in PRECISIONS:
            steps = {1: 16000, 16: 2000}.get(batch, 500)
            ours = output_of(
                [options.seqbench, "decode", folder / network, "--batch", batch, "--steps", steps, "--threads",
                 options.threads, "--precision", precision], options.threads)
            speeds.setdefault(f"seqd-{precision}", []).append(ours["elementsPerSecond"])
        for peer in NETWORKS[network]:
            steps = 300 if batch <= 16 else 60
            theirs = output_of(
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
        "operationsPerSecond": ours["operationsPerElement"] * medians["seqd-int8"],
        "weightBytesPerSecond": ours["weightBytes"] * medians["seqd-int8"] / max(1, batch // options.threads or 1)}


def table(report):
    peak = report["peak"]["int8OperationsPerSecond"]
    head = ["network", "batch", *[f"seqd {name}" for name in PRECISIONS], *TEXT_PEERS, "ratio", "peak"]
    rows = []
    for result in report["results"]:
        speeds = result["elementsPerSecond"]
        cells = [f"{speeds[name]:,.0f}" if name in speeds else "–"
                 for name in [*[f"seqd-{name}" for name in PRECISIONS], *TEXT_PEERS]]
        rows.append([result["network"], str(result["batch"]), *cells, f"{result['ratio']:.1f}",
                     f"{100 * result['operationsPerSecond'] / peak:.0f} %" if peak else "–"])
    lines = ["| " + " | ".join(row) + " |" for row in [head, *rows]]
    lines.insert(1, "|---" + "|---:" * (len(head) - 1) + "|")
    title = (f"{report['threads']} threads, rounds: {report['rounds']}, load at the start {report['load']:.2f}; peak: "
             + ", ".join(f"{report['peak'][f'{name}OperationsPerSecond'] / 1e9:,.0f} GOP/s {name}" for name in PRECISIONS)
             + f", reading 8 MiB {report['peak']['read8MiBBytesPerSecond'] / 1e9:,.0f} GB/s")
    return "\n".join([title, "", *lines])


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
    options.python = options.python or peers_python()
    report = {"threads": options.threads, "rounds": options.rounds, "load": os.getloadavg()[0], "results": []}
    report["peak"] = output_of([options.seqbench, "peak", "--threads", options.threads], options.threads)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for network in options.only or NETWORKS:
            subprocess.run(
                [options.python, "-c",
                 "import sys; import packages; packages.write(sys.argv[1], sys.argv[2])", network, folder],
                cwd=ROOT / "Benchmarks", check=True)
            for batch in options.batches:
                report["results"].append(measure(network, batch, options, folder))
    print(json.dumps(report, indent=2) if options.json else table(report))


if __name__ == "__main__":
    main()
