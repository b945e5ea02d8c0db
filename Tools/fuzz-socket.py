#!/usr/bin/env python3
"""Sends a daemon of its own what it must not stumble over, and tells whether it did.

    make fuzz                                      # the readers of Fuzzing/ first, then 100,000 messages here
    make fuzz FUZZ="--runs 1000000"
    python3 Tools/fuzz-socket.py --messages 1000000 --seed 7

Messages are damaged ones of the protocol, handshakes that are wrong, bytes that are no ZeroMQ, floods that nobody reads
the answers of, and connections that are gone at once, before and after an introduction. They are made from the seed; in
which order the daemon sees those of different connections is its own affair.

Meanwhile a client that behaves asks for the status every second and must be answered within --bound seconds, tries
that were refused as too many included. At the end the daemon must be the same process, hold no more than --growth MiB
more than after the first fifth, have as many descriptors as before, give the same bytes for a job as before, and end
when it is told to.

The first time it makes a Python environment with pyzmq in .cache/bench-venv.
"""
import argparse
import hashlib
import json
import multiprocessing
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "Benchmarks"), str(ROOT / "Fuzzing" / "socket")]

from surroundings import fail, python_with, say  # noqa: E402

# Small queues: a damaged request may well be a sound one, and the point is not to compute.
CONFIGURATION = """[engine]
threads = 1
concurrent-items = 4
[limits]
queued-items = 200
items-per-owner = 200
items-per-job = 8
text-length = 40
"""
# Shares of all messages.
SHARES = {"Talk": 0.60, "Strangers": 0.19, "Noise": 0.10, "Flood": 0.10, "Large": 0.0002}


class Client:
    """One that behaves: a request at a time, and again a moment later where the daemon has too many in hand."""

    def __init__(self, path, seconds=60):
        import zmq

        self.socket = zmq.Context().socket(zmq.DEALER)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.RCVTIMEO, 1000 * seconds)
        self.socket.connect(f"ipc://{path}")
        self.number = self.refusals = 0
        challenge, _ = self.ask(type="hello", client="fuzz-socket.py")
        self.ask(type="hello", client="fuzz-socket.py", nonce=challenge["nonce"])

    def ask(self, **request):
        while True:
            self.number += 1
            id = self.number.to_bytes(8, "big")
            self.socket.send_multipart([b"SEQD\x02", id, json.dumps(request).encode()])
            while (frames := self.socket.recv_multipart())[1] != id:
                pass
            reply = json.loads(frames[2])
            if reply["type"] != "error":
                return reply, frames[3] if len(frames) > 3 else b""
            if reply["code"] != "full":
                raise RuntimeError(reply["message"])
            self.refusals += 1
            time.sleep(0.05)


def watch_status(path, bound, end, result):
    """Asks for the status every second; a process of its own, so that the fuzzer's work does not count."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    client, taken, fault = Client(path, max(30, 2 * bound)), [], None
    while not end.is_set():
        start = time.monotonic()
        try:
            client.ask(type="status")
        except Exception as error:  # whatever it is, the daemon did not answer
            fault = f"no status: {error or type(error).__name__}"
            break
        taken.append(time.monotonic() - start)
        end.wait(max(0, 1 - taken[-1]))
    result.send((taken, client.refusals, fault))


def digest_of_job(client):
    """SHA-256 of what a job gives that is the same each time."""
    job, _ = client.ask(
        type="submit", task="character-text", items=[{}], parameters={"length": 60}, seed=11, priority=100,
        receipt=False)
    end = time.monotonic() + 120
    while client.ask(type="show", job=job["id"], limit=0)[0]["info"]["state"] not in ("done", "failed", "cancelled"):
        if time.monotonic() > end:
            return "no end within two minutes"
        time.sleep(0.05)
    return hashlib.sha256(client.ask(type="fetch", job=job["id"], item=0)[1]).hexdigest()


def clear_queue(client):
    """Gives up the jobs that came about by accident or are held, so that the queue has room."""
    while True:
        jobs = client.ask(type="list", states=["queued", "running"], limit=1000)[0]["jobs"]
        if not jobs:
            return
        for job in jobs:
            client.ask(type="cancel", job=job["id"])
        time.sleep(0.1)


def memory(process):
    """Resident MiB."""
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def descriptors(process):
    """How many are open but those of the database, which opens a few more readers once many ask at a time."""
    count = 0
    for descriptor in pathlib.Path(f"/proc/{process.pid}/fd").iterdir():
        try:
            count += "jobs.sqlite" not in os.readlink(descriptor)
        except FileNotFoundError:  # closed meanwhile
            pass
    return count


def settled(process, wanted, seconds=30):
    """Descriptors once they are as few as wanted, or time is up."""
    end = time.monotonic() + seconds
    while (count := descriptors(process)) > wanted and time.monotonic() < end:
        time.sleep(0.2)
    return count


class Bombardment:
    """Sends everything, with counts by attack and the daemon's memory after the first fifth."""
    CLEANING = 20_000

    def __init__(self, path, process, options):
        import attacks
        from mutations import Mutator

        chance = random.Random(options.seed)
        mutator = Mutator(chance)
        attacks.Attack.repeats_ids = options.repeat_ids
        self.attacks = {name: getattr(attacks, name)(path, chance, mutator) for name in SHARES}
        self.sent = dict.fromkeys(SHARES, 0)
        self.path, self.process, self.options = path, process, options
        self.warm = None

    def run(self):
        cleaner, cleaned, start = Client(self.path), 0, time.monotonic()
        try:
            while (total := sum(self.sent.values())) < self.options.messages:
                if (spent := time.monotonic() - start) > self.options.seconds:
                    break
                if spent > self.options.limit:
                    raise RuntimeError(f"there was no time for more in {self.options.limit:.0f} seconds")
                # Whatever is furthest behind its share.
                name = min(SHARES, key=lambda name: self.sent[name] / SHARES[name])
                self.sent[name] += self.attacks[name]()
                if total >= cleaned + self.CLEANING:
                    clear_queue(cleaner)
                    cleaned = total
                    self.tell(total)
                if self.warm is None and total >= self.options.messages / 5:
                    self.warm = memory(self.process)
            clear_queue(cleaner)
        finally:
            for attack in self.attacks.values():
                attack.finish()
            cleaner.socket.context.destroy()

    def tell(self, total):
        if self.options.verbose:
            say(f"{total:>10,}  {memory(self.process):.0f} MiB, {descriptors(self.process)} descriptors")


def start(options, folder):
    path = f"{folder}/s"
    configuration = pathlib.Path(folder, "seqd.toml")
    configuration.write_text(CONFIGURATION)
    log = open(f"{folder}/log", "w")
    build = pathlib.Path(options.build)
    return path, subprocess.Popen(
        [build / "seqd", "--config", configuration, "--socket", path, "--state", f"{folder}/state",
         "--models", ROOT / "Models", "--plugins", build], stderr=log)


def watched(path, process, options):
    """Bombards while somebody asks for the status."""
    end, (theirs, ours) = multiprocessing.Event(), multiprocessing.Pipe()
    watcher = multiprocessing.Process(target=watch_status, args=(path, options.bound, end, theirs))
    watcher.start()
    bombardment, fault = Bombardment(path, process, options), None
    try:
        bombardment.run()
    except Exception as error:  # a daemon that does not answer as it should shows in many ways
        at = traceback.extract_tb(error.__traceback__)[-1]
        fault = f"{type(error).__name__}: {error} (in {at.name})"
        say(fault)
    end.set()
    answers = ours.recv() if ours.poll(60) else ([], 0, "the client that asks for the status is stuck")
    watcher.join(10)
    if watcher.is_alive():
        watcher.kill()
    return bombardment, fault or answers[2], answers


def outcome(body):
    """What a step gives, or why it gave nothing."""
    try:
        return body()
    except Exception as error:  # one more line of the table
        return f"{type(error).__name__}: {error}"


def examine(path, process, options):
    """Runs it all; returns lines of the table: what, value, whether it is as it should be."""
    client = Client(path)
    before, open_before = digest_of_job(client), descriptors(process)
    begin = time.monotonic()
    bombardment, fault, (taken, refusals, _) = watched(path, process, options)
    seconds = time.monotonic() - begin
    lines = [(name.lower(), f"{count:,} messages", True) for name, count in bombardment.sent.items()]
    lines.append(("sent", f"{sum(bombardment.sent.values()):,} messages in {seconds:.0f} s", fault is None))
    if fault:
        lines.append(("fault", fault, False))
    alive = process.poll() is None
    lines.append(("process", "the same" if alive else f"ended with {process.returncode}", alive))
    if not alive:
        return lines
    slowest = max(taken, default=float("inf"))
    lines.append((
        "status", f"{len(taken)} answers, slowest after {slowest:.2f} s, {refusals} tries refused as too many",
        slowest <= options.bound))
    if bombardment.warm is not None:
        growth = memory(process) - bombardment.warm
        value = f"{bombardment.warm:.0f} MiB after a fifth, {growth:+.1f} MiB at the end"
        lines.append(("memory", value, growth <= options.growth))
    count = settled(process, open_before)
    lines.append(("descriptors", f"{open_before} before, {count} after", count <= open_before))
    after = outcome(lambda: digest_of_job(client))
    lines.append(("job", "the same bytes" if after == before else f"{after} instead of {before}", after == before))
    process.send_signal(signal.SIGTERM)
    status = outcome(lambda: process.wait(30))
    return lines + [("SIGTERM", f"ended with {status}", status == 0)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=ROOT / ".build" / "release", help="folder of seqd and its plugins")
    parser.add_argument("--messages", "--runs", type=int, default=100_000, help="messages to send (100000)")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="send no more after so many seconds")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parser.add_argument("--bound", type=float, default=5, help="seconds within which a status must come (5)")
    parser.add_argument("--growth", type=float, default=16, help="MiB that the daemon may grow (16)")
    parser.add_argument("--limit", type=float, default=3600, help="seconds that sending may take (3600)")
    parser.add_argument("--repeat-ids", action="store_true", help="claim ids of others, of which libzmq leaks memory")
    parser.add_argument("--verbose", action="store_true", help="show memory and descriptors on the way")
    options = parser.parse_args()
    python = python_with(["zmq"], {"zmq": "pyzmq"})
    if pathlib.Path(sys.prefix).resolve() != python.parent.parent.resolve():
        os.execv(python, [python, __file__, *sys.argv[1:]])
    print(f"seed {options.seed}", flush=True)
    # Not below TMPDIR: the path of a socket has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="seqd-fuzz-", dir="/tmp") as folder:
        path, process = start(options, folder)
        try:
            lines = examine(path, process, options)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        log = pathlib.Path(folder, "log").read_text(errors="replace").splitlines()
    for what, value, good in lines:
        print(f"{what:<12} {value}{'' if good else '   FAILED'}")
    if not all(good for _, _, good in lines):
        say("\n".join(["the last words of the daemon:", *log[-20:]]))
        fail("the daemon did not stand it")


if __name__ == "__main__":
    main()
