"""What a kill hit, from facts that are there after the process's death and before the next start.

The database and its WAL are copied and read from the copy, so that the daemon finds its files as the dead one left
them. Beside them stand the folder of results, what clients had asked for and not been answered, and the last `status`
before the kill. The states:

- accepted: a job is committed, may be started, and none of its items ever was.
- planned: an item is `running` in the database and has no result, and has not begun to step: by the last watch, if it
  is the only item of its job, or since by the last `status` the engine has taken no step since the item could be
  started (since this life began or, where its job was first sent in this life, since before that).
- stepping: an item is `running` and has no result; by the last `status` sequences were in the engine, and it had taken
  steps since the item could be started.
- writing: an item is `running` and its temporary file is there, and was written in this life.
- renamed (between rename and done): an item is `running`, and its result has its final name. A file that an earlier
  life left there does not count: it was seen after an earlier death, with the same inode and time.
- unclear: an item is `running` and neither of these is known of it; mostly it is drawn, or planned after other items.
- fetching: a `fetch` was sent and no answer came, not even one that lay in the client's socket.
- submitting: the same of a `submit`.
- idle: nothing was open.

The last `status` and watch were asked for at most FRESH before the kill, else neither planned nor stepping counts; so
these two are exact but for so long. The others are exact.
"""
import collections
import hashlib
import shutil
import sqlite3
import tempfile
import time

#: Seconds.
FRESH = 0.05
STATES = ["accepted", "planned", "stepping", "writing", "renamed", "unclear", "fetching", "submitting", "idle"]
#: What the promise names; a campaign that misses one of them has shown nothing.
NAMED = ["accepted", "planned", "stepping", "renamed", "fetching"]

Running = collections.namedtuple("Running", "job number format label attempts")


class Rows:
    """What the database says of the moment of death."""

    def __init__(self, state):
        self.jobs, self.accepted, self.open, self.running = {}, 0, 0, []
        with tempfile.TemporaryDirectory(prefix="seqd-rows-", dir="/tmp") as folder:
            for suffix in ["", "-wal"]:
                if (state / f"jobs.sqlite{suffix}").exists():
                    shutil.copy(state / f"jobs.sqlite{suffix}", folder)
            database = sqlite3.connect(f"{folder}/jobs.sqlite")
            try:
                self.read(database)
            except sqlite3.OperationalError as error:
                # The first life may have died before the tables were there.
                if "no such" not in str(error):
                    raise
            finally:
                database.close()

    def read(self, database):
        for id, label in database.execute("SELECT id, label FROM jobs"):
            self.jobs.setdefault(label, []).append(str(id))
        self.accepted, = database.execute(
            "SELECT COUNT(*) FROM jobs WHERE state = 'queued' AND NOT held AND NOT isBlocked"
            " AND id NOT IN (SELECT job FROM items WHERE attempts > 0)").fetchone()
        self.open, = database.execute(
            "SELECT COUNT(*) FROM items WHERE state IN ('queued', 'running')").fetchone()
        self.running = [Running(*row) for row in database.execute(
            "SELECT items.job, items.number, jobs.format, jobs.label, items.attempts FROM items JOIN jobs"
            " ON jobs.id = items.job WHERE items.state = 'running'")]


def files(state):
    """Every file of the results as (inode, time), by its path from there."""
    found = {}
    for path in (state / "results").glob("*/*"):
        status = path.stat()
        found[str(path.relative_to(state / "results"))] = (status.st_ino, status.st_mtime_ns)
    return found


class Witness:
    """Looks at one death after the other."""

    def __init__(self, house, crew):
        self.house, self.crew = house, crew
        self.files = {}
        self.deaths = []
        #: What must not be: results that have their names and other bytes, acknowledged jobs that are gone.
        self.torn, self.lost = [], []

    @property
    def named(self):
        return NAMED

    def look(self, aim):
        # Answers that the daemon gave before its death are taken in meanwhile.
        time.sleep(0.06)
        waiting = [link.waiting for link in self.crew.links]
        rows, now = Rows(self.house.state), files(self.house.state)
        new = {path for path, status in now.items() if self.files.get(path) != status}
        self.files = now
        self.compare(new)
        self.lost += [order.key for order in self.crew.orders if order.id and order.key not in rows.jobs]
        note = self.last_note()
        states = {
            "accepted": rows.accepted,
            **self.stages(rows, new, note),
            "fetching": self.outstanding(waiting, "fetch"),
            "submitting": self.outstanding(waiting, "submit"),
            "idle": rows.open == 0,
        }
        self.deaths.append({
            "life": self.house.life, "aim": aim, "seconds": self.house.died - self.house.born,
            "states": {name: int(count) for name, count in states.items() if count},
            "statusAge": self.house.died - note.sent if note else None,
            "starts": max((one.attempts for one in rows.running), default=0),
            "running": [f"{one.job}/{one.number}, start {one.attempts}" for one in rows.running]})

    def stages(self, rows, new, note):
        counts = dict.fromkeys(["planned", "stepping", "writing", "renamed", "unclear"], 0)
        for item in rows.running:
            path = f"{item.job}/{item.number}.{item.format}"
            if path in new:
                counts["renamed"] += 1
            elif f"{item.job}/.{item.number}.{item.format}.partial" in new:
                counts["writing"] += 1
            elif self.has_no_steps(item) or note and note.steps == self.steps_before(item):
                counts["planned"] += 1
            elif note and note.active:
                counts["stepping"] += 1
            else:
                counts["unclear"] += 1
        return counts

    def last_note(self):
        for note in reversed(self.crew.notes):
            if note.received <= self.house.died:
                return note if note.life == self.house.life and self.house.died - note.sent <= FRESH else None
        return None

    def has_no_steps(self, item):
        seen = self.crew.seen.get(item.label)
        return (seen and seen.life == self.house.life and seen.received <= self.house.died <= seen.sent + FRESH
                and seen.steps == 0)

    def steps_before(self, item):
        """Steps that the engine had taken, in this life, when the item could not have been started yet."""
        order = next(order for order in self.crew.orders if order.key == item.label)
        life, sent = order.sent
        if life != self.house.life:
            return 0
        earlier = [note.steps for note in self.crew.notes if note.life == life and note.received <= sent]
        return earlier[-1] if earlier else 0

    def outstanding(self, waiting, kind):
        return sum(
            one is not None and one[0] == kind and one[1] == self.house.life and one[2] < self.house.died
            for one in waiting)

    def compare(self, new):
        """A file that has its final name is whole, whatever the database says of it."""
        indices = {order.id: order.index for order in self.crew.orders}
        for path in new:
            job, name = path.split("/")
            if name.endswith(".partial") or job not in indices:
                continue
            found = hashlib.sha256((self.house.state / "results" / path).read_bytes()).hexdigest()
            if found != self.crew.reference[indices[job], int(name.split(".")[0])][0]:
                self.torn.append(path)

    def hits(self):
        return {name: sum(name in death["states"] for death in self.deaths) for name in STATES}


def rest(state):
    """What is wrong with the files of a daemon that has stopped, in sentences."""
    wrong = [f"a temporary file is left: {path.relative_to(state)}" for path in state.rglob("*.partial")]
    database = sqlite3.connect(f"file:{state}/jobs.sqlite?mode=ro", uri=True)
    try:
        check, = database.execute("PRAGMA integrity_check").fetchone()
        if check != "ok":
            wrong.append(f"the database is damaged: {check}")
        known = {f"{job}/{number}.{format}" for job, number, format in database.execute(
            "SELECT items.job, items.number, jobs.format FROM items JOIN jobs ON jobs.id = items.job")}
        wrong += [f"a result belongs to nothing: {path}" for path in files(state)
                  if path not in known and not path.endswith(".partial")]
        backlog, = database.execute("SELECT COALESCE(SUM(items), 0) FROM backlog").fetchone()
        if backlog:
            wrong.append(f"the backlog counts {backlog} items though nothing is open")
    finally:
        database.close()
    return wrong
