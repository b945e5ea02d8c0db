#!/usr/bin/env python3
"""How fast PyTorch trains one of the networks that Benchmarks/training.py compares; prints JSON.

    python Benchmarks/pytorch_training.py character --batch 64 --steps 100 --updates 5 --precision bf16

Each network is written as plainly as PyTorch allows without giving speed away: torch.nn.LSTM over all steps wherever
no step waits for another layer, the fused Adam, and for bf16 the autocast of forward pass and loss. Only the first
layer of the synthesis network goes step by step, an LSTMCell with the window behind it, since each step reads the
window of the step before; the layer above is an LSTM over the collected states. The data is made up, and every update
starts from a state of zero. The keys are those of `seqtrain benchmark --json`.
"""
import argparse
import json
import math
import pathlib
import statistics
import time

import torch
from torch import nn
from torch.nn import functional

WARMUP = 2
BATCHES = 4


class Text(nn.Module):
    """An embedding of 256, one layer, a softmax."""

    def __init__(self, symbols, cells=1000):
        super().__init__()
        self.symbols = symbols
        self.embedding = nn.Embedding(symbols, 256)
        self.layer = nn.LSTM(256, cells)
        self.head = nn.Linear(cells, symbols)

    def batch(self, steps, rows):
        symbols = torch.randint(self.symbols, (steps + 1, rows))
        return symbols[:-1], symbols[1:]

    def forward(self, inputs, targets):
        hidden, _ = self.layer(self.embedding(inputs))
        return functional.cross_entropy(self.head(hidden).flatten(0, 1), targets.flatten())


def made_up_ink(steps, rows):
    """Offsets with the deviation 1, and a stroke that ends at every 25th point on average."""
    offsets = (torch.rand(steps, rows, 2) - 0.5) * math.sqrt(12)
    return torch.cat([offsets, (torch.rand(steps, rows, 1) < 0.04).float()], -1)


def mixture_loss(outputs, targets):
    """Nats a point: a Bernoulli for the pen and a mixture of bivariate Gaussians (Graves 2013, eqs 18-26)."""
    outputs = outputs.float()
    pi, mean_x, mean_y, log_x, log_y, rho = outputs[..., 1:].chunk(6, -1)
    rho = rho.tanh()
    x = (targets[..., 0:1] - mean_x) * (-log_x).exp()
    y = (targets[..., 1:2] - mean_y) * (-log_y).exp()
    rest = 1 - rho**2
    log_normal = (2 * rho * x * y - x**2 - y**2) / (2 * rest) - log_x - log_y - rest.log() / 2 - math.log(2 * math.pi)
    density = torch.logsumexp(pi.log_softmax(-1) + log_normal, -1)
    pen = functional.binary_cross_entropy_with_logits(-outputs[..., 0], targets[..., 2])
    return pen - density.mean()


class Prediction(nn.Module):
    """Layers one above the other, as nn.LSTM stacks them."""

    def __init__(self, layers, cells, components):
        super().__init__()
        self.layers = nn.LSTM(3, cells, num_layers=layers)
        self.head = nn.Linear(cells, 1 + 6 * components)

    def batch(self, steps, rows):
        ink = made_up_ink(steps + 1, rows)
        return ink[:-1], ink[1:]

    def forward(self, inputs, targets):
        return mixture_loss(self.head(self.layers(inputs)[0]), targets)


class SkippingPrediction(Prediction):
    """Graves's layers, each of which sees the input and is seen by the head; nn.LSTM has no peepholes."""

    def __init__(self, layers, cells, components):
        nn.Module.__init__(self)
        self.layers = nn.ModuleList([nn.LSTM(3 + (cells if index else 0), cells) for index in range(layers)])
        self.head = nn.Linear(layers * cells, 1 + 6 * components)

    def forward(self, inputs, targets):
        hidden = []
        for layer in self.layers:
            hidden.append(layer(torch.cat([inputs] + hidden[-1:], -1))[0])
        return mixture_loss(self.head(torch.cat(hidden, -1)), targets)


class Synthesis(nn.Module):
    """Two layers with the soft window over a text of 25 characters between them (Graves 2013, eqs 46-54)."""

    def __init__(self, symbols=60, cells=400, window=20, components=20):
        super().__init__()
        self.symbols = symbols
        self.first = nn.LSTMCell(3 + symbols, cells)
        self.window = nn.Linear(cells, 3 * window)
        self.second = nn.LSTM(3 + symbols + cells, cells)
        self.head = nn.Linear(2 * cells, 1 + 6 * components)
        # The window advances a character every 25 points, as it does over real ink.
        nn.init.constant_(self.window.bias[2 * window:], math.log(0.04))

    def batch(self, steps, rows):
        ink = made_up_ink(steps + 1, rows)
        text = functional.one_hot(torch.randint(self.symbols, (rows, 25)), self.symbols).float()
        return ink[:-1], ink[1:], text

    def forward(self, inputs, targets, text):
        rows = inputs.shape[1]
        places = torch.arange(1.0, text.shape[1] + 1)
        h = c = inputs.new_zeros(rows, self.first.hidden_size)
        kappa = inputs.new_zeros(rows, self.window.out_features // 3)
        w = inputs.new_zeros(rows, self.symbols)
        hidden, windows = [], []
        for x in inputs:
            h, c = self.first(torch.cat([x, w], -1), (h, c))
            alpha, beta, advance = self.window(h).float().exp().chunk(3, -1)
            kappa = kappa + advance
            distance = kappa.unsqueeze(-1) - places
            phi = (alpha.unsqueeze(-1) * torch.exp(-beta.unsqueeze(-1) * distance**2)).sum(1)
            w = torch.bmm(phi.unsqueeze(1), text).squeeze(1)
            hidden.append(h)
            windows.append(w)
        first = torch.stack(hidden)
        second, _ = self.second(torch.cat([inputs, torch.stack(windows), first], -1))
        return mixture_loss(self.head(torch.cat([first, second], -1)), targets)


NETWORKS = {
    "character": lambda: Text(50),
    "word": lambda: Text(10_000),
    "prediction": lambda: Prediction(3, 256, 10),
    "graves-prediction": lambda: SkippingPrediction(3, 400, 20),
    "synthesis": lambda: Synthesis(),
}


def peak_memory():
    """Bytes that were resident at most, Python and its libraries included."""
    status = pathlib.Path("/proc/self/status").read_text()
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("network", choices=NETWORKS)
    parser.add_argument("--batch", type=int, required=True, help="sequences side by side")
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--updates", type=int, required=True, help="updates to measure")
    parser.add_argument("--precision", choices=["fp32", "bf16"], required=True)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    model = NETWORKS[options.network]()
    parameters = list(model.parameters())
    adam = torch.optim.Adam(parameters, lr=1e-3, fused=True)
    batches = [model.batch(options.steps, options.batch) for _ in range(BATCHES)]

    def update(number):
        adam.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.precision == "bf16"):
            loss = model(*batches[number % BATCHES])
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1)
        adam.step()
        return loss.item()

    for number in range(WARMUP):
        update(number)
    seconds = []
    for number in range(options.updates):
        start = time.perf_counter()
        nats = update(WARMUP + number)
        seconds.append(time.perf_counter() - start)
    if not math.isfinite(nats):
        raise SystemExit(f"the loss of {options.network} is not a finite number after {options.updates} updates")
    units = options.batch * options.steps
    print(json.dumps({
        "weights": sum(parameter.numel() for parameter in parameters), "unitsPerUpdate": units,
        "unitsPerSecond": statistics.median(units / time for time in seconds),
        "millisecondsPerUpdate": 1000 * statistics.median(seconds), "natsPerUnit": nats, "peakMemory": peak_memory(),
        "torch": torch.__version__,
    }))


if __name__ == "__main__":
    main()
