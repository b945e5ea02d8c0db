"""A recogniser of handwriting, trained on recorded ink alone: what judges seqd's writing must not be of seqd.

Strokes are levelled, brought to one height, walked along at even steps, and read by a convolutional network with
residual blocks and connectionist temporal classification (Graves et al. 2006), without a language model: what it reads
is what stands there.
"""
import collections
import pathlib
import re
import tarfile
import time
import xml.etree.ElementTree

import numpy
import torch

from surroundings import say

#: Length of a step in deviations of the height along the strokes, and steps in a frame.
STEP, STEPS = 0.22, 4
#: Direction (two numbers), height, pen.
FEATURES = 4
#: Characters with fewer examples are not learned.
LEAST_EXAMPLES = 8
BATCH, RATE, WARMUP = 24, 3e-3, 200
#: Channels, and how far apart the five frames lie that a block looks at.
WIDTH, DILATIONS = 144, (1, 2, 1, 4, 1, 8, 1, 2)


# Recorded ink

def spelled(text):
    """A transcription without the blanks before punctuation that its corpus has and nobody writes."""
    return re.sub(r"\( ", "(", re.sub(r" ([.,;:!?)])", r"\1", text.strip()))


def packed(folder, name):
    """An official archive, however it is packed."""
    for suffix in (".tar.xz", ".tar.gz", ".tar"):
        if (folder / f"{name}{suffix}").exists():
            return folder / f"{name}{suffix}"
    raise SystemExit(f"{folder} has no {name}.tar.xz, .tar.gz or .tar; give the folder of IAM-OnDB's archives with --data")


def texts_of(folder):
    """Lines of text by form."""
    forms = {}
    with tarfile.open(packed(folder, "ascii-all")) as archive:
        for member in archive:
            if member.isfile() and member.name.endswith(".txt"):
                text = archive.extractfile(member).read().decode("latin-1").split("CSR:")[1]
                forms[pathlib.PurePath(member.name).stem] = [line for line in text.splitlines() if line.strip()]
    return forms


def recorded(folder):
    """Lines of IAM-OnDB by its official parts: text and levelled strokes."""
    folder = pathlib.Path(folder)
    left_out = folder / "suspect-lines.txt"
    suspects = {line.strip() for line in open(left_out)} if left_out.exists() else set()
    parts = {}
    for part in ("trainset", "testset_f", "testset_v", "testset_t"):
        parts |= {line.strip(): part for line in open(folder / f"{part}.txt") if line.strip()}
    forms, lines = texts_of(folder), {part: [] for part in dict.fromkeys(parts.values())}
    with tarfile.open(packed(folder, "lineStrokes-all")) as archive:
        for member in archive:
            if not member.isfile() or not member.name.endswith(".xml"):
                continue
            name = pathlib.PurePath(member.name).stem
            form, number = name.rsplit("-", 1)
            if form not in parts or name in suspects or int(number) > len(forms.get(form, [])):
                continue
            root = xml.etree.ElementTree.fromstring(archive.extractfile(member).read())
            strokes = [numpy.array([(float(point.get("x")), float(point.get("y"))) for point in stroke.iter("Point")])
                       for stroke in root.iter("Stroke")]
            lines[parts[form]].append((spelled(forms[form][int(number) - 1]), levelled(strokes)))
    return lines


# From strokes to frames

def levelled(strokes):
    """Strokes around (0, 0), level, with a deviation of 1 of the height along them."""
    strokes = [numpy.asarray(stroke, float) for stroke in strokes if len(stroke)]
    points = numpy.concatenate(strokes)
    middle = points.mean(0)
    across, up = (points - middle).T
    slope = 0.0
    if numpy.ptp(across) > 4 * up.std():
        slope = float(numpy.clip((across * up).sum() / (across * across).sum(), -0.15, 0.15))
    strokes = [numpy.stack([s[:, 0] - middle[0], s[:, 1] - middle[1] - slope * (s[:, 0] - middle[0])], 1)
               for s in strokes]
    ways = [numpy.hypot(*numpy.diff(stroke, axis=0).T) for stroke in strokes]
    heights = [(stroke[1:, 1] + stroke[:-1, 1]) / 2 for stroke in strokes]
    way, height = numpy.concatenate(ways), numpy.concatenate(heights)
    length = max(way.sum(), 1e-9)
    mean = (way * height).sum() / length
    deviation = max((way * height * height).sum() / length - mean * mean, 1e-6) ** 0.5
    return [((stroke - [0, mean]) / deviation).astype("f4") for stroke in strokes]


def frames(strokes):
    """T × (STEPS · FEATURES): the pen's way in even steps; with the pen lifted it goes four times as fast."""
    dots = [stroke if len(stroke) > 1 else numpy.concatenate([stroke, stroke + [[0.05, 0]]]) for stroke in strokes]
    points = numpy.concatenate(dots).astype(float)
    is_down = numpy.concatenate([[False] + [True] * (len(stroke) - 1) for stroke in dots])[1:]
    way = numpy.hypot(*numpy.diff(points, axis=0).T)
    time_of = numpy.maximum(numpy.where(is_down, way, numpy.minimum(way / 4, 1.5)), 1e-6)
    clock = numpy.concatenate([[0], numpy.cumsum(time_of)])
    count = max(STEPS, int(clock[-1] / STEP))
    at = numpy.linspace(0, clock[-1], count + 1)
    x, y = numpy.interp(at, clock, points[:, 0]), numpy.interp(at, clock, points[:, 1])
    segment = numpy.clip(numpy.searchsorted(clock, at[1:] - 1e-9) - 1, 0, len(way) - 1)
    steps = numpy.stack([numpy.diff(x) / STEP, numpy.diff(y) / STEP, y[1:] / 2, is_down[segment]], 1)
    steps[:, :2] = numpy.clip(steps[:, :2], -4, 4)
    whole = count // STEPS
    return steps[:whole * STEPS].reshape(whole, STEPS * FEATURES).astype("f4")


def varied(strokes, chance):
    """The strokes in another slant, width, height and slope."""
    width, height = numpy.exp(chance.normal(0, 0.12)), numpy.exp(chance.normal(0, 0.08))
    matrix = numpy.array([[width, chance.normal(0, 0.2) * height], [chance.normal(0, 0.01), height]])
    return [stroke @ matrix.T for stroke in strokes]


# The network

class Block(torch.nn.Module):
    def __init__(self, width, dilation):
        super().__init__()
        self.conv = torch.nn.Conv1d(width, width, 5, padding=2 * dilation, dilation=dilation)
        self.norm = torch.nn.BatchNorm1d(width)

    def forward(self, x, mask):
        return x + torch.relu(self.norm(self.conv(x))) * mask


class Network(torch.nn.Module):
    def __init__(self, symbols, width=WIDTH, dilations=DILATIONS):
        super().__init__()
        self.first = torch.nn.Conv1d(STEPS * FEATURES, width, 5, padding=2)
        self.norm = torch.nn.BatchNorm1d(width)
        self.blocks = torch.nn.ModuleList(Block(width, dilation) for dilation in dilations)
        self.drop = torch.nn.Dropout(0.15)
        self.out = torch.nn.Conv1d(width, symbols + 1, 1)

    def forward(self, x, lengths):
        """Log-probabilities, batch × T × (1 + symbols); the first is the blank."""
        mask = (torch.arange(x.shape[1])[None] < lengths[:, None]).float()[:, None]
        h = torch.relu(self.norm(self.first(x.transpose(1, 2)))) * mask
        for block in self.blocks:
            h = self.drop(block(h, mask))
        return self.out(h).transpose(1, 2).log_softmax(2)


def batched(sequences):
    lengths = torch.tensor([len(sequence) for sequence in sequences])
    x = torch.zeros(len(sequences), int(lengths.max()), STEPS * FEATURES)
    for row, sequence in enumerate(sequences):
        x[row, :len(sequence)] = torch.from_numpy(sequence)
    return x, lengths


class Reader:
    """A trained network and its alphabet."""

    def __init__(self, network, alphabet):
        self.network, self.alphabet = network, alphabet

    @classmethod
    def load(cls, path):
        kept = torch.load(path, weights_only=True)
        network = Network(len(kept["alphabet"]))
        network.load_state_dict(kept["weights"])
        return cls(network, kept["alphabet"])

    def save(self, path):
        torch.save({"weights": self.network.state_dict(), "alphabet": self.alphabet}, path)

    def read(self, lines):
        """What levelled lines say: the best symbol of each frame, repetitions and blanks left out."""
        self.network.eval()
        texts = []
        with torch.no_grad():
            for first in range(0, len(lines), 32):
                x, lengths = batched([frames(line) for line in lines[first:first + 32]])
                for row, length in zip(self.network(x, lengths).argmax(2), lengths):
                    texts.append(self.text(row[:length].tolist()))
        return texts

    def text(self, symbols):
        kept = [symbol for symbol, before in zip(symbols, [0] + symbols) if symbol and symbol != before]
        return "".join(self.alphabet[symbol - 1] for symbol in kept)


def train(lines, epochs, seed=1, width=WIDTH, tell=lambda epoch, reader: None):
    """A reader of (text, levelled strokes); `tell` is called after each epoch."""
    chance = numpy.random.default_rng(seed)
    torch.manual_seed(seed)
    counts = collections.Counter(character for text, _ in lines for character in text)
    alphabet = sorted(character for character in counts if counts[character] >= LEAST_EXAMPLES)
    index = {character: number + 1 for number, character in enumerate(alphabet)}
    network = Network(len(alphabet), width)
    optimiser = torch.optim.Adam(network.parameters(), RATE)
    cost = torch.nn.CTCLoss(zero_infinity=True)
    sizes = numpy.array([sum(map(len, strokes)) for _, strokes in lines])
    updates, update = epochs * -(-len(lines) // BATCH), 0
    for epoch in range(epochs):
        # Lines of about the same length lie together.
        order = numpy.argsort(sizes * chance.uniform(0.85, 1.15, len(lines)))
        batches = [order[first:first + BATCH] for first in range(0, len(order), BATCH)]
        chance.shuffle(batches)
        total, begun = 0.0, time.monotonic()
        network.train()
        for number, batch in enumerate(batches):
            update += 1
            optimiser.param_groups[0]["lr"] = (
                RATE * min(1, update / WARMUP) * (1 + numpy.cos(numpy.pi * update / updates)) / 2 + 1e-5)
            x, lengths = batched([frames(varied(lines[i][1], chance)) for i in batch])
            wanted = [[index[character] for character in lines[i][0] if character in index] for i in batch]
            loss = cost(network(x, lengths).transpose(0, 1), torch.tensor(sum(wanted, [])), lengths,
                        torch.tensor([len(text) for text in wanted]))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5)
            optimiser.step()
            total += loss.item()
        say(f"epoch {epoch + 1} of {epochs}: {total / len(batches):.3f} nats a character, "
            f"{time.monotonic() - begun:.0f} s")
        tell(epoch, Reader(network, alphabet))
    return Reader(network, alphabet)


# Errors

def alignment(wanted, read):
    """Pairs of wanted and read characters, '' for none, with the fewest that differ."""
    table = numpy.zeros((len(wanted) + 1, len(read) + 1), int)
    table[:, 0], table[0] = numpy.arange(len(wanted) + 1), numpy.arange(len(read) + 1)
    for i, a in enumerate(wanted):
        for j, b in enumerate(read):
            table[i + 1, j + 1] = min(table[i, j] + (a != b), table[i, j + 1] + 1, table[i + 1, j] + 1)
    pairs, i, j = [], len(wanted), len(read)
    while i or j:
        if i and j and table[i, j] == table[i - 1, j - 1] + (wanted[i - 1] != read[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((wanted[i], read[j]))
        elif i and table[i, j] == table[i - 1, j] + 1:
            i -= 1
            pairs.append((wanted[i], ""))
        else:
            j -= 1
            pairs.append(("", read[j]))
    return pairs[::-1]


def error_rate(wanted, read):
    """Character error rate: edits by characters wanted."""
    wrong = sum(a != b for text, other in zip(wanted, read) for a, b in alignment(text, other))
    return wrong / max(1, sum(map(len, wanted)))
