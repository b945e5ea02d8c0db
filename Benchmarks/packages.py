"""Model packages with random weights, the same for seqd and for the programs beside it: packages.py NETWORK FOLDER."""
import hashlib
import json
import pathlib
import struct
import sys

import numpy

WINDOW, COMPONENTS, SYMBOLS = 10, 20, 60


def lstm(cells):
    return {"kind": "lstm", "cells": cells, "peepholes": False, "biases": 2}


def text(symbols):
    return {"input": {"kind": "embedding", "symbols": symbols, "dimension": 256}, "layers": [lstm(1000)],
            "inputSkips": False, "outputSkips": False, "head": {"kind": "softmax", "symbols": symbols}}


ARCHITECTURES = {
    "character": ("character-text", text(50)),
    "word": ("word-text", text(10000)),
    "synthesis": ("handwriting-synthesis", {
        "input": {"kind": "ink"}, "layers": [lstm(400), lstm(400)],
        "window": {"components": WINDOW, "symbols": SYMBOLS}, "inputSkips": True, "outputSkips": True,
        "head": {"kind": "mixture-density", "components": COMPONENTS}}),
    "prediction": ("handwriting-prediction", {
        "input": {"kind": "ink"}, "layers": [lstm(256)] * 3, "inputSkips": False, "outputSkips": False,
        "head": {"kind": "mixture-density", "components": 10}}),
}


def shapes(name):
    """Every tensor of a network and its shape, in the order of the package."""
    network = ARCHITECTURES[name][1]
    ink = network["input"]["kind"] == "ink"
    width = 3 if ink else network["input"]["dimension"]
    window = network["window"]["symbols"] if "window" in network else 0
    result = {} if ink else {"embedding.weight": (network["input"]["symbols"], width)}
    below = 0
    for index, layer in enumerate(network["layers"]):
        cells = layer["cells"]
        seen = (width + window if index == 0 or network["inputSkips"] else 0) + below
        result[f"layers.{index}.weight_ih"] = (4 * cells, seen)
        result[f"layers.{index}.weight_hh"] = (4 * cells, cells)
        result[f"layers.{index}.bias_ih"] = result[f"layers.{index}.bias_hh"] = (4 * cells,)
        if window and index == 0:
            result["window.weight"], result["window.bias"] = (3 * WINDOW, cells), (3 * WINDOW,)
        below = cells
    head = network["head"]
    outputs = head["symbols"] if head["kind"] == "softmax" else 1 + 6 * head["components"]
    read = sum(layer["cells"] for layer in network["layers"]) if network["outputSkips"] else below
    result["head.weight"], result["head.bias"] = (outputs, read), (outputs,)
    return result


def weights(name):
    random = numpy.random.default_rng(1)
    tensors = {}
    for tensor, shape in shapes(name).items():
        tensors[tensor] = random.uniform(-1, 1, shape).astype(numpy.float32) / numpy.float32(numpy.sqrt(shape[-1]))
    if "window.bias" in tensors:
        # So slow that no sequence of a benchmark leaves its text.
        tensors["window.weight"] *= 0.1
        tensors["window.bias"][2 * WINDOW:] = -5
    return tensors


def write(name, folder):
    """Writes the package of a network into folder/name."""
    task, architecture = ARCHITECTURES[name]
    folder = pathlib.Path(folder) / name
    folder.mkdir(parents=True, exist_ok=True)
    header, data, begin = {}, [], 0
    for tensor, values in weights(name).items():
        raw = values.tobytes()
        header[tensor] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [begin, begin + len(raw)]}
        data.append(raw)
        begin += len(raw)
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    content = struct.pack("<Q", len(head)) + head + b"".join(data)
    (folder / "weights.safetensors").write_bytes(content)
    symbols = architecture["head"].get("symbols", SYMBOLS if "window" in architecture else 0)
    description = {
        "format": 1, "name": name, "task": task, "summary": "Random weights.", "architecture": architecture,
        "alphabet": [f"s{index}" for index in range(symbols)], "weightsDigest": hashlib.sha256(content).hexdigest()}
    if architecture["input"]["kind"] == "ink":
        description["normalisation"] = {"meanX": 0, "meanY": 0, "deviationX": 1, "deviationY": 1}
    (folder / "model.json").write_text(json.dumps(description))
    return folder


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2])
