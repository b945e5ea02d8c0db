#!/usr/bin/env python3
"""Decodes with one peer, PyTorch or ONNX Runtime, and prints elements a second; decode.py calls it.

    peers.py torch-fp32|torch-int8|onnx-fp32|onnx-int8 NETWORK --batch N --steps N --threads N --folder DIR

The weights are those of packages.py. Sampling is part of what is measured, as it is for seqd.
"""
import argparse
import json
import pathlib
import time
import warnings

import numpy
import torch

import packages

warnings.filterwarnings("ignore")


class Text(torch.nn.Module):
    def __init__(self, tensors):
        super().__init__()
        symbols, dimension = tensors["embedding.weight"].shape
        cells = tensors["layers.0.weight_hh"].shape[1]
        self.embedding = torch.nn.Embedding(symbols, dimension)
        self.rnn = torch.nn.LSTM(dimension, cells)
        self.head = torch.nn.Linear(cells, symbols)
        names = {"embedding.weight": "embedding.weight", "head.weight": "head.weight", "head.bias": "head.bias"}
        names |= {f"rnn.{part}_l0": f"layers.0.{part}" for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
        self.load_state_dict({ours: torch.from_numpy(tensors[theirs]) for ours, theirs in names.items()})

    def forward(self, x, h, c):
        output, (h, c) = self.rnn(self.embedding(x)[None], (h, c))
        return torch.softmax(self.head(output[0]), 1), h, c


def cell(tensors, index):
    rows, inputs = tensors[f"layers.{index}.weight_ih"].shape
    module = torch.nn.LSTMCell(inputs, rows // 4)
    module.load_state_dict({
        part: torch.from_numpy(tensors[f"layers.{index}.{part}"])
        for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")})
    return module


def linear(tensors, name):
    outputs, inputs = tensors[f"{name}.weight"].shape
    module = torch.nn.Linear(inputs, outputs)
    module.load_state_dict({part: torch.from_numpy(tensors[f"{name}.{part}"]) for part in ("weight", "bias")})
    return module


def draw_offset(y, count):
    """Draws (dx, dy, pen-up) from a mixture of `count` Gaussians (Graves 2013, eqs 18 to 25)."""
    pen = torch.sigmoid(-y[:, :1])
    weights, mean_x, mean_y, log_x, log_y, rho = y[:, 1:].split(count, 1)
    chosen = torch.multinomial(torch.softmax(weights, 1), 1)

    def pick(values):
        return values.gather(1, chosen)

    correlation = torch.tanh(pick(rho))
    a, b = torch.randn(len(y), 1), torch.randn(len(y), 1)
    dx = pick(mean_x) + pick(log_x).exp() * a
    dy = pick(mean_y) + pick(log_y).exp() * (correlation * a + (1 - correlation**2).sqrt() * b)
    lifts = (torch.rand(len(y), 1) < pen).float()
    return torch.cat([dx.clamp(-3, 3), dy.clamp(-3, 3), lifts], 1)


class Ink(torch.nn.Module):
    """Synthesis where there is a window, prediction where there is none."""

    def __init__(self, tensors, cells, components):
        super().__init__()
        self.components = components
        self.layers = torch.nn.ModuleList(cell(tensors, index) for index in range(len(cells)))
        self.cells = cells
        self.window = linear(tensors, "window") if "window.weight" in tensors else None
        self.head = linear(tensors, "head")

    def begin(self, batch, length=40):
        self.x = torch.zeros(batch, 3)
        self.states = [(torch.zeros(batch, cells), torch.zeros(batch, cells)) for cells in self.cells]
        if self.window:
            symbols = torch.tensor([[(7 * u + row) % packages.SYMBOLS for u in range(length)] for row in range(batch)])
            self.text = torch.nn.functional.one_hot(symbols, packages.SYMBOLS).float()
            self.u = torch.arange(1, length + 1).float()
            self.w = torch.zeros(batch, packages.SYMBOLS)
            self.kappa = torch.zeros(batch, packages.WINDOW)

    def step(self):
        below = []
        for index, layer in enumerate(self.layers):
            inputs = ([self.x] if index == 0 or self.window else []) + ([self.w] if self.window else []) + below
            self.states[index] = layer(torch.cat(inputs, 1), self.states[index])
            below = [self.states[index][0]]
            if index == 0 and self.window:
                alpha, beta, advance = self.window(below[0]).exp().chunk(3, 1)
                self.kappa = self.kappa + advance
                distance = self.kappa[..., None] - self.u
                phi = (alpha[..., None] * torch.exp(-beta[..., None] * distance**2)).sum(1)
                self.w = torch.bmm(phi[:, None], self.text)[:, 0]
        read = torch.cat([state[0] for state in self.states], 1) if self.window else below[0]
        self.x = draw_offset(self.head(read), self.components)


def run_torch(options, tensors):
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    with torch.inference_mode():
        if options.network in ("synthesis", "prediction"):
            layers = packages.ARCHITECTURES[options.network][1]
            network = Ink(tensors, [layer["cells"] for layer in layers["layers"]], layers["head"]["components"]).eval()
            network.begin(options.batch)

            def steps(count):
                for _ in range(count):
                    network.step()
            return timed(steps, options)
        network = Text(tensors).eval()
        if options.peer == "torch-int8":
            network = torch.ao.quantization.quantize_dynamic(
                network, {torch.nn.LSTM, torch.nn.Linear}, dtype=torch.qint8)
        state = [torch.zeros(options.batch, dtype=torch.long)] + [torch.zeros(1, options.batch, 1000)] * 2

        def steps(count):
            for _ in range(count):
                p, state[1], state[2] = network(*state)
                state[0] = torch.multinomial(p, 1)[:, 0]
        return timed(steps, options)


def run_onnx(options, tensors):
    import onnxruntime
    from onnxruntime.quantization import QuantType, quantize_dynamic
    folder = pathlib.Path(options.folder)
    plain, small = folder / f"{options.network}.onnx", folder / f"{options.network}-int8.onnx"
    if not plain.exists():
        names = ["x", "h", "c"]
        inputs = (torch.zeros(2, dtype=torch.long), torch.zeros(1, 2, 1000), torch.zeros(1, 2, 1000))
        axes = {"x": {0: "b"}, "h": {1: "b"}, "c": {1: "b"}, "h2": {1: "b"}, "c2": {1: "b"}, "p": {0: "b"}}
        torch.onnx.export(
            Text(tensors).eval(), inputs, str(plain), input_names=names, output_names=["p", "h2", "c2"],
            dynamic_axes=axes, dynamo=False)
        quantize_dynamic(str(plain), str(small), weight_type=QuantType.QInt8)
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    settings.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        str(small if options.peer == "onnx-int8" else plain), settings, providers=["CPUExecutionProvider"])
    random = numpy.random.default_rng(1)
    state = [numpy.zeros(options.batch, numpy.int64)] + [numpy.zeros((1, options.batch, 1000), numpy.float32)] * 2

    def steps(count):
        for _ in range(count):
            p, state[1], state[2] = session.run(None, {"x": state[0], "h": state[1], "c": state[2]})
            drawn = random.random((options.batch, 1))
            state[0] = (p.cumsum(1) < drawn).sum(1).clip(max=p.shape[1] - 1).astype(numpy.int64)
    return timed(steps, options)


def timed(steps, options):
    steps(max(options.steps // 10, 4))
    start = time.perf_counter()
    steps(options.steps)
    return options.steps * options.batch / (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=["torch-fp32", "torch-int8", "onnx-fp32", "onnx-int8"])
    parser.add_argument("network", choices=list(packages.ARCHITECTURES))
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--folder", required=True, help="where ONNX files are kept")
    options = parser.parse_args()
    run = run_onnx if options.peer.startswith("onnx") else run_torch
    print(json.dumps({"elementsPerSecond": run(options, packages.weights(options.network))}))


if __name__ == "__main__":
    main()
