#!/usr/bin/env python3
"""Values that PyTorch computes for small networks, for Tests/TrainingTests/PyTorchParityTests.swift.

    python3 -m venv venv && venv/bin/pip install torch numpy
    venv/bin/python Tools/pytorch_parity.py        # writes Tests/TrainingTests/Fixtures/*.json

Each file holds an architecture as model.json writes it, one sequence, and what follows: outputs, loss, squared error,
and the derivatives of every tensor by autograd, without and with clipping. Parameters are made by a formula that the
test repeats: parameter i of the flat vector is size * sin(1.7 * i + 0.3). All arithmetic is in double precision.

Layers without peepholes are torch.nn.LSTMCell; layers with peepholes, and all layers when derivatives are clipped at
their inputs, are written out after Graves 2013 (arXiv 1308.0850), eqs 7-11.

Tools/pytorch_learning.py stores what else learning needs: optimisers, weight noise, dropout.
"""
import json
import math
import pathlib

import torch

torch.set_default_dtype(torch.float64)
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "TrainingTests" / "Fixtures"

INK = [[0.3, -0.2, 0], [1.1, 0.4, 0], [-0.6, 0.8, 1], [2.0, -1.2, 0], [0.1, 0.1, 0], [-0.9, 0.7, 1], [0.5, 3.0, 1]]
TEXT = [2, 0, 5, 2, 1]
SYMBOLS = [3, 1, 0, 6, 1, 5, 2, 2]

def lstm(cells, peepholes=False, biases=1):
    return {"kind": "lstm", "cells": cells, "peepholes": peepholes, "biases": biases}


NETWORKS = {
    "seed-synthesis": {
        "input": {"kind": "ink"}, "layers": [lstm(5, biases=2), lstm(4, biases=2)],
        "window": {"components": 2, "symbols": 6}, "inputSkips": True, "outputSkips": True,
        "head": {"kind": "mixture-density", "components": 2},
    },
    "graves-synthesis": {
        "input": {"kind": "ink"}, "layers": [lstm(5, True), lstm(4, True), lstm(3, True)],
        "window": {"components": 3, "symbols": 6}, "inputSkips": True, "outputSkips": True,
        "head": {"kind": "mixture-density", "components": 3},
    },
    "prediction": {
        "input": {"kind": "ink"}, "layers": [lstm(5, True), lstm(4)], "inputSkips": False, "outputSkips": False,
        "head": {"kind": "mixture-density", "components": 2},
    },
    "one-hot-text": {
        "input": {"kind": "one-hot", "symbols": 7}, "layers": [lstm(5, biases=2), lstm(4, True)],
        "inputSkips": True, "outputSkips": True, "head": {"kind": "softmax", "symbols": 7},
    },
    "embedding-text": {
        "input": {"kind": "embedding", "symbols": 7, "dimension": 3}, "layers": [lstm(4, biases=2), lstm(4, biases=2)],
        "inputSkips": False, "outputSkips": False, "head": {"kind": "softmax", "symbols": 7},
    },
    "tied-text": {
        "input": {"kind": "embedding", "symbols": 7, "dimension": 3}, "layers": [lstm(5), lstm(3, True)],
        "inputSkips": False, "outputSkips": False, "head": {"kind": "softmax", "symbols": 7}, "tied": True,
    },
}


def tensor_shapes(net):
    """Names and shapes in canonical order, as Architecture.parameters lists them."""
    source, head = net["input"], net["head"]
    width = {"ink": 3, "one-hot": source.get("symbols"), "embedding": source.get("dimension")}[source["kind"]]
    window = net.get("window")
    shapes = []
    if source["kind"] == "embedding":
        shapes.append(("embedding.weight", (source["symbols"], width)))
    below = 0
    for index, layer in enumerate(net["layers"]):
        cells = layer["cells"]
        seen = width + (window["symbols"] if window else 0) if index == 0 or net["inputSkips"] else 0
        shapes.append((f"layers.{index}.weight_ih", (4 * cells, seen + below)))
        shapes.append((f"layers.{index}.weight_hh", (4 * cells, cells)))
        shapes.append((f"layers.{index}.bias_ih", (4 * cells,)))
        if layer["biases"] == 2:
            shapes.append((f"layers.{index}.bias_hh", (4 * cells,)))
        if layer["peepholes"]:
            shapes.append((f"layers.{index}.peepholes", (3, cells)))
        if index == 0 and window:
            shapes.append(("window.weight", (3 * window["components"], cells)))
            shapes.append(("window.bias", (3 * window["components"],)))
        below = cells
    outputs = head["symbols"] if head["kind"] == "softmax" else 1 + 6 * head["components"]
    hidden = sum(layer["cells"] for layer in net["layers"]) if net["outputSkips"] else below
    if not net.get("tied"):
        shapes.append(("head.weight", (outputs, hidden)))
    return shapes + [("head.bias", (outputs,))]


def make_parameters(net, size):
    values, start = {}, 0
    for name, shape in tensor_shapes(net):
        count = math.prod(shape)
        flat = [size * math.sin(1.7 * (start + i) + 0.3) for i in range(count)]
        values[name] = torch.tensor(flat).reshape(shape).requires_grad_()
        start += count
    return values


def clip(tensor, limit):
    """Clips the derivative that flows back through a tensor."""
    if limit is not None:
        tensor.register_hook(lambda gradient: gradient.clamp(-limit, limit))
    return tensor


def lstm_step(p, index, layer, x, h, c, limit):
    cells = layer["cells"]
    name = f"layers.{index}."
    bias_hh = p.get(name + "bias_hh")
    if not layer["peepholes"] and limit is None:
        cell = torch.nn.LSTMCell(x.shape[0], cells)
        values = {
            "weight_ih": p[name + "weight_ih"], "weight_hh": p[name + "weight_hh"], "bias_ih": p[name + "bias_ih"],
            "bias_hh": bias_hh if bias_hh is not None else torch.zeros(4 * cells),
        }
        return torch.func.functional_call(cell, values, (x, (h, c)))
    net = p[name + "weight_ih"] @ x + p[name + "weight_hh"] @ h + p[name + "bias_ih"]
    if bias_hh is not None:
        net = net + bias_hh
    i, f, g, o = net.split(cells)
    peepholes = p.get(name + "peepholes", torch.zeros(3, cells))
    i = torch.sigmoid(clip(i + peepholes[0] * c, limit))
    f = torch.sigmoid(clip(f + peepholes[1] * c, limit))
    c = f * c + i * torch.tanh(clip(g + 0, limit))
    o = torch.sigmoid(clip(o + peepholes[2] * c, limit))
    return o * torch.tanh(c), c


def mixture_loss(y, target, components):
    """Negative log density through torch.distributions, and the squared distance to the mixture's mean."""
    pi, mu_x, mu_y, log_x, log_y, rho = y[1:].split(components)
    sigma_x, sigma_y, rho = log_x.exp(), log_y.exp(), rho.tanh()
    cross = rho * sigma_x * sigma_y
    covariance = torch.stack([sigma_x**2, cross, cross, sigma_y**2], -1).reshape(components, 2, 2)
    mixture = torch.distributions.MixtureSameFamily(
        torch.distributions.Categorical(logits=pi),
        torch.distributions.MultivariateNormal(torch.stack([mu_x, mu_y], -1), covariance))
    # Eq. 18: the probability of an end of stroke is 1 / (1 + exp(y[0])).
    pen = torch.distributions.Bernoulli(logits=-y[0])
    squared = ((target[:2] - mixture.mean) ** 2).sum()
    return -mixture.log_prob(target[:2]) - pen.log_prob(target[2]), squared


def window_step(p, window, h, kappa):
    alpha, beta, advance = (p["window.weight"] @ h + p["window.bias"]).exp().split(window["components"])
    kappa = kappa + advance
    places = torch.arange(1, len(TEXT) + 1)
    phi = (alpha[:, None] * torch.exp(-beta[:, None] * (kappa[:, None] - places) ** 2)).sum(0)
    rows = torch.nn.functional.one_hot(torch.tensor(TEXT), window["symbols"]).to(phi.dtype)
    return phi @ rows, kappa


def forward(net, p, cell_limit=None, output_limit=None, masks=None):
    """Loss, squared error, outputs; masks has a function of (step, tensor) for "input" and for each layer's index."""
    leave_out = (lambda place, step, tensor: masks[place](step, tensor)) if masks else (lambda *given: given[2])
    layers, window = net["layers"], net.get("window")
    source, head = net["input"]["kind"], net["head"]
    hs = [torch.zeros(layer["cells"]) for layer in layers]
    cs = list(hs)
    w = torch.zeros(window["symbols"] if window else 0)
    kappa = torch.zeros(window["components"] if window else 0)
    loss, squares, outputs = torch.zeros(()), torch.zeros(()), []
    for step in range(len(INK) if source == "ink" else len(SYMBOLS) - 1):
        if source == "ink":
            x = torch.tensor(INK[step - 1], dtype=torch.float64) if step else torch.zeros(3)
        elif source == "one-hot":
            x = torch.nn.functional.one_hot(torch.tensor(SYMBOLS[step]), 7).to(torch.float64)
        else:
            x = leave_out("input", step, p["embedding.weight"][SYMBOLS[step]])
        read = []
        for index, layer in enumerate(layers):
            seen = [x, w] if index == 0 or net["inputSkips"] else []
            below = [read[index - 1]] if index else []
            hs[index], cs[index] = lstm_step(p, index, layer, torch.cat(seen + below), hs[index], cs[index], cell_limit)
            if index == 0 and window:
                w, kappa = window_step(p, window, hs[0], kappa)
            # The recurrence and the window see the whole layer; the layers above and the head do not.
            read.append(leave_out(index, step, hs[index]))
        matrix = p["embedding.weight" if net.get("tied") else "head.weight"]
        y = clip(matrix @ (torch.cat(read) if net["outputSkips"] else read[-1]) + p["head.bias"], output_limit)
        outputs.append(y.detach().tolist())
        if head["kind"] == "softmax":
            loss = loss + torch.nn.functional.cross_entropy(y, torch.tensor(SYMBOLS[step + 1]))
        else:
            nats, squared = mixture_loss(y, torch.tensor(INK[step], dtype=torch.float64), head["components"])
            loss, squares = loss + nats, squares + squared
    return loss, squares, outputs


def gradients(p):
    return {name: tensor.grad.flatten().tolist() for name, tensor in p.items()}


def run(net, p, cell_limit=None, output_limit=None):
    loss, squares, outputs = forward(net, p, cell_limit, output_limit)
    loss.backward()
    return loss.item(), squares.item(), outputs, gradients(p)


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return value


def store(name, fixture):
    FOLDER.mkdir(parents=True, exist_ok=True)
    fixture["torch"] = torch.__version__
    (FOLDER / f"{name}.json").write_text(json.dumps(rounded(fixture), sort_keys=True) + "\n")


def main():
    for name, net in NETWORKS.items():
        size, cell_limit, output_limit = 0.5, 0.02, 0.3
        loss, squares, outputs, gradient = run(net, make_parameters(net, size))
        _, _, _, clipped = run(net, make_parameters(net, size), cell_limit, output_limit)
        fixture = {
            "architecture": net, "size": size, "loss": loss, "squaredError": squares, "outputs": outputs,
            "gradient": gradient, "cellLimit": cell_limit, "outputLimit": output_limit, "clippedGradient": clipped,
            "ink": [value for row in INK for value in row], "text": TEXT, "symbols": SYMBOLS,
        }
        store(name, fixture)
        print(f"{name}: loss {loss:.9f}")


if __name__ == "__main__":
    main()
