#!/usr/bin/env python3
"""Trains the reader that a handwriting model proofreads its lines with, and writes it as a file of its package.

    python3 Tools/train-reader.py --data IAM_ONDB -o Models/handwriting/reader.safetensors

It learns from recorded ink alone, from all official parts but the validation part, on which its errors are counted. It is
another network than the one that judges seqd's styles (Benchmarks/legibility.py): other channels, other chance, more
writers. Normalisation over batches is multiplied into the weights, which are stored in bfloat16.
"""
import argparse
import hashlib
import json
import os
import pathlib
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Benchmarks"))
from surroundings import python_with, say  # noqa: E402

WIDTH, SEED = 128, 2


def folded(convolution, norm):
    """Weight and bias of a convolution with the normalisation behind it, as it is when nothing is learned."""
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    return convolution.weight * scale[:, None, None], (convolution.bias - norm.running_mean) * scale + norm.bias


def safetensors(tensors, metadata):
    """The file's bytes, every tensor in bfloat16."""
    import torch

    header, data = {"__metadata__": metadata}, b""
    for name, tensor in sorted(tensors.items()):
        content = tensor.detach().contiguous().to(torch.bfloat16).view(torch.int16).numpy().tobytes()
        header[name] = {"dtype": "BF16", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def exported(reader, reading):
    network = reader.network
    tensors = {}
    layers = [("first", network.first, network.norm)]
    layers += [(f"blocks.{number}", block.conv, block.norm) for number, block in enumerate(network.blocks)]
    for name, convolution, norm in layers:
        # Rows as they are multiplied: output × (frame, channel).
        weight, tensors[f"{name}.bias"] = folded(convolution, norm)
        tensors[f"{name}.weight"] = weight.transpose(1, 2).flatten(1)
    tensors["out.weight"], tensors["out.bias"] = network.out.weight[:, :, 0], network.out.bias
    return safetensors(tensors, {
        "format": "seqd-reader-1", "alphabet": "".join(reader.alphabet), "step": str(reading.STEP),
        "stepsInFrame": str(reading.STEPS), "dilations": " ".join(str(block.conv.dilation[0]) for block in network.blocks),
    })


def seal(path):
    """Puts the file's digest into the description of the package that it lies in, where that names it."""
    description = path.parent / "model.json"
    if not description.exists():
        return
    text = description.read_text()
    old = json.loads(text).get("resourceDigests", {}).get(path.name)
    if old:
        description.write_text(text.replace(old, hashlib.sha256(path.read_bytes()).hexdigest()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder of IAM-OnDB, as seqtrain reads it")
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True)
    parser.add_argument("--epochs", type=int, default=18)
    parser.add_argument("--python", type=pathlib.Path, help="a Python that has torch and numpy")
    options = parser.parse_args()
    python = options.python or python_with(["torch", "numpy"])
    if pathlib.Path(sys.executable).absolute() != python.absolute():
        os.execv(python, [str(python), *sys.argv, "--python", str(python)])

    import reader as reading

    parts = reading.recorded(options.data)
    held = parts["testset_v"]

    def keep(epoch, reader):
        rate = reading.error_rate([text for text, _ in held], reader.read([ink for _, ink in held]))
        say(f"{100 * rate:.2f} % of characters of testset_v read wrong")
        options.output.write_bytes(exported(reader, reading))
        seal(options.output)

    learned = parts["trainset"] + parts["testset_f"] + parts["testset_t"]
    reading.train(learned, options.epochs, SEED, WIDTH, keep)


if __name__ == "__main__":
    main()
