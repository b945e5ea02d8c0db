"""The jobs of a kill campaign: a mixture of all tasks, drawn from a seed."""
import random

WORDS = "a boat came slowly over the grey water while nobody looked and then it was gone again before noon".split()
INK = ["svg", "png", "pdf", "json"]


class Order:
    """A job that is to be handed in, and what became of it."""

    def __init__(self, index, request, wave):
        self.index, self.request, self.wave = index, request, wave
        self.key = request["key"]
        self.items = len(request["items"]) * request.get("count", 1)
        #: The order that it follows, and the wave after which it is released.
        self.follows, self.release = None, None
        #: When it was sent for the first time: the daemon's life, and the clock.
        self.sent = None
        #: Ids that submissions of it were answered with: one, if all is well.
        self.ids = []
        self.refusal = None
        self.released = False
        #: The final state that a watch told.
        self.ended = None

    @property
    def id(self):
        return self.ids[0] if self.ids else None


def draw(seed, jobs, waves):
    """So many orders, spread evenly over the waves. The same seed gives the same orders."""
    chance = random.Random(seed)
    orders = []
    for index in range(jobs):
        task = chance.choice([character_text, word_text, synthesis, synthesis, prediction])
        request = {**task(chance), "seed": chance.randrange(1 << 53), "key": f"campaign-{seed}-{index}",
                   "label": f"campaign-{seed}-{index}", "priority": chance.choice([-5, 0, 0, 0, 0, 7])}
        if chance.random() < 0.3:
            request["receipt"] = False
        if chance.random() < 0.2:
            request["count"] = chance.randint(2, 4)
        order = Order(index, request, index * waves // jobs)
        kind = chance.random()
        if kind < 0.08:
            request["hold"], order.release = True, min(waves, order.wave + chance.randint(0, 3))
        elif kind < 0.18 and index > 0:
            order.follows = orders[max(0, index - chance.randint(1, 8))]
        orders.append(order)
    return orders


def character_text(chance):
    return {"task": "character-text", "format": chance.choice(["txt", "json"]), "items": [{}],
            "parameters": {"length": round(40 * 150 ** chance.random()), "prime": phrase(chance, 2)}}


def word_text(chance):
    items = [{"parameters": {"length": chance.randint(20, 800)}} for _ in range(chance.choice([1, 1, 3]))]
    return {"task": "word-text", "format": chance.choice(["txt", "json"]), "items": items}


def synthesis(chance):
    # Proofread, a line takes up to a dozen attempts: longer than the daemon lives here.
    items = [{"text": phrase(chance, chance.randint(1, 10))} for _ in range(chance.choice([1, 1, 2, 5]))]
    return {"task": "handwriting-synthesis", "format": chance.choice(INK), "items": items,
            "parameters": {"bias": chance.choice([0.5, 1.5]), "proofread": 0}}


def prediction(chance):
    return {"task": "handwriting-prediction", "format": chance.choice(INK), "items": [{}],
            "parameters": {"length": chance.randint(100, 4000)}}


def phrase(chance, words):
    return " ".join(chance.choice(WORDS) for _ in range(words))
