"""ZMTP (ZeroMQ RFC 23) by hand, since a library would send nothing that is wrong."""
import socket
import struct
import time

HEADER = b"SEQD\x02"
MORE, LONG, COMMAND = 1, 2, 4


def greeting(version=(3, 0), mechanism=b"NULL", as_server=0):
    return b"\xff" + bytes(8) + b"\x7f" + bytes(version) + mechanism.ljust(20, b"\0") + bytes([as_server]) + bytes(31)


def frame(content, flags=0):
    if len(content) < 256:
        return bytes([flags, len(content)]) + content
    return struct.pack(">BQ", flags | LONG, len(content)) + content


def message(frames):
    last = len(frames) - 1
    return b"".join(frame(content, MORE if number < last else 0) for number, content in enumerate(frames))


def ready(properties):
    """The command that ends the handshake; properties are pairs of name and value, as often as one likes."""
    body = b"\x05READY"
    for name, value in properties:
        body += bytes([len(name)]) + name + struct.pack(">I", len(value)) + value
    return frame(body, COMMAND)


DEALER = [(b"Socket-Type", b"DEALER"), (b"Identity", b"")]


class Gone(Exception):
    """The daemon closed the connection, or takes nothing more."""


class Connection:
    """A client's end: bytes out, messages in."""

    def __init__(self, path, timeout=10):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(timeout)
        self.buffer = bytearray()
        self.parts = []
        self.is_greeted = False
        self.opened = time.monotonic()
        for _ in range(500):
            try:
                self.socket.connect(path)
                return
            except BlockingIOError:
                # The daemon has not accepted the last ones yet.
                time.sleep(0.01)
        raise Gone("nobody accepts connections")

    def send(self, content):
        try:
            self.socket.sendall(content)
        except OSError as error:
            raise Gone(str(error)) from error

    def shake_hands(self, properties=DEALER):
        """Waits for the daemon's greeting in between: the library may close a connection where all comes at once."""
        self.send(greeting())
        while len(self.buffer) < 64:
            self.fill()
        self.send(ready(properties))
        return self

    def receive(self):
        """The next message."""
        while True:
            found = self.take()
            if found is not None:
                return found
            self.fill()

    def fill(self):
        try:
            content = self.socket.recv(1 << 18)
        except OSError as error:
            raise Gone(str(error)) from error
        if not content:
            raise Gone("the daemon closed the connection")
        self.buffer += content

    def take(self):
        """A message that is in the buffer whole; commands are left out."""
        if not self.is_greeted:
            if len(self.buffer) < 64:
                return None
            del self.buffer[:64]
            self.is_greeted = True
        position, found = 0, None
        while found is None and position + 2 <= len(self.buffer):
            flags, head = self.buffer[position], 9 if self.buffer[position] & LONG else 2
            if position + head > len(self.buffer):
                break
            size = int.from_bytes(self.buffer[position + 1:position + head], "big")
            if position + head + size > len(self.buffer):
                break
            content = bytes(self.buffer[position + head:position + head + size])
            position += head + size
            if flags & COMMAND:
                continue
            self.parts.append(content)
            if not flags & MORE:
                found, self.parts = self.parts, []
        del self.buffer[:position]
        return found

    def receive_answer(self, id):
        """The body of the answer with an id; what comes before is dropped."""
        while True:
            frames = self.receive()
            if len(frames) > 2 and frames[1] == id:
                return frames[2]

    def close(self):
        self.socket.close()
