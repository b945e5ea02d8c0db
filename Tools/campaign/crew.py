"""The clients of a campaign, threads with a connection each: they hand in, release, watch, fetch and observe."""
import collections
import hashlib
import random
import threading
import time

from campaign.house import Link, Refused, Stopped, Unanswered

#: An answer to `status`: when it was asked for and when it came, steps since the start, sequences in the engine.
Note = collections.namedtuple("Note", "life sent received steps active")
#: What a watch said of a job of one item: the steps are that item's.
Seen = collections.namedtuple("Seen", "life sent received state steps")
SUBMITTERS = 4
FETCHERS = 3


class Crew:
    """Everything the clients know."""

    def __init__(self, house, orders, seed, reference=None, pace=None):
        self.house, self.orders, self.seed = house, orders, seed
        #: Digest and receipt of each item as they have to be; None in the run that finds them out.
        self.reference = reference
        #: The wave that may be handed in now; None for all at once.
        self.pace = pace
        self.lock = threading.Lock()
        self.next = 0
        self.submissions = 0
        self.notes = collections.deque(maxlen=1000)
        self.seen = {}
        self.fetched = {}
        self.changed = []
        self.failures = []
        self.links = []
        self.over = threading.Event()
        self.threads = []

    def begin(self):
        roles = [self.submit] * SUBMITTERS + [self.fetch] * FETCHERS + [self.release, self.watch, self.observe]
        for number, role in enumerate(roles):
            thread = threading.Thread(
                target=self.work, args=(role, random.Random(f"{self.seed} {number}")), daemon=True)
            self.threads.append(thread)
            thread.start()

    def end(self):
        """After the house has stopped."""
        self.over.set()
        for thread in self.threads:
            thread.join(5)

    def work(self, role, chance):
        link = Link(self.house)
        self.links.append(link)
        try:
            role(link, chance)
        except Stopped:
            pass
        except Exception as error:
            self.failures.append(f"{role.__name__}: {type(error).__name__}: {error}")
        finally:
            link.close()

    def has_fetched(self, order):
        return all((order.index, item) in self.fetched for item in range(order.items))

    def wave(self):
        return self.pace() if self.pace else len(self.orders)

    # Handing in

    def submit(self, link, chance):
        while not self.over.is_set():
            with self.lock:
                if self.next == len(self.orders):
                    return
                order = self.orders[self.next]
                self.next += 1
            while order.wave > self.wave() or (order.follows and not order.follows.id and not order.follows.refusal):
                if self.over.wait(0.005):
                    return
            if self.pace:
                self.over.wait(chance.uniform(0, 0.4))
            self.hand_in(link, order)
            # Whoever is not sure sends again, and gets the same job.
            if chance.random() < 0.1:
                self.hand_in(link, order)

    def hand_in(self, link, order):
        request = {"type": "submit", **order.request}
        if order.follows:
            if order.follows.refusal:
                order.refusal = f"what it was to follow was refused: {order.follows.refusal}"
                return
            request["after"] = order.follows.id
        with self.lock:
            self.submissions += 1
            if order.sent is None:
                order.sent = (self.house.life, time.monotonic())
        try:
            order.ids.append(link.ask(**request)[0]["id"])
        except Refused as error:
            order.refusal = str(error)

    def release(self, link, chance):
        held = [order for order in self.orders if order.release is not None]
        while held and not self.over.is_set():
            for order in [order for order in held if order.id and order.release <= self.wave()]:
                order.released = not link.ask(type="release", job=order.id)[0]["held"]
                held.remove(order)
            self.over.wait(0.01)

    # Watching

    def watch(self, link, chance):
        """Watches every job until its end; again in each life, and when nothing was heard for two seconds."""
        life, heard, jobs = 0, {}, {}
        while not self.over.is_set():
            if life != self.house.life:
                self.house.await_opened()
                life, heard = self.house.life, {}
                link.introduce()
            now = time.monotonic()
            for order in self.orders:
                if order.id and not order.ended and now - heard.get(order.id, 0) > 2:
                    heard[order.id], jobs[order.id] = now, order
                    link.send({"type": "watch", "job": order.id})
            arrival = link.receive(20)
            if arrival and arrival[1]["type"] == "event":
                event = arrival[1]
                heard[event["job"]] = time.monotonic()
                if event["state"] in ("done", "failed", "cancelled"):
                    jobs[event["job"]].ended = event["state"]
            elif arrival and arrival[1].get("code") == "unknown-client":
                life = 0

    def observe(self, link, chance):
        """Asks for the engine's figures, and for the steps of what runs, all the time."""
        keys = {order.key: order for order in self.orders if order.items == 1}
        while not self.over.is_set():
            self.house.await_opened()
            life, sent = self.house.life, time.monotonic()
            try:
                reply, _ = link.ask_once({"type": "status"})
                active = reply["activeSequences"] + reply["waitingSequences"]
                self.notes.append(Note(life, sent, time.monotonic(), reply["stepsDone"], active))
                running, _ = link.ask_once({"type": "list", "states": ["running"], "limit": 20})
                for job in [job for job in running["jobs"] if job["label"] in keys][:3]:
                    self.look_at(job, link)
            except Refused as error:
                if not link.is_passing(error):
                    raise
            except Unanswered:
                continue
            self.over.wait(0.002)

    def look_at(self, job, link):
        """The first event of a watch comes at once, and is of now."""
        life, sent = self.house.life, time.monotonic()
        event, _ = link.ask_once({"type": "watch", "job": job["id"]})
        self.seen[job["label"]] = Seen(life, sent, time.monotonic(), event["state"], event["stepsDone"])

    # Fetching

    def fetch(self, link, chance):
        """Fetches whatever may have ended, what was not fetched yet first."""
        while not self.over.is_set():
            ended = [order for order in self.orders if order.ended]
            fresh = [order for order in ended if not self.has_fetched(order)]
            if not ended:
                self.over.wait(0.02)
                continue
            order = chance.choice(fresh or ended)
            for item in range(order.items):
                try:
                    self.keep(order, item, *whole(link, order.id, item, chance.choice([4096, 1 << 20])))
                except Refused as error:
                    # A job that was told to be done stays done.
                    if order.ended == "done" or error.code not in ("failed", "cancelled"):
                        self.changed.append(f"item {item} of job {order.id}, which was done: {error}")
                    self.fetched.setdefault((order.index, item), None)
                self.over.wait(chance.uniform(0, 0.01))

    def keep(self, order, item, bytes, receipt):
        found = (hashlib.sha256(bytes).hexdigest(), receipt)
        self.fetched[order.index, item] = found
        if self.reference and found != self.reference[order.index, item]:
            self.changed.append(f"item {item} of job {order.id}")


def whole(link, job, item, piece):
    """All bytes of a result, in pieces, and the receipt beside it."""
    parts, receipt, offset = [], None, 0
    while True:
        chunk, payload = link.ask(type="fetch", job=job, item=item, offset=offset, length=piece)
        receipt = receipt or chunk.get("receipt")
        parts.append(payload)
        offset += len(payload)
        if offset >= chunk["size"]:
            return b"".join(parts), receipt
