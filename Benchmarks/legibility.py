#!/usr/bin/env python3
"""How well a recogniser trained on recorded ink alone reads what seqd writes, style by style, beside recorded ink.

    make bench-legibility BENCH="--data IAM_ONDB"
    make bench-legibility BENCH="--data IAM_ONDB --styles round,plain --lines 500 --json"
    make bench-legibility BENCH="--data IAM_ONDB --styles round --lines 1000 --worst 8"

The texts are those of lines of the validation part, which neither the recogniser nor the network has learned from; the
recogniser reads their ink as people wrote it, and as each style writes it. Error rates are edits by characters, without a
language model. The recogniser (reader.py) is trained the first time, for more than an hour on one thread, and kept in
.cache/reader.pt. With --worst the lines are shown that the model itself holds least likely, a point, and what is read of
them.
"""
import argparse
import json
import os
import pathlib
import random
import subprocess
import sys

from surroundings import ROOT, fail, own_daemon, python_with, say

KEPT = ROOT / ".cache" / "reader.pt"
#: Characters of the lines that are read.
LENGTHS = range(20, 46)


def strokes_of(path):
    import numpy

    return [numpy.array(stroke)[:, :2] for stroke in json.loads(path.read_text())["strokes"]]


def written(options, texts, style, folder, surroundings):
    """Levelled strokes of each text."""
    from reader import levelled

    lines, output = folder / "lines.txt", folder / style
    lines.write_text("\n".join(texts) + "\n")
    run = subprocess.run(
        [options.build / "seqctl", "submit", "handwriting-synthesis", "--input", lines, "--seed", str(options.seed),
         "--style", style, "--format", "json", "--quiet", "-o", f"{output}/"],
        env=surroundings, capture_output=True, text=True)
    files = sorted(output.glob("*.json"))
    if len(files) != len(texts):
        fail(f"the style {style} gave {len(files)} of {len(texts)} lines: {run.stderr.strip()}")
    return [levelled(strokes_of(file)) for file in files]


def worst(options, texts, read, style, folder, surroundings):
    """The written lines that the model holds least likely: nats a point, text, what is read; and the median."""
    known = set(json.loads((ROOT / "Models" / "handwriting" / "model.json").read_text())["alphabet"])
    # What the network does not know it cannot hold likely or unlikely.
    chosen = [row for row in zip(sorted((folder / style).glob("*.json")), texts, read) if known.issuperset(row[1])]
    inputs = [word for file, _, _ in chosen for word in ("--input", file)]
    run = subprocess.run([options.build / "seqctl", "score", "handwriting-synthesis", *inputs, "--json"],
                         env=surroundings, capture_output=True, text=True)
    if run.returncode != 0:
        fail(f"the lines of {style} cannot be scored: {run.stderr.strip()}")
    nats = [item["score"]["figures"]["natsPerPoint"] for item in json.loads(run.stdout)["items"]]
    rows = sorted(((value, text, said) for value, (_, text, said) in zip(nats, chosen)), reverse=True)
    return {"median": rows[len(rows) // 2][0], "lines": rows[:options.worst]}


def measure(options, folder, surroundings):
    from reader import Reader, error_rate, recorded, train

    parts = recorded(options.data)
    if KEPT.exists():
        reader = Reader.load(KEPT)
    else:
        say("a recogniser is trained, once")
        reader = train(parts["trainset"] + parts["testset_f"], options.epochs)
        KEPT.parent.mkdir(exist_ok=True)
        reader.save(KEPT)
    test = parts["testset_t"]
    figures = {"recorded, whole test part": error_rate([text for text, _ in test], reader.read([ink for _, ink in test]))}
    usual = [line for line in parts["testset_v"] if len(line[0]) in LENGTHS]
    lines = random.Random(options.seed).sample(usual, min(options.lines, len(usual)))
    texts = [text for text, _ in lines]
    figures["recorded, the same lines"] = error_rate(texts, reader.read([ink for _, ink in lines]))
    styles = options.styles
    if not styles:
        listed = subprocess.run([options.build / "seqctl", "style", "list", "--json"], env=surroundings,
                                capture_output=True, text=True, check=True)
        styles = [style["name"] for style in json.loads(listed.stdout) if style["name"] != "none"]
    least = {}
    for style in styles:
        read = reader.read(written(options, texts, style, folder, surroundings))
        figures[style] = error_rate(texts, read)
        say(f"{style}: {figures[style]:.4f}, {sum(map(str.__eq__, texts, read))} of {len(texts)} lines without an error")
        if options.worst:
            least[style] = worst(options, texts, read, style, folder, surroundings)
    return figures, least


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder of IAM-OnDB, as seqtrain reads it")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / ".build" / "release",
                        help="folder of seqd, seqctl and the plugins")
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--epochs", type=int, default=18, help="of the recogniser's training")
    parser.add_argument("--styles", type=lambda text: text.split(","), default=[])
    parser.add_argument("--worst", type=int, default=0, help="lines to show that are least likely")
    parser.add_argument("--python", type=pathlib.Path, help="a Python that has torch and numpy")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    python = options.python or python_with(["torch", "numpy"])
    if pathlib.Path(sys.executable).absolute() != python.absolute():
        os.execv(python, [str(python), *sys.argv, "--python", str(python)])
    with own_daemon(options.build) as (_, folder, surroundings):
        figures, least = measure(options, folder, surroundings)
    if options.json:
        print(json.dumps({"figures": figures, "leastLikely": least}))
        return
    print("| ink | characters read wrong |")
    print("|---|---:|")
    for name, rate in figures.items():
        print(f"| {name} | {100 * rate:.1f} % |")
    for style, rows in least.items():
        print(f"\n{style}, {rows['median']:.3f} nats a point in the middle; the least likely:\n")
        print("| nats a point | text | read |")
        print("|---:|---|---|")
        for nats, text, read in rows["lines"]:
            print(f"| {nats:.3f} | {text} | {read} |")


main()
