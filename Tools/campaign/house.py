"""A daemon of the campaign's own, killed and started again, and a client's connection to it."""
import json
import pathlib
import signal
import subprocess
import threading
import time

import zmq

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Stopped(Exception):
    """The campaign is over: threads end."""


class Unanswered(Exception):
    """The daemon died before it answered."""


class Refused(Exception):
    """The daemon answered with an error."""

    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['message']}")
        self.code = error["code"]


class House:
    """The daemon, life after life; every one of them has the same state folder."""

    def __init__(self, build, folder):
        self.build, self.folder = build, pathlib.Path(folder)
        self.socket, self.state = self.folder / "s", self.folder / "state"
        self.folder.mkdir()
        self.process = None
        #: The number of the present life, and when it began and ended. Clients wait while it is not `opened`.
        self.life, self.born, self.died = 0, 0.0, 0.0
        self.opened = threading.Event()
        self.closing = False

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [self.build / "seqd", "--socket", self.socket, "--state", self.state, "--models", ROOT / "Models",
                 "--plugins", self.build], stderr=log)
        self.life, self.born = self.life + 1, time.monotonic()
        self.opened.set()

    def kill(self):
        """SIGKILL; returns once the process is gone. Clients see the same life until the next start."""
        if self.process.poll() is not None:
            raise RuntimeError(f"the daemon ended by itself with {self.process.returncode}: {self.last_words()}")
        self.opened.clear()
        self.died = time.monotonic()
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Ends it as an administrator would; what does not go is killed. Threads that wait for it end."""
        self.closing = True
        self.opened.set()
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def last_words(self):
        lines = (self.folder / "log").read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it says nothing"

    def await_opened(self):
        while not self.opened.wait(0.2):
            if self.closing:
                raise Stopped
        if self.closing:
            raise Stopped


class Link:
    """One DEALER socket of one thread, used through all lives, as PROTOCOL.md has it: who gets `unknown-client` says
    hello again, and sends again what was not answered."""

    def __init__(self, house):
        self.house = house
        self.socket = zmq.Context.instance().socket(zmq.DEALER)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.RECONNECT_IVL, 10)
        self.socket.connect(f"ipc://{house.socket}")
        self.number = 0
        #: The request that is under way: its type, the life in which it was sent, when, and the job's key.
        self.waiting = None
        #: Which lives it has introduced itself to.
        self.introductions = 0

    def close(self):
        self.socket.close()

    def send(self, request):
        self.number += 1
        id = self.number.to_bytes(8, "big")
        self.socket.send_multipart([b"SEQD\x02", id, json.dumps(request).encode()])
        return id

    def receive(self, milliseconds):
        """Id, reply and payload; None when nothing came."""
        if not self.socket.poll(milliseconds):
            return None
        frames = self.socket.recv_multipart()
        return frames[1], json.loads(frames[2]), frames[3] if len(frames) > 3 else b""

    def ask(self, **request):
        """Sends until there is an answer, through as many lives as it takes."""
        while True:
            try:
                return self.ask_once(request)
            except Unanswered:
                continue
            except Refused as error:
                if not self.is_passing(error):
                    raise

    def is_passing(self, error):
        """Whether the same request may be taken if it is sent again; by then the daemon knows the connection."""
        if error.code == "unknown-client":
            self.introduce()
        elif error.code == "full":
            # All watches of a new life come at once, and the user's requests in hand are bounded.
            time.sleep(0.01)
        return error.code in ("unknown-client", "full", "stopping")

    def ask_once(self, request):
        self.house.await_opened()
        life = self.house.life
        id = self.send(request)
        self.waiting = (request["type"], life, time.monotonic(), request.get("key"))
        try:
            return self.answer(id, life)
        finally:
            self.waiting = None

    def answer(self, id, life):
        """An answer may lie in the socket when the daemon is dead already. What has none is `waiting` until the next
        life, so that whoever looks at the death sees it."""
        while True:
            ended = not self.house.opened.is_set() or self.house.life != life
            arrival = self.receive(20)
            if arrival and arrival[0] == id:
                if arrival[1]["type"] == "error":
                    raise Refused(arrival[1])
                return arrival[1], arrival[2]
            if ended and not arrival:
                self.house.await_opened()
                raise Unanswered

    def introduce(self):
        """Returns when the daemon knows the connection, or has died again."""
        try:
            challenge, _ = self.ask_once({"type": "hello", "client": "kill-campaign"})
            if challenge["type"] == "challenge":
                self.ask_once({"type": "hello", "client": "kill-campaign", "nonce": challenge["nonce"]})
            self.introductions += 1
        except Unanswered:
            pass
        except Refused as error:
            if error.code != "full":
                raise
