#!/usr/bin/env python3
"""Real PyTorch modules with what they compute, for Tests/NetworksTests/StateDictionaryTests.swift.

    python3 -m venv venv && venv/bin/pip install torch numpy safetensors
    venv/bin/python Tools/pytorch_import.py        # writes Tests/NetworksTests/Fixtures/*/

Each folder is what a person would hand to 'seqctl model import': model.json, and a state dictionary saved with
safetensors under the names that PyTorch gives. expected.json has a sequence and the module's outputs for it.
"""
import json
import pathlib

import torch
from safetensors.torch import save_file

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "NetworksTests" / "Fixtures"
LETTERS = ["a", "b", "c", "d", "e", "f", "g"]
SYMBOLS = [3, 1, 0, 6, 1, 5, 2, 2]
INK = [[0.3, -0.2, 0], [1.1, 0.4, 0], [-0.6, 0.8, 1], [2.0, -1.2, 0], [0.1, 0.1, 0], [-0.9, 0.7, 1]]
TEXT = [2, 0, 5, 2, 1]


class Characters(torch.nn.Module):
    """The usual language model: embedding, two layers of LSTM, linear head."""

    def __init__(self):
        super().__init__()
        self.encoder = torch.nn.Embedding(len(LETTERS), 6)
        self.rnn = torch.nn.LSTM(6, 6, num_layers=2)
        self.decoder = torch.nn.Linear(6, len(LETTERS))

    def forward(self):
        hidden, _ = self.rnn(self.encoder(torch.tensor(SYMBOLS)).unsqueeze(1))
        return self.decoder(hidden).squeeze(1)


class OneHot(torch.nn.Module):
    """Graves's prediction network without peepholes: modules of their own for the layers, skips to all of them."""

    def __init__(self):
        super().__init__()
        count = len(LETTERS)
        self.level1 = torch.nn.LSTM(count, 5)
        self.level2 = torch.nn.LSTM(count + 5, 4)
        self.out = torch.nn.Linear(9, count)

    def forward(self):
        x = torch.nn.functional.one_hot(torch.tensor(SYMBOLS), len(LETTERS)).float().unsqueeze(1)
        first, _ = self.level1(x)
        second, _ = self.level2(torch.cat([x, first], 2))
        return self.out(torch.cat([first, second], 2)).squeeze(1)


class Handwriting(torch.nn.Module):
    """Synthesis with a window (Graves 2013, eqs 46-51): LSTM cells, inputs in the order ink, window, layer below."""

    def __init__(self):
        super().__init__()
        count = len(LETTERS)
        self.cells = torch.nn.ModuleList([torch.nn.LSTMCell(3 + count, 5), torch.nn.LSTMCell(3 + count + 5, 4)])
        self.attention = torch.nn.Linear(5, 3 * 2)
        self.mixture = torch.nn.Linear(9, 1 + 6 * 2)

    def forward(self):
        count = len(LETTERS)
        text = torch.nn.functional.one_hot(torch.tensor(TEXT), count).float()
        states = [(torch.zeros(1, 5), torch.zeros(1, 5)), (torch.zeros(1, 4), torch.zeros(1, 4))]
        kappa, window = torch.zeros(2), torch.zeros(1, count)
        outputs = []
        for offset in [[0.0, 0.0, 0.0]] + INK:
            x = torch.tensor([offset])
            states[0] = self.cells[0](torch.cat([x, window], 1), states[0])
            alpha, beta, step = torch.exp(self.attention(states[0][0])[0]).chunk(3)
            kappa = kappa + step
            u = torch.arange(1, len(TEXT) + 1).unsqueeze(1)
            phi = (alpha * torch.exp(-beta * (kappa - u) ** 2)).sum(1)
            window = (phi.unsqueeze(1) * text).sum(0, keepdim=True)
            states[1] = self.cells[1](torch.cat([x, window, states[0][0]], 1), states[1])
            outputs.append(self.mixture(torch.cat([states[0][0], states[1][0]], 1))[0])
        return torch.stack(outputs)


def lstm(cells, biases):
    return {"kind": "lstm", "cells": cells, "peepholes": False, "biases": biases}


def describe(name, task, architecture, **more):
    return {"format": 1, "name": name, "task": task, "summary": "A module of PyTorch.", "alphabet": LETTERS,
            "architecture": architecture} | more


SOFTMAX = {"kind": "softmax", "symbols": len(LETTERS)}
CASES = [
    (Characters, describe("characters", "character-text", {
        "input": {"kind": "embedding", "symbols": len(LETTERS), "dimension": 6}, "layers": [lstm(6, 2), lstm(6, 2)],
        "inputSkips": False, "outputSkips": False, "head": SOFTMAX})),
    # One bias vector where PyTorch has two: they are added.
    (OneHot, describe("one-hot", "character-text", {
        "input": {"kind": "one-hot", "symbols": len(LETTERS)}, "layers": [lstm(5, 1), lstm(4, 1)],
        "inputSkips": True, "outputSkips": True, "head": SOFTMAX})),
    (Handwriting, describe("handwriting", "handwriting-synthesis", {
        "input": {"kind": "ink"}, "layers": [lstm(5, 2), lstm(4, 2)], "window": {"components": 2, "symbols": 7},
        "inputSkips": True, "outputSkips": True, "head": {"kind": "mixture-density", "components": 2}},
        normalisation={"meanX": 0, "meanY": 0, "deviationX": 1, "deviationY": 1})),
]

for seed, (module, description) in enumerate(CASES):
    torch.manual_seed(seed)
    network = module()
    folder = FOLDER / description["name"]
    folder.mkdir(parents=True, exist_ok=True)
    save_file(network.state_dict(), folder / "weights.safetensors")
    (folder / "model.json").write_text(json.dumps(description, indent=1) + "\n")
    with torch.no_grad():
        outputs = network().tolist()
    (folder / "expected.json").write_text(
        json.dumps({"symbols": SYMBOLS, "ink": INK, "text": TEXT, "outputs": outputs}) + "\n")
