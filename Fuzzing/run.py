#!/usr/bin/env python3
"""Feeds what libFuzzer makes up to the code that reads what others sent, under the address sanitizer.

    make fuzz                                  # a minute for each reader, then Tools/fuzz-socket.py
    make fuzz FUZZ="--runs 1000000"            # as many inputs for each reader, and messages for the socket
    make fuzz FUZZ="--seconds 10 --seed 7"
    python3 Fuzzing/run.py --only requests --seconds 600

Readers: `requests` and `answers` are the two ends of the codec, `receipts` and `keys` files that others may have made.
What is read must survive being written and read again, see Sources/Properties. A reader fails when it crashes, hangs
for ten seconds on one input, leaks, or takes more than --memory MiB; the input is kept in .build/findings.

The inputs begin with the examples of Documentation/PROTOCOL.md; those that reached new code are kept in .build/corpus.
"""
import argparse
import hashlib
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE / ".build" / "release"
READERS = ("requests", "answers", "receipts", "keys")
# First bytes of an input, see Sources/Properties/Input.swift: sound header and id; none.
SOUND, NONE = b"\x00", b"\x07"
END_OF_FRAME = b"\xff"
KEYS = """# A key of seqd.
public = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
secret = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"
"""


def examples(kind):
    """The protocol's examples of a kind, as bytes."""
    text = (HERE.parent / "Documentation" / "PROTOCOL.md").read_text()
    return [example.encode() for example in re.findall(rf"```{kind}\n(.*?)\n```", text, re.DOTALL)]


def messages(kind, with_payload):
    """Examples as inputs, with a sound header and once as they are on the wire."""
    inputs = []
    for body in examples(kind):
        frames = [body, b"payload"] if json.loads(body)["type"] in with_payload else [body]
        inputs.append(SOUND + END_OF_FRAME.join(frames))
    wire = bytes.fromhex(examples("bytes")[0].decode())
    inputs.append(NONE + END_OF_FRAME.join([wire[:5], wire[5:13], wire[13:]]))
    return inputs


def seeds(reader):
    if reader == "requests":
        return messages("request", ["model-part"])
    if reader == "answers":
        return messages("reply", ["chunk", "model-chunk"]) + examples("score")
    if reader == "receipts":
        receipts = examples("receipt")
        return receipts + [b'{"receipt":' + receipt + b"}" for receipt in receipts]
    return [KEYS.encode(), b'secret="short"\n']


def write_seeds(reader, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for content in seeds(reader):
        (folder / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)


def figures(output):
    """What libFuzzer prints at the end: rounds, rounds a second, peak of memory; and code reached at last."""
    stat = {name: int(value) for name, value in re.findall(r"stat::(\w+):\s+(\d+)", output)}
    reached = re.findall(r"cov: (\d+)", output)
    return (stat.get("number_of_executed_units", 0), stat.get("average_exec_per_sec", 0),
            stat.get("peak_rss_mb", 0), int(reached[-1]) if reached else 0)


def fuzz(reader, options):
    """Runs a reader; returns the line of the table and whether it held."""
    corpus, findings = HERE / ".build" / "corpus" / reader, HERE / ".build" / "findings"
    write_seeds(reader, corpus)
    findings.mkdir(exist_ok=True)
    bound = f"-runs={options.runs}" if options.runs else f"-max_total_time={options.seconds}"
    command = [
        BUILD / f"fuzz-{reader}", bound, f"-seed={options.seed}", f"-dict={HERE / 'json.dict'}", "-max_len=4096",
        "-timeout=10", f"-rss_limit_mb={options.memory}", "-detect_leaks=1", "-print_final_stats=1",
        f"-artifact_prefix={findings}/{reader}-", corpus]
    start = time.monotonic()
    # Swift's own report of a crash waits for a process that the sanitizer has stopped, without end.
    surroundings = {**os.environ, "ASAN_OPTIONS": "detect_leaks=1", "SWIFT_BACKTRACE": "enable=no"}
    run = subprocess.run(
        [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", check=False, env=surroundings)
    output = run.stdout
    if run.returncode != 0:
        print("\n".join(output.splitlines()[-60:]), file=sys.stderr)
    rounds, speed, peak, reached = figures(output)
    verdict = "held" if run.returncode == 0 else f"FAILED ({run.returncode})"
    seconds = time.monotonic() - start
    line = f"{reader:<10}{rounds:>12,}{seconds:>9.0f}{speed:>12,}{reached:>10,}{peak:>10}   {verdict}"
    return line, run.returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, help="inputs for each reader, however long they take")
    parser.add_argument("--seconds", type=int, default=60, help="for each reader, unless --runs is given (60)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1, 1 << 31))
    parser.add_argument("--memory", type=int, default=1024, help="MiB that a reader may take (1024)")
    parser.add_argument("--only", choices=READERS, action="append", help="these readers alone")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    print(f"{'reader':<10}{'inputs':>12}{'seconds':>9}{'a second':>12}{'edges':>10}{'peak MiB':>10}", flush=True)
    held = True
    for reader in options.only or READERS:
        line, passed = fuzz(reader, options)
        print(line, flush=True)
        held = held and passed
    raise SystemExit(0 if held else 1)


main()
