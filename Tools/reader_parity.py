#!/usr/bin/env python3
"""Writes Tests/RecognitionTests/Fixtures: a small reader with random weights, and what PyTorch makes of some ink with it.

    python3 Tools/reader_parity.py

Needs torch and numpy, as the benchmarks do.
"""
import importlib.util
import json
import math
import pathlib
import struct
import sys

import numpy
import torch

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Benchmarks"))
FOLDER = ROOT / "Tests" / "RecognitionTests" / "Fixtures"
ALPHABET, WIDTH, DILATIONS = list(" .abc'"), 12, (1, 3)


def module(path):
    spec = importlib.util.spec_from_file_location(path.stem.replace("-", "_"), path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def ink():
    """Loops along a slope, a dot, a stroke far away."""
    loops = [[(8 * t + 30 * math.sin(t), 0.4 * t + 25 * math.cos(1.3 * t)) for t in numpy.arange(0, 40, 0.5) + 50 * k]
             for k in range(3)]
    return loops + [[(900.0, -40.0)], [(1000.0, 0.0), (1040.0, 35.0), (1041.0, -60.0)]]


def tensors(content):
    length = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:8 + length])
    data = content[8 + length:]
    found = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        raw = torch.tensor(numpy.frombuffer(data[begin:end], dtype="int16").copy()).view(torch.bfloat16)
        found[name] = raw.float().reshape(entry["shape"])
    return found


def evaluated(frames, weights):
    """Log-probabilities by the file's weights."""
    def convolved(x, name, dilation):
        weight = weights[f"{name}.weight"]
        weight = weight.reshape(weight.shape[0], 5, -1).transpose(1, 2)
        return torch.nn.functional.conv1d(x, weight, weights[f"{name}.bias"], padding=2 * dilation, dilation=dilation)

    x = torch.from_numpy(frames).T[None]
    state = torch.relu(convolved(x, "first", 1))
    for number, dilation in enumerate(DILATIONS):
        state = state + torch.relu(convolved(state, f"blocks.{number}", dilation))
    return (weights["out.weight"] @ state[0] + weights["out.bias"][:, None]).T.log_softmax(1)


def main():
    reading = module(ROOT / "Benchmarks" / "reader.py")
    trainer = module(ROOT / "Tools" / "train-reader.py")
    torch.manual_seed(5)
    network = reading.Network(len(ALPHABET), WIDTH, DILATIONS)
    for norm in [network.norm] + [block.norm for block in network.blocks]:
        with torch.no_grad():
            norm.weight.uniform_(0.5, 1.5), norm.bias.uniform_(-0.3, 0.3)
            norm.running_mean.uniform_(-0.3, 0.3), norm.running_var.uniform_(0.5, 2)
    network.eval()
    content = trainer.exported(reading.Reader(network, ALPHABET), reading)
    frames = reading.frames(reading.levelled(ink()))
    expected = evaluated(frames, tensors(content))
    x, lengths = reading.batched([frames])
    with torch.no_grad():
        apart = (network(x, lengths)[0] - expected).abs().max().item()
    assert apart < 0.05, f"folding the normalisation changes the result by {apart}"
    text = "ab c."
    surprise = torch.nn.functional.ctc_loss(
        expected[:, None], torch.tensor([ALPHABET.index(c) + 1 for c in text]), lengths, torch.tensor([len(text)]),
        reduction="none").item()
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "reader.safetensors").write_bytes(content)
    (FOLDER / "reading.json").write_text(json.dumps({
        "strokes": ink(), "frames": [round(float(v), 5) for v in frames.flatten()],
        "logarithms": [round(float(v), 5) for v in expected.flatten()], "text": text, "surprise": surprise,
    }, separators=(",", ":")) + "\n")


main()
