"""What the benchmarks that put other programs beside ours have in common."""
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent


def say(text):
    print(text, file=sys.stderr, flush=True)


def fail(sentence, code=1):
    say(f"{pathlib.Path(sys.argv[0]).name}: {sentence}")
    raise SystemExit(code)


def python_with(packages, distributions={}):
    """The Python of .cache/bench-venv with these packages, which are installed where they are missing; `distributions`
    has the names of those that are installed under another one."""
    folder = ROOT / ".cache" / "bench-venv"
    python = folder / "bin" / "python"

    def is_complete():
        if not python.exists():
            return False
        check = subprocess.run([python, "-c", f"import {', '.join(packages)}"], capture_output=True, check=False)
        return check.returncode == 0

    if is_complete():
        return python
    say(f"{', '.join(packages)}: being installed in {folder}")
    if not (folder / "bin" / "pip").exists():
        try:
            venv.create(folder, with_pip=True, clear=True)
        except subprocess.CalledProcessError:
            fail("Python has no ensurepip, which Debian keeps apart: apt install python3-venv")
    subprocess.run([python, "-m", "pip", "install", "--quiet", *[distributions.get(name, name) for name in packages]], stdout=sys.stderr, check=False)
    if not is_complete():
        fail(f"{', '.join(packages)} cannot be installed in {folder}; name a Python that has them with --python")
    return python


@contextlib.contextmanager
def own_daemon(build):
    """A daemon with the bundled models, the folder that it lives in, and the environment of its clients."""
    # Not below TMPDIR: the path of a socket has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="seqd-", dir="/tmp") as folder:
        surroundings = {**os.environ, "SEQD_SOCKET": f"{folder}/s"}
        daemon = subprocess.Popen(
            [build / "seqd", "--socket", f"{folder}/s", "--state", f"{folder}/state", "--models", ROOT / "Models",
             "--plugins", build], stderr=subprocess.DEVNULL)
        try:
            await_answer(build, daemon, surroundings)
            yield daemon, pathlib.Path(folder), surroundings
        finally:
            daemon.terminate()
            daemon.wait()


def await_answer(build, daemon, surroundings):
    for _ in range(300):
        if daemon.poll() is not None:
            fail(f"{build}/seqd does not start")
        if subprocess.run([build / "seqctl", "status"], env=surroundings, capture_output=True).returncode == 0:
            return
        time.sleep(0.1)
    fail("the daemon does not answer")


def result_of(command, threads):
    """The JSON that a program prints last."""
    command = [str(word) for word in command]
    surroundings = {**os.environ, "OMP_NUM_THREADS": str(threads)}
    try:
        run = subprocess.run(command, capture_output=True, text=True, env=surroundings, check=False)
    except OSError as error:
        fail(f"{command[0]} does not start: {error.strerror}")
    if run.returncode != 0:
        lines = run.stderr.strip().splitlines() or ["it says nothing"]
        fail(f"'{' '.join(command)}' ended with {run.returncode}: {lines[-1]}")
    return json.loads(run.stdout[run.stdout.index("{"):])
