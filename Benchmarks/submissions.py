#!/usr/bin/env python3
"""How many jobs a second eight clients hand in durably, with seqd and with beanstalkd, on the same disk in one run.

    make bench-submissions                          # five rounds
    make bench-submissions BENCH="--rounds 2 --seconds 3 --json"

Each client is a process that hands in a job, waits until it is acknowledged, and goes on with the next. A job of seqd
has one short item and is held, so that nothing is generated; beanstalkd gets bodies of the same size and syncs each
(-f0). Rounds alternate, figures are medians over them.

The second table is of one client alone: how long until a job is acknowledged, how long a round trip to seqd takes that
touches no disk (hello), and how long the disk itself takes for a page that is appended to a file, one that is written
over, and a commit of one row by SQLite (WAL, synchronous=FULL). The CPU time of a submission is that of the server's
process, and of the clients'.

It needs beanstalkd (apt-get install beanstalkd); the first time it makes a Python environment with pyzmq in
.cache/bench-venv. Let the machine be idle.
"""
import argparse
import json
import multiprocessing
import os
import pathlib
import resource
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

from surroundings import ROOT, fail, python_with, say

PAGE = b"\x5a" * 4096
#: One short item of each task.
ITEMS = {
    "handwriting-synthesis": {"text": "Dear Ann,"},
    "handwriting-prediction": {"parameters": {"length": 50}},
    "character-text": {"parameters": {"length": 40}},
    "word-text": {"parameters": {"length": 20}},
}


def body_of(task, key):
    return json.dumps({"type": "submit", "task": task, "items": [ITEMS[task]], "hold": True, "key": key}).encode()


class Seqd:
    """A daemon of its own, whose jobs are held."""

    name = "seqd"

    def __init__(self, options, folder):
        # Not below TMPDIR: the path of a socket has at most 107 bytes.
        self.socket_folder = tempfile.TemporaryDirectory(prefix="seqd-submissions-", dir="/tmp")
        self.address = f"{self.socket_folder.name}/s"
        self.process = subprocess.Popen(
            [options.build / "seqd", "--socket", self.address, "--state", folder / "seqd", "--models",
             ROOT / "Models", "--plugins", options.build], stderr=subprocess.DEVNULL)

    def connect(self):
        import zmq

        self.socket = zmq.Context().socket(zmq.DEALER)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.RCVTIMEO, 60_000)
        self.socket.connect(f"ipc://{self.address}")
        self.number = 0
        self.hello({"nonce": self.hello({})["nonce"]})

    def ask(self, body):
        self.number += 1
        self.socket.send_multipart([b"SEQD\x02", self.number.to_bytes(8, "big"), body])
        return self.socket.recv_multipart()[2]

    def hello(self, fields):
        return json.loads(self.ask(json.dumps({"type": "hello", "client": "submissions.py", **fields}).encode()))

    def submit(self, body):
        reply = self.ask(body)
        if b'"submitted"' not in reply:
            raise RuntimeError(f"seqd says: {reply.decode()}")

    def round_trip(self, _):
        self.ask(b'{"type":"hello","client":"submissions.py"}')


class Beanstalkd:
    """The same with beanstalkd, which syncs its log with each job."""

    name = "beanstalkd"

    def __init__(self, _, folder):
        program = shutil.which("beanstalkd", path=os.environ.get("PATH", "") + ":/usr/sbin")
        if not program:
            fail("there is no beanstalkd; run: apt-get install beanstalkd", code=2)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        (folder / "beanstalkd").mkdir()
        self.process = subprocess.Popen(
            [program, "-l", "127.0.0.1", "-p", str(self.port), "-f0", "-b", folder / "beanstalkd"])

    def connect(self):
        for _ in range(100):
            try:
                self.socket = socket.create_connection(("127.0.0.1", self.port), 60)
                break
            except ConnectionRefusedError:
                time.sleep(0.05)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def submit(self, body):
        self.socket.sendall(b"put 0 0 60 %d\r\n%b\r\n" % (len(body), body))
        reply = self.socket.recv(100)
        if not reply.startswith(b"INSERTED"):
            raise RuntimeError(f"beanstalkd says: {reply.decode()}")


def client(server, call, task, seconds, barrier, results):
    """A process: latencies of as many calls as fit, and the CPU time they took here; None when it went wrong."""
    try:
        results.put(calls(server, call, task, seconds, barrier))
    except BaseException as error:
        say(f"a client of {server.name}: {type(error).__name__}: {error}")
        barrier.abort()
        results.put(None)


def calls(server, call, task, seconds, barrier):
    server.connect()
    prefix = f"{os.getpid()}-{time.time_ns()}"
    barrier.wait(60)
    latencies, before = [], cpu_of_self()
    start = now = time.perf_counter()
    while now < start + seconds:
        body = body_of(task, f"{prefix}-{len(latencies)}")
        sent = time.perf_counter()
        getattr(server, call)(body)
        now = time.perf_counter()
        latencies.append(now - sent)
    return latencies, now - start, cpu_of_self() - before


def cpu_of_self():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def cpu_of(process):
    """Seconds that a process has computed."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def end(process):
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def measure(server, clients, task, seconds, call="submit"):
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(clients), context.SimpleQueue()
    workers = [context.Process(target=client, args=(server, call, task, seconds, barrier, results), daemon=True)
               for _ in range(clients)]
    before = cpu_of(server.process)
    for worker in workers:
        worker.start()
    found = [results.get() for _ in workers]
    for worker in workers:
        worker.join()
    if None in found:
        fail("a client failed")
    latencies = sorted(latency for one, _, _ in found for latency in one)
    return {
        "perSecond": sum(len(one) / wall for one, wall, _ in found),
        "median": statistics.median(latencies), "p99": latencies[len(latencies) * 99 // 100],
        "serverCPU": (cpu_of(server.process) - before) / len(latencies),
        "clientCPU": sum(cpu for _, _, cpu in found) / len(latencies)}


def disk(folder, task, count):
    """Median and 99th of a hundred times of what the disk itself takes for a commit."""
    with open(folder / "append", "wb", buffering=0) as file:
        append = timed(count, lambda _: (file.write(PAGE), os.fdatasync(file.fileno())))
    with open(folder / "append", "r+b", buffering=0) as file:
        over = timed(count, lambda _: (file.write(PAGE), os.fdatasync(file.fileno())))
    database = sqlite3.connect(folder / "commits.sqlite", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE IF NOT EXISTS commits (id INTEGER PRIMARY KEY, body TEXT)")
    text = body_of(task, "x" * 30).decode()
    commit = timed(count, lambda _: database.execute("INSERT INTO commits (body) VALUES (?)", [text]))
    database.close()
    return {"append": append, "over": over, "sqlite": commit}


def timed(count, body):
    times = []
    for number in range(count):
        start = time.perf_counter()
        body(number)
        times.append(time.perf_counter() - start)
    times.sort()
    return {"median": statistics.median(times), "p99": times[len(times) * 99 // 100]}


def run_round(options, servers, folder):
    """Everyone in turn; the disk's own times stand between them."""
    many = {one.name: measure(one, options.clients, options.task, options.seconds) for one in servers}
    alone = {one.name: measure(one, 1, options.task, options.seconds / 2) for one in servers}
    alone["hello"] = measure(servers[0], 1, options.task, options.seconds / 4, "round_trip")
    return {"many": many, "alone": alone, "disk": disk(folder, options.task, options.commits)}


def median_of(rounds, *path):
    values = []
    for value in rounds:
        for name in path:
            value = value[name]
        values.append(value)
    return statistics.median(values)


TITLES = {
    ("alone", "seqd"): "seqd: until the acknowledgement", ("alone", "beanstalkd"): "beanstalkd: the same",
    ("alone", "hello"): "seqd: a round trip without the disk", ("disk", "append"): "the disk: a page appended",
    ("disk", "over"): "the disk: a page written over", ("disk", "sqlite"): "the disk: a commit of SQLite"}


def table(report):
    rounds = report["rounds"]

    def milliseconds(*path):
        return f"{1000 * median_of(rounds, *path):.2f}"
    lines = [f"{report['task']}, {report['clients']} clients, {len(rounds)} rounds of {report['seconds']:g} s, "
             f"load at the start {report['load']:.2f}, file system {report['fileSystem']}; medians, milliseconds", "",
             "| | jobs a second | median | p99 | CPU of the server | CPU of the clients |",
             "|---|---:|---:|---:|---:|---:|"]
    for name in ["seqd", "beanstalkd"]:
        lines.append(f"| {name} | {median_of(rounds, 'many', name, 'perSecond'):,.0f} | " + " | ".join(
            milliseconds("many", name, what) for what in ["median", "p99", "serverCPU", "clientCPU"]) + " |")
    lines += ["", "| one client alone | median | p99 |", "|---|---:|---:|"]
    lines += [f"| {title} | {milliseconds(*path, 'median')} | {milliseconds(*path, 'p99')} |"
              for path, title in TITLES.items()]
    lines += ["", f"seqd to beanstalkd: {report['ratio']:.2f}; "
              f"on top of a commit of SQLite: {report['addedMilliseconds']:.2f} ms"]
    return "\n".join(lines)


def summary(options, rounds, load, kind):
    ratio = statistics.median(
        one["many"]["seqd"]["perSecond"] / one["many"]["beanstalkd"]["perSecond"] for one in rounds)
    added = statistics.median(one["alone"]["seqd"]["median"] - one["disk"]["sqlite"]["median"] for one in rounds)
    return {"task": options.task, "clients": options.clients, "seconds": options.seconds, "load": load,
            "fileSystem": kind, "ratio": ratio, "addedMilliseconds": 1000 * added, "rounds": rounds}


def kind_of_disk(folder):
    found = subprocess.run(["stat", "-f", "-c", "%T", folder], capture_output=True, text=True, check=True)
    kind = found.stdout.strip()
    if kind in ("tmpfs", "ramfs"):
        fail(f"{folder} is in memory ({kind}); name a folder on a disk with --folder", code=2)
    return kind


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / ".build" / "release",
                        help="folder of seqd and its plugins")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / ".cache", help="where both keep their state")
    parser.add_argument("--task", choices=list(ITEMS), default="handwriting-synthesis")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4, help="of each server in each round")
    parser.add_argument("--commits", type=int, default=200, help="of the disk's own, of each kind in each round")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    python = python_with(["zmq"], {"zmq": "pyzmq"})
    if pathlib.Path(sys.prefix).resolve() != python.parent.parent.resolve():
        os.execv(python, [python, __file__, *sys.argv[1:]])
    # So that whatever ends it, the servers end with it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(130))
    options.folder.mkdir(parents=True, exist_ok=True)
    kind, load, servers, rounds = kind_of_disk(options.folder), os.getloadavg()[0], [], []
    with tempfile.TemporaryDirectory(prefix="submissions-", dir=options.folder) as folder:
        try:
            for server in [Seqd, Beanstalkd]:
                servers.append(server(options, pathlib.Path(folder)))
                # The first of each finds files and caches as no later one does.
                measure(servers[-1], 1, options.task, 0.5)
            for number in range(options.rounds):
                rounds.append(run_round(options, servers, pathlib.Path(folder)))
                say(f"round {number + 1}: " + ", ".join(
                    f"{name} {one['perSecond']:,.0f}/s" for name, one in rounds[-1]["many"].items()))
        finally:
            for server in servers:
                end(server.process)
    report = summary(options, rounds, load, kind)
    print(json.dumps(report, indent=2) if options.json else table(report))


if __name__ == "__main__":
    main()
