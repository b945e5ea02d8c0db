#!/usr/bin/env python3
"""What the daemon adds to the time of its engine: many lines of handwriting as PNG, and one short line.

    make bench-daemon                          # 1,000 lines and 50 short ones, three rounds
    make bench-daemon BENCH="--lines 200 --rounds 1 --json"

The daemon is one of its own with the bundled models. A client written with pyzmq hands in the lines as one job, waits for
its end and fetches every PNG; the time is from before the first message to after the last byte. The engine alone
generates with the same model on the same number of threads (seqbench decode). Both are given in steps of the network a
second, and the share is the daemon's by the engine's. For the short line the engine's own time is that of as many
steps of one sequence alone, and the daemon's is brought to that number of steps. Let the machine be idle.

The first time it makes a Python environment with pyzmq in .cache/bench-venv.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from surroundings import ROOT, fail, python_with, result_of, say

TEXT = "The quick brown fox jumps over the dog."
SHORT = "Dear Ann,"


class Client:
    """One DEALER socket; a request at a time."""

    def __init__(self, path):
        import zmq

        self.socket = zmq.Context.instance().socket(zmq.DEALER)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.RCVTIMEO, 600_000)
        self.socket.connect(f"ipc://{path}")
        self.number = 0
        challenge, _ = self.ask(type="hello", client="daemon.py")
        self.ask(type="hello", client="daemon.py", nonce=challenge["nonce"])

    def send(self, **request):
        self.number += 1
        body = json.dumps(request).encode()
        self.socket.send_multipart([b"SEQD\x02", self.number.to_bytes(8, "big"), body])
        return self.number.to_bytes(8, "big")

    def receive(self):
        frames = self.socket.recv_multipart()
        reply = json.loads(frames[2])
        if reply["type"] == "error":
            fail(f"the daemon says: {reply['message']}")
        return frames[1], reply, frames[3] if len(frames) > 3 else b""

    def ask(self, **request):
        wanted = self.send(**request)
        while True:
            id, reply, payload = self.receive()
            if id == wanted:
                return reply, payload

    def steps(self):
        return self.ask(type="status")[0]["stepsDone"]


def job(client, text, count, seed):
    """Seconds and steps of a job: handed in, waited for, every PNG fetched."""
    before = client.steps()
    start = time.perf_counter()
    submitted, _ = client.ask(
        type="submit", task="handwriting-synthesis", items=[{"text": text}], count=count, seed=seed, format="png",
        parameters={"attempts": 1, "proofread": 0})
    watch = client.send(type="watch", job=submitted["id"])
    while True:
        id, reply, _ = client.receive()
        if id == watch and reply["state"] in ("done", "failed", "cancelled"):
            break
    done = 0
    for number in range(count):
        chunk, payload = client.ask(type="fetch", job=submitted["id"], item=number, offset=0, length=1 << 20)
        done += payload.startswith(b"\x89PNG") and len(payload) == chunk["size"]
    seconds = time.perf_counter() - start
    if done != count:
        fail(f"{count - done} of {count} lines did not become a PNG")
    return seconds, client.steps() - before


def engine(options, batch, steps):
    command = [options.seqbench, "decode", ROOT / "Models" / "handwriting", "--batch", batch, "--steps", steps,
               "--threads", options.threads]
    return result_of(command, options.threads)["elementsPerSecond"]


def many(client, options, seed):
    """Steps a second of the engine alone, then through the daemon."""
    alone = engine(options, min(options.lines, 256), 1000)
    seconds, steps = job(client, TEXT, options.lines, seed)
    return {"engineStepsPerSecond": alone, "daemonStepsPerSecond": steps / seconds, "seconds": seconds, "steps": steps}


def short(client, options, seed):
    """Milliseconds that the daemon adds to one short line; medians of several."""
    runs = [job(client, SHORT, 1, seed + number) for number in range(options.short)]
    # As many steps as a line has, so that waking the threads and filling the caches count the same.
    steps = round(statistics.median(steps for _, steps in runs))
    alone = 1000 * statistics.median(steps / engine(options, 1, steps) for _ in range(9))
    whole = 1000 * statistics.median(seconds * steps / own for seconds, own in runs)
    return {"addedMilliseconds": whole - alone, "engineMilliseconds": alone, "milliseconds": whole, "steps": steps}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=ROOT / ".build" / "release", help="folder of seqd and its plugins")
    parser.add_argument("--seqbench", default=ROOT / "Benchmarks" / ".build" / "release" / "seqbench")
    parser.add_argument("--lines", type=int, default=1000)
    parser.add_argument("--short", type=int, default=50, help="short lines a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    python = python_with(["zmq"], {"zmq": "pyzmq"})
    if pathlib.Path(sys.prefix).resolve() != python.parent.parent.resolve():
        os.execv(python, [python, __file__, *sys.argv[1:]])
    with tempfile.TemporaryDirectory(prefix="seqd-", dir="/tmp") as folder:
        # Not below TMPDIR: the path of a socket has at most 107 bytes.
        path = f"{folder}/s"
        configuration = pathlib.Path(folder, "seqd.toml")
        configuration.write_text(f"[engine]\nthreads = {options.threads}\n")
        daemon = subprocess.Popen(
            [options.build / "seqd", "--config", configuration, "--socket", path, "--state", f"{folder}/state",
             "--models", ROOT / "Models", "--plugins", options.build], stderr=subprocess.DEVNULL)
        try:
            client = Client(path)
            job(client, SHORT, 4, 1)
            rounds = []
            for number in range(options.rounds):
                rounds.append({"many": many(client, options, 1000 * number), "short": short(client, options, 7)})
                one = rounds[-1]
                say(f"round {number + 1}: {options.lines} lines {one['many']['seconds']:.2f} s, "
                    f"{one['many']['daemonStepsPerSecond']:,.0f} of {one['many']['engineStepsPerSecond']:,.0f} steps/s; "
                    f"a short line {one['short']['milliseconds']:.1f} ms, {one['short']['addedMilliseconds']:.1f} added")
        finally:
            daemon.terminate()
            daemon.wait()
    share = statistics.median(
        one["many"]["daemonStepsPerSecond"] / one["many"]["engineStepsPerSecond"] for one in rounds)
    added = statistics.median(one["short"]["addedMilliseconds"] for one in rounds)
    if options.json:
        print(json.dumps({"lines": options.lines, "share": share, "addedMilliseconds": added, "rounds": rounds}))
    else:
        print(f"{options.lines} lines to PNG through the daemon: {100 * share:.0f} % of the engine alone")
        print(f"one short line: {added:.1f} ms on top of the engine's own time")


main()
