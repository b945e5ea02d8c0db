#!/usr/bin/env python3
"""How fast PyTorch and seqtrain train the same networks, measured in turn on this machine.

    make bench-training                     # everything, in three rounds
    make bench-training BENCH=--quick       # one round of two updates, to see that all of it runs
    make bench-training BENCH="--only word-20x35 --json"

The first time it makes a Python environment with PyTorch in .cache/bench-venv; --python takes one that is there.

Every network goes through PyTorch in fp32, PyTorch with bf16 autocast, seqtrain in fp32 and seqtrain in bf16, one after
another, and again in the next round, so that what else the machine does meets all four. An update is forward pass,
loss, backward pass, a limit on the gradient's norm, and Adam's step, on two threads. A measurement is a process of its
own: two updates that do not count, then the median of the others; the table has the median over the rounds. "ratio" is
seqtrain in bf16 over the faster of PyTorch's two. Memory is the most that was resident in any round, with PyTorch's
libraries in its figure.

Let the machine be idle: other work costs PyTorch more than seqtrain, since the threads of its products wait for each
other many times a step.

- character: 50 symbols, an embedding of 256, LSTM 1000; word: the same with 10,000 words.
- prediction: three layers of 256, 10 Gaussians. graves-prediction: three layers of 400 with skip connections and 20
  Gaussians; Graves's have peepholes, which seqtrain computes and PyTorch's LSTM does not have.
- synthesis: two layers of 400, a window of 20 Gaussians, 20 in the mixture. seqtrain's lines end within a batch and
  the next ones begin; PyTorch's fill it.

Where the processor has no products of bf16, both sides are measured in fp32 alone, which the ratio is of then.

Weights are counted on both sides and must agree. Benchmarks/pytorch_training.py has PyTorch's networks.
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
from dataclasses import dataclass

from surroundings import ROOT, fail, python_with, result_of, say

VARIANTS = [("pytorch", "fp32"), ("pytorch", "bf16"), ("seqtrain", "fp32"), ("seqtrain", "bf16")]
QUICK_ROUNDS, QUICK_UPDATES = 1, 2


@dataclass
class Network:
    name: str
    torch: str
    task: str
    batch: int
    steps: int
    updates: int
    unit: str
    preset: str = "seed"
    # Weights that seqtrain's network has more of: peepholes, less PyTorch's second bias vectors.
    more_weights: int = 0


NETWORKS = [
    Network("character", "character", "character-text", 64, 100, 6, "character"),
    Network("word-20x35", "word", "word-text", 20, 35, 12, "word"),
    Network("word-32x40", "word", "word-text", 32, 40, 10, "word"),
    Network("prediction", "prediction", "handwriting-prediction", 32, 256, 8, "point"),
    Network("graves-prediction", "graves-prediction", "handwriting-prediction", 32, 256, 6, "point", "graves",
            3 * (3 * 400 - 4 * 400)),
    Network("synthesis", "synthesis", "handwriting-synthesis", 32, 256, 5, "point"),
]


def measure(network, side, precision, updates, options):
    if side == "pytorch":
        command = [
            options.python, ROOT / "Benchmarks" / "pytorch_training.py", network.torch, "--batch", network.batch,
            "--steps", network.steps, "--updates", updates, "--precision", precision, "--threads", options.threads]
    else:
        command = [
            options.seqtrain, "benchmark", network.task, "--network", network.preset, "--workers", options.threads,
            "--rows", network.batch // options.threads, "--steps", network.steps, "--updates", updates, "--precision",
            precision, "--json"]
    return result_of(command, options.threads)


def variants_here(options):
    """Those that this processor can be measured with: seqtrain takes fp32 where oneDNN has no bf16, and PyTorch fails."""
    least = result_of(
        [options.seqtrain, "benchmark", "handwriting-prediction", "--network", "seed", "--workers", 1, "--rows", 1,
         "--steps", 2, "--updates", 1, "--precision", "bf16", "--json"], options.threads)
    if least["precision"] == "bf16":
        return VARIANTS
    say("This processor has no products of bf16: both sides are measured in fp32 alone.")
    return [variant for variant in VARIANTS if variant[1] == "fp32"]


def compare(network, options):
    """Every variant in turn, round after round."""
    updates = QUICK_UPDATES if options.quick else network.updates
    rounds = {variant: [] for variant in options.variants}
    for number in range(options.rounds):
        for side, precision in options.variants:
            result = measure(network, side, precision, updates, options)
            rounds[side, precision].append(result)
            say(f"{network.name}, round {number + 1}, {side} {precision}: {result['unitsPerSecond']:,.0f} "
                f"{network.unit}s/s, {result['millisecondsPerUpdate']:,.1f} ms an update")
    weights = {side: rounds[side, "fp32"][0]["weights"] for side in ("pytorch", "seqtrain")}
    if weights["seqtrain"] != weights["pytorch"] + network.more_weights:
        fail(f"{network.name} has {weights['seqtrain']} weights in seqtrain and {weights['pytorch']} in PyTorch: "
             "the two are not the same network")
    variants = {
        f"{side}-{precision}": {
            "unitsPerSecond": statistics.median(result["unitsPerSecond"] for result in results),
            "millisecondsPerUpdate": statistics.median(result["millisecondsPerUpdate"] for result in results),
            "peakMemory": max(result["peakMemory"] for result in results),
            "rounds": [result["unitsPerSecond"] for result in results],
        } for (side, precision), results in rounds.items()}
    best = max((name for name in variants if name.startswith("pytorch-")),
               key=lambda name: variants[name]["unitsPerSecond"])
    usual = "seqtrain-bf16" if "seqtrain-bf16" in variants else "seqtrain-fp32"
    return {
        "network": network.name, "batch": network.batch, "steps": network.steps, "updates": updates,
        "unit": network.unit, "weights": weights["seqtrain"], "variants": variants, "bestPyTorch": best,
        "usualSeqtrain": usual, "ratio": variants[usual]["unitsPerSecond"] / variants[best]["unitsPerSecond"],
    }, rounds["pytorch", "fp32"][0]["torch"]


def processor():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def table(report):
    head = ["network", "batch × steps", "weights", "unit", "PyTorch fp32", "PyTorch bf16", "seqtrain fp32",
            "seqtrain bf16", "ratio", "PyTorch MiB", "seqtrain MiB"]
    rows = []
    for result in report["networks"]:
        variants = result["variants"]
        speeds = [f"{variants[name]['unitsPerSecond']:,.0f}" if name in variants else "–"
                  for name in (f"{side}-{precision}" for side, precision in VARIANTS)]
        memory = [f"{variants[name]['peakMemory'] >> 20:,}"
                  for name in (result["bestPyTorch"], result["usualSeqtrain"])]
        rows.append([
            result["network"], f"{result['batch']} × {result['steps']}", f"{result['weights']:,}",
            f"{result['unit']}s/s", *speeds, f"{result['ratio']:.2f}", *memory])
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]

    def line(cells):
        left = {0, 3}
        padded = [cell.ljust(width) if column in left else cell.rjust(width)
                  for column, (cell, width) in enumerate(zip(cells, widths))]
        return "| " + " | ".join(padded) + " |"

    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    machine = (f"{report['processor']}, {report['threads']} threads, PyTorch {report['torch']}, "
               f"rounds: {report['rounds']}, load at the start: {report['load']:.2f}")
    return "\n".join([machine, "", line(head), rule, *map(line, rows)])


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seqtrain", default=ROOT / ".build" / "release" / "seqtrain", help="the program to measure")
    parser.add_argument("--python", help="a Python that has PyTorch; .cache/bench-venv when absent")
    parser.add_argument("--only", nargs="+", choices=[network.name for network in NETWORKS], help="these alone")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (default: 3)")
    parser.add_argument("--threads", type=int, choices=[1, 2, 4], default=2, help="threads of each side (default: 2)")
    parser.add_argument("--quick", action="store_true", help="one round of two updates, same shapes")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"--rounds {options.rounds} is less than 1")
    if options.quick:
        options.rounds = QUICK_ROUNDS
    if not os.access(options.seqtrain, os.X_OK):
        fail(f"there is no program {options.seqtrain}; run 'make release' first", code=2)
    options.python = options.python or python_with(["torch", "numpy"])
    load = os.getloadavg()[0]
    if load > 0.5:
        say(f"The machine is busy (load {load:.2f}): figures taken now say little.")
    options.variants = variants_here(options)
    report = {"processor": processor(), "threads": options.threads, "rounds": options.rounds, "load": load}
    report["networks"] = []
    for network in NETWORKS:
        if not options.only or network.name in options.only:
            result, report["torch"] = compare(network, options)
            report["networks"].append(result)
    print(json.dumps(report, indent=2) if options.json else table(report))


if __name__ == "__main__":
    main()
