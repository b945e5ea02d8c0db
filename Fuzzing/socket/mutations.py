"""Messages that are wrong, and how sound ones become so."""
import json
import pathlib
import re

from zmtp import HEADER

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PIECES = [
    b"null", b"true", b"-1", b"0.5", b"1e999", b"-0", b"1e-999", b"99999999999999999999", b"18446744073709551616", b'"',
    b"{", b"}", b"[", b"]", b",", b":", b"\\ud800", b"\\udc00\\ud800", b"\\u0000", b"\x00", b"\xff", b"\xc0\xaf",
    b"NaN", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"Infinity", b"//",
    b"'", b"+1", b"01",
]
VALUES = [
    None, True, False, -1, 0, 1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, 2**64, 10**40, -2**63 - 1, 0.5, 1e308,
    "", "x" * 257, "\ud800", "\0", "17", "é" * 200, [], {}, [[]], [None], [1, "2"], {"": {}}, {"type": "status"},
]


def sound_bodies():
    """The examples of the protocol, and tiny jobs that are held; who may come in by which key is left alone."""
    text = (ROOT / "Documentation" / "PROTOCOL.md").read_text()
    bodies = [json.loads(body) for body in re.findall(r"```request\n(.*?)\n```", text, re.DOTALL)]
    held = {"type": "submit", "task": "character-text", "items": [{}], "parameters": {"length": 3}, "hold": True}
    bodies = [body for body in bodies if not body["type"].startswith("key-")]
    return bodies + 4 * [held] + [{**held, "key": "fuzz", "count": 2}, {"type": "key-revoke", "key": "nobody"}]


def dumps(value):
    # A lone surrogate becomes an escape, which is sound UTF-8 and no sound text.
    return json.dumps(value, separators=(",", ":")).encode()


class Mutator:
    def __init__(self, random):
        self.random = random
        self.sound = sound_bodies()
        self.sound_bytes = [dumps(body) for body in self.sound]

    def message(self):
        """Frames of a message, mostly wrong."""
        choice = self.random.random()
        if choice < 0.45:
            return [HEADER, self.id(), self.damaged_bytes()]
        if choice < 0.70:
            return [HEADER, self.id(), self.damaged_values()]
        if choice < 0.80:
            return [HEADER, self.id(), self.wild_body()]
        if choice < 0.95:
            return self.odd_frames()
        return [HEADER, self.id(), self.random.choice(self.sound_bytes)]

    def id(self):
        return self.random.randbytes(7) + b"\0"

    def damaged_bytes(self):
        body = bytearray(self.random.choice(self.sound_bytes))
        for _ in range(self.random.randint(1, 4)):
            place = self.random.randrange(len(body) + 1)
            action = self.random.randrange(5)
            if action == 0:
                body[place:place] = self.random.choice(PIECES)
            elif action == 1:
                del body[place:place + self.random.randint(1, 8)]
            elif action == 2:
                del body[place:]
            elif action == 3 and place < len(body):
                body[place] = self.random.randrange(256)
            else:
                body[place:place] = body[self.random.randrange(len(body) + 1):][:self.random.randint(1, 40)]
        return bytes(body)

    def damaged_values(self):
        """Sound JSON with values of other types, more keys, keys twice, deeper."""
        body = dict(self.random.choice(self.sound))
        key = self.random.choice(list(body))
        action = self.random.randrange(5)
        if action == 0:
            del body[key]
        elif action == 1:
            body[self.random.choice(["x" * 300, "", "type", "\0", "job", "items"])] = self.random.choice(VALUES)
        elif action == 2:
            text = dumps(body)
            return text[:-1] + b"," + dumps({key: self.random.choice(VALUES)})[1:]
        else:
            body[key] = self.random.choice(VALUES)
        return dumps(body)

    def wild_body(self):
        depth = self.random.choice([1, 10, 500, 600, 3000])
        return self.random.choice([
            b"[" * depth, b'{"a":' * depth, b"[" * depth + b"]" * depth, b'{"type":' * depth + b"1" + b"}" * depth,
            b'{"type":"submit","parameters":' + b"[" * depth, b"9" * depth, b"-" * depth, b'"' + b"\\" * depth,
            b'{"type":"submit","task":"character-text","items":[' + b"{}," * depth + b"{}]}",
            b'{"type":"list","limit":1e' + b"9" * depth + b"}", b" " * depth, self.random.randbytes(depth % 1000),
            b'{"type":"submit","task":"x","parameters":{%s}}' % b",".join(b'"p%d":1' % n for n in range(depth)),
        ])

    def odd_frames(self):
        """A wrong number of frames, a wrong header, a wrong id."""
        body = self.random.choice(self.sound_bytes)
        header = self.random.choice([
            b"", b"SEQD", b"SEQD\0", b"SEQD\1", b"SEQD\xff", b"SEQD\2\2", b"seqd\2", b"GET / HTTP/1.1",
            self.random.randbytes(5)])
        odd_id = self.random.randbytes(self.random.choice([0, 1, 7, 9, 300]))
        return self.random.choice([
            [b""], [header], [HEADER], [HEADER, self.id()], [HEADER, odd_id, body], [header, self.id(), body],
            [header, odd_id, body], [HEADER, self.id(), body, b""], [HEADER, self.id(), b""],
            [b"", HEADER, self.id(), body], [HEADER, self.id(), body] + [b"x"] * self.random.randint(1, 60),
            [HEADER, self.id(), body[::-1]],
            [b""] * self.random.randint(2, 8), [self.random.randbytes(self.random.randrange(60)) for _ in range(3)],
        ])
