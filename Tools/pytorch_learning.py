#!/usr/bin/env python3
"""Values that PyTorch computes for what learning adds to a network, for Tests/TrainingTests/LearningParityTests.swift.

    python3 -m venv venv && venv/bin/pip install torch numpy
    venv/bin/python Tools/pytorch_learning.py        # writes Tests/TrainingTests/Fixtures/learning-*.json

- optimisers: weights after each of several steps of torch.optim.SGD with momentum, of torch.optim.Adam, and of Graves's
  RMSprop written out (Graves 2013, eqs 38-45: torch.optim.RMSprop adds its epsilon outside the root);
- adaptive weight noise (Graves 2011): the loss of w + sigma * epsilon and its derivatives by w and by ln sigma, and the
  cost of describing the weights, KL(N(w, sigma) || prior) with the one prior that makes it least, with its derivatives;
- dropout: loss and derivatives with given masks on the input, between the layers and before the head, with masks of
  their own for each step and with one for all steps.

The networks are those of pytorch_parity.py, and so is the formula of their parameters. Everything that is drawn at
random while learning is a formula here, which the tests repeat. All arithmetic is in double precision.
"""
import math

import torch

from pytorch_parity import INK, NETWORKS, SYMBOLS, TEXT, forward, gradients, make_parameters, store

SIZE = 0.5


def fraction(value):
    return value - math.floor(value)


def optimisers():
    count, steps, scale = 6, 8, 0.5
    start = [math.sin(1.7 * i + 0.3) for i in range(count)]
    # From large to tiny, so that Adam's epsilon matters to some.
    gradient = [[50.0 ** -i * math.sin(0.9 * t + 1.3 * i + 0.2) for i in range(count)] for t in range(steps)]

    def follow(optimiser):
        weights = torch.tensor(start, requires_grad=True)
        optimiser = optimiser([weights])
        path = []
        for row in gradient:
            weights.grad = scale * torch.tensor(row)
            optimiser.step()
            path.append(weights.detach().tolist())
        return path

    weights, path = torch.tensor(start), []
    n, g, delta = torch.zeros(count), torch.zeros(count), torch.zeros(count)
    for row in gradient:
        epsilon = scale * torch.tensor(row)
        n = 0.95 * n + 0.05 * epsilon**2  # eq. 38, with the paper's constants
        g = 0.95 * g + 0.05 * epsilon  # eq. 39
        delta = 0.9 * delta - 0.0001 * epsilon / torch.sqrt(n - g**2 + 0.0001)  # eq. 40
        weights = weights + delta  # eq. 41
        path.append(weights.tolist())
    store("learning-optimisers", {
        "start": start, "gradients": gradient, "scale": scale,
        "sgd": {"rate": 0.05, "momentum": 0.9, "path": follow(lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.9))},
        "adam": {"rate": 0.01, "path": follow(lambda w: torch.optim.Adam(w, lr=0.01))},
        "rmsprop": {"rate": 0.0001, "path": path},
    })


def standard_normal(index):
    """Box and Muller over two evenly spread sequences."""
    u, v = fraction((index + 1) * math.sqrt(2)), fraction((index + 1) * math.sqrt(3))
    return math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * v)


def like(parameters, formula):
    values, start = {}, 0
    for name, tensor in parameters.items():
        flat = [formula(start + i) for i in range(tensor.numel())]
        values[name] = torch.tensor(flat).reshape(tensor.shape)
        start += tensor.numel()
    return values


def weight_noise(name):
    net = NETWORKS[name]
    mean = make_parameters(net, SIZE)
    epsilon = like(mean, standard_normal)
    log_sigma = like(mean, lambda i: -2 - 0.1 * (i % 5))
    for tensor in log_sigma.values():
        tensor.requires_grad_()
    loss, _, _ = forward(net, {key: mean[key] + log_sigma[key].exp() * epsilon[key] for key in mean})
    loss.backward()
    fixture = {
        "architecture": net, "size": SIZE, "ink": [value for row in INK for value in row], "text": TEXT,
        "symbols": SYMBOLS, "loss": loss.item(), "gradient": gradients(mean), "deviationGradient": gradients(log_sigma),
    }
    for tensor in [*mean.values(), *log_sigma.values()]:
        tensor.grad = None
    w = torch.cat([tensor.flatten() for tensor in mean.values()])
    sigma = torch.cat([tensor.flatten() for tensor in log_sigma.values()]).exp()
    # The prior is a function of the weights, and autograd goes through it.
    centre = w.mean()
    variance = ((w - centre) ** 2 + sigma**2).mean()
    cost = torch.distributions.kl_divergence(
        torch.distributions.Normal(w, sigma), torch.distributions.Normal(centre, variance.sqrt())).sum()
    cost.backward()
    fixture["description"] = {
        "mean": centre.item(), "variance": variance.item(), "cost": cost.item(), "gradient": gradients(mean),
        "deviationGradient": gradients(log_sigma),
    }
    store(f"learning-noise-{name}", fixture)


RATES = {"input": 0.3, "hidden": 0.4, "output": 0.5}


def mask(place, step, count, rate, locked):
    """0 for what is left out, else 1 / (1 - rate), by element; place 0 is the input, 1 the first layer, and so on."""
    kept = [fraction((place + 1) * math.sqrt(2) + (0 if locked else step) * math.sqrt(3) + j * math.sqrt(5)) >= rate
            for j in range(count)]
    return torch.tensor([1 / (1 - rate) if keep else 0.0 for keep in kept])


def dropout(name):
    net = NETWORKS[name]
    last = len(net["layers"]) - 1

    def learn(locked):
        def masked(place, rate):
            return lambda step, tensor: tensor * mask(place, step, tensor.shape[0], rate, locked)

        masks = {index: masked(index + 1, RATES["output" if index == last else "hidden"]) for index in range(last + 1)}
        masks["input"] = masked(0, RATES["input"])
        parameters = make_parameters(net, SIZE)
        loss, _, _ = forward(net, parameters, masks=masks)
        loss.backward()
        return {"loss": loss.item(), "gradient": gradients(parameters)}

    rates = {place: rate for place, rate in RATES.items() if place != "input" or net["input"]["kind"] == "embedding"}
    store(f"learning-dropout-{name}", {
        "architecture": net, "size": SIZE, "ink": [value for row in INK for value in row], "text": TEXT,
        "symbols": SYMBOLS, "rates": rates, "fresh": learn(False), "locked": learn(True),
    })


def main():
    optimisers()
    for name in ["seed-synthesis", "one-hot-text", "tied-text"]:
        weight_noise(name)
    for name in ["graves-synthesis", "embedding-text", "tied-text"]:
        dropout(name)


if __name__ == "__main__":
    main()
