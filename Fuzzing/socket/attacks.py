"""What is done to the daemon's socket; each attack returns how many messages it sent, a bare connection being one."""
import collections
import json
import struct
import time

import zmtp
from mutations import dumps
from zmtp import COMMAND, DEALER, HEADER, Connection, Gone

MARK = b"\xffmarker\xff"
# What nobody carries out and everybody is answered.
MARKER = zmtp.message([HEADER, MARK, b'{"type":"marker"}'])


def hello(nonce=None):
    return {"type": "hello", "client": "fuzz-socket.py", **({"nonce": nonce} if nonce else {})}


class Attack:
    """What all have: a source of chance, messages, the socket's path."""

    # libzmq never lets go of a connection that claims the id of one which is still there, nor of what it sent: the
    # daemon cannot help it, and would grow with each. So that other growth is seen, no id comes twice unless asked for.
    repeats_ids = False

    def __init__(self, path, random, mutator):
        self.path, self.random, self.mutator = path, random, mutator

    def own_id(self):
        """An id that a client chose, like those that the library gives or unlike."""
        if self.repeats_ids and self.random.random() < 0.5:
            return self.random.choice([b"x", b"root", bytes(5), b"x" * 70_000])
        return self.random.choice([
            b"\0" + self.random.randbytes(4), self.random.randbytes(6), self.random.randbytes(300),
            b"root" + self.random.randbytes(8)])

    def introduced(self):
        connection = Connection(self.path).shake_hands()
        nonce = self.challenge(connection)
        connection.send(zmtp.message([HEADER, MARK, dumps(hello(nonce))]))
        connection.receive_answer(MARK)
        return connection

    def challenge(self, connection):
        connection.send(zmtp.message([HEADER, MARK, dumps(hello())]))
        return json.loads(connection.receive_answer(MARK))["nonce"]

    def finish(self):
        pass


class Talk(Attack):
    """Bursts of wrong messages on connections that are introduced; while one is worked on, the next is made up."""
    BURST, LIFE = 120, 40

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.waiting = collections.deque()

    def __call__(self):
        if len(self.waiting) < 3:
            connection, bursts = self.introduced(), 0
        else:
            connection, bursts = self.waiting.popleft()
            connection.receive_answer(MARK)
            # Heartbeats are not answered, so that nobody lives for longer than a few of them.
            if bursts == self.LIFE or time.monotonic() - connection.opened > 5:
                connection.close()
                return 0
        content = b"".join(zmtp.message(self.mutator.message()) for _ in range(self.BURST))
        connection.send(content + MARKER)
        self.waiting.append((connection, bursts + 1))
        return self.BURST

    def finish(self):
        for connection, _ in self.waiting:
            connection.close()


class Strangers(Attack):
    """Requests before the hello, nonces that are wrong, another's or used before, ids of one's own."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.nonces = collections.deque(["0" * 32], maxlen=50)

    def __call__(self):
        properties = self.properties()
        connection = Connection(self.path).shake_hands(properties)
        sent = [self.body() for _ in range(40)]
        content = [zmtp.message([HEADER, self.mutator.id(), body]) for body in sent]
        content += [zmtp.message(self.mutator.message()) for _ in range(10)]
        self.random.shuffle(content)
        try:
            connection.send(b"".join(content) + MARKER)
            # Who comes with the id of another one is not answered.
            if properties is DEALER and self.random.random() < 0.3:
                while (frames := connection.receive())[1] != MARK:
                    reply = json.loads(frames[2])
                    if reply["type"] == "challenge":
                        self.nonces.append(reply["nonce"])
        except Gone:
            pass
        connection.close()
        return len(content)

    def properties(self):
        """Mostly those of a client; else an id of its own, like those that the library gives or unlike."""
        if self.random.random() < 0.8:
            return DEALER
        return [(b"Socket-Type", b"DEALER"), (b"Identity", self.own_id())]

    def body(self):
        nonce = self.random.choice([*self.nonces, self.random.randbytes(16).hex(), "", "x" * 5000, None])
        return self.random.choice([
            dumps(hello(nonce)), dumps(hello(nonce)), dumps({"type": "hello", "nonce": 7}), b'{"type":"status"}',
            self.random.choice(self.mutator.sound_bytes)])


class Noise(Attack):
    """Connections that speak no ZMTP, or only half of it; some stay for a while, most are gone at once."""
    PARKED = 200

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.parked = collections.deque()

    def __call__(self):
        for _ in range(20):
            try:
                connection = Connection(self.path)
                connection.send(self.bytes())
                self.parked.append(connection)
            except Gone:
                continue
            if self.random.random() < 0.9:
                self.parked.pop().close()
            elif len(self.parked) > self.PARKED:
                self.parked.popleft().close()
        return 20

    def finish(self):
        for connection in self.parked:
            connection.close()

    def bytes(self):
        whole = zmtp.greeting() + zmtp.ready(DEALER)
        choice = self.random.randrange(12)
        if choice == 0:
            return b""
        if choice == 1:
            return self.random.randbytes(self.random.randint(1, 300))
        if choice == 2:
            return whole[:self.random.randint(1, len(whole))]
        if choice == 3:
            version = self.random.choice([(0, 0), (1, 0), (2, 0), (3, 1), (9, 9)])
            return zmtp.greeting(version) + self.random.randbytes(40)
        if choice == 4:
            mechanism = self.random.choice([b"PLAIN", b"CURVE", b"GSSAPI", b"", b"\xff" * 20])
            return zmtp.greeting(mechanism=mechanism) + whole
        if choice in (5, 6):
            return zmtp.greeting() + self.ready()
        if choice == 7:
            # Frames that promise more than comes, or more than there is.
            size = self.random.choice([2**24 + 1, 2**31, 2**62, 2**63, 2**64 - 1])
            return whole + struct.pack(">BQ", 2, size) + b"x" * 99
        if choice == 8:
            return whole + bytes([self.random.randrange(8, 256)]) + self.random.randbytes(50)
        if choice == 9:
            name = self.random.choice([b"PING", b"PONG", b"SUBSCRIBE", b"ERROR", b"READY", b"JOIN", b"", b"x" * 200])
            content = bytes([len(name)]) + name + self.random.randbytes(self.random.randrange(60))
            return whole + zmtp.frame(content, COMMAND)
        if choice == 10:
            damaged = bytearray(whole + MARKER)
            damaged[self.random.randrange(len(damaged))] ^= 1 << self.random.randrange(8)
            return bytes(damaged)
        return b"\x01\0" + zmtp.message([HEADER, self.mutator.id(), b"{}"])

    def ready(self):
        odd = self.random.choice([
            [], [(b"Socket-Type", b"REP")], [(b"Socket-Type", b"")], [(b"Identity", self.own_id())], DEALER * 100,
            [(b"Socket-Type", b"DEALER"), (b"Identity", self.own_id())],
            [(b"Socket-Type", b"DEALER"), (b"Identity", b""), (b"Identity", self.own_id())],
            [(b"Socket-Type", b"DEALER"), (b"Identity", self.random.randbytes(70_000))],
            [(b"Socket-Type", b"DEALER"), (b"User-Id", b"root")], [(b"", b"")], [(b"x" * 255, b"y" * 1000)],
            [(b"Socket-Type", b"DEALER"), (b"Peer-Address", b"\0")],
        ])
        content = zmtp.ready(odd)
        if self.random.random() < 0.2:
            content = content[:-2] + b"\xff\xff\xff\xff"
        return content + zmtp.message([HEADER, self.mutator.id(), dumps(hello())])


class Flood(Attack):
    """Sound requests by the thousand from somebody who never reads an answer, then goes or is closed out."""

    def __call__(self):
        connection = self.introduced()
        connection.socket.settimeout(0.5)
        # Short lists: a thousand of a thousand jobs each are half a minute's work, which others would wait for.
        body = self.random.choice([
            b'{"type":"status"}', b'{"type":"metrics"}', b'{"type":"list","limit":20}', b'{"type":"model-list"}',
            b'{"type":"plugin-list"}', b'{"type":"watch","job":"1"}'])
        try:
            connection.send(1000 * zmtp.message([HEADER, self.mutator.id(), body]))
        except Gone:
            pass
        connection.close()
        return 1000


class Large(Attack):
    """Frames near the bound and over it, and many small ones in one message."""

    def __call__(self):
        connection = self.introduced()
        size = self.random.choice([65_536, 1 << 20, (1 << 24) - 100, (1 << 24) + 1])
        content = self.random.choice([b"[", b"{\"a\":", b" ", b"\xff", b'"x",', b"1"])
        try:
            body = (content * (size // len(content) + 1))[:size]
            connection.send(zmtp.message([HEADER, MARK, body]))
            connection.send(zmtp.message([HEADER, MARK] + [b""] * 20_000))
            for _ in range(2):
                connection.receive_answer(MARK)
        except Gone:
            pass
        connection.close()
        return 2
