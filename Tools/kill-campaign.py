#!/usr/bin/env python3
"""kill -9 at random instants, while clients hand in, watch and fetch: nothing is lost, there twice or changed.

    make test-kill                                   # 200 kills during 500 jobs
    make test-kill KILL="--kills 20 --jobs 50"       # a shorter one
    make test-kill KILL="--seed 7 --json"            # the same jobs and aims again, as JSON

First a daemon that nobody disturbs runs the jobs, and the digest of each result is noted. Then another one, with a
state of its own, gets the same jobs, spread over the kills. Each kill has an aim: any instant, the start, the first
answer after it, a submission, an item that runs and has taken no step, sequences in the engine, or a result that has
just got its name; how long after that it comes is random. Which states it hit is found out afterwards from database,
files and unanswered requests, whatever the aim was (Tools/campaign/evidence.py has the definitions).

It fails when a job or result is lost, is there twice or has other bytes than the undisturbed one's, when an item failed
or was set aside, when a temporary file is left, and when one of the states accepted, planned, stepping, renamed and
fetching was never hit. The first time it makes a Python environment with pyzmq in .cache/bench-venv.
"""
import argparse
import json
import os
import pathlib
import random
import signal
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Benchmarks"))

from surroundings import fail, python_with, say  # noqa: E402

#: How long a kill waits for what it aims at, in seconds.
PATIENCE = 1.0
AIMS = (["instant"] * 6 + ["start"] * 3 + ["first answer"] * 3 + ["submit"] * 3 + ["plan"] * 3 + ["steps"] * 2
        + ["result"] * 8)


#: How long after that it comes at most.
LATER = {"first answer": 0.03, "submit": 0.03, "plan": 0.005, "steps": 0.15, "result": 0.006}


def has_result(house):
    """Whether a folder of results that was empty a moment ago has a finished file."""
    known = set(os.listdir(house.state / "results"))

    def look():
        for job in set(os.listdir(house.state / "results")) - known:
            if any(not name.endswith(".partial") for name in os.listdir(house.state / "results" / job)):
                return True
        return False
    return look


def await_fact(fact, limit):
    end = time.monotonic() + limit
    while not fact():
        if time.monotonic() > end:
            return False
        time.sleep(0.0005)
    return True


def is_up(house, crew):
    return lambda: any(note.life == house.life for note in list(crew.notes)[-1:])


def is_planned(house, crew):
    now = time.monotonic()
    return any(seen.life == house.life and seen.state == "running" and seen.steps == 0 and now - seen.sent < 0.02
               for seen in list(crew.seen.values()))


def standstill(house, crew):
    """What everybody waits for, and whether a new connection gets an answer."""
    from campaign.house import Link

    if crew.failures:
        return f": {crew.failures[0]}"
    waiting = ", ".join(f"{link.waiting[0]} for {time.monotonic() - link.waiting[2]:.0f} s"
                        for link in crew.links if link.waiting)
    link = Link(house)
    try:
        id = link.send({"type": "hello", "client": "kill-campaign"})
        arrival = link.receive(5000)
        return f" ({waiting}; a new connection is {'' if arrival and arrival[0] == id else 'not '}answered)"
    finally:
        link.close()


def take_aim(aim, house, crew, chance):
    """Returns at the instant of the kill."""
    if aim == "start":
        return time.sleep(chance.uniform(0, 0.5))
    if not await_fact(is_up(house, crew), 30):
        raise RuntimeError(f"the daemon does not answer{standstill(house, crew)}: {house.last_words()}")
    if aim == "instant":
        return time.sleep(chance.uniform(0, PATIENCE))
    submissions = crew.submissions
    facts = {
        # That has come already.
        "first answer": lambda: True,
        "submit": lambda: crew.submissions > submissions,
        "plan": lambda: is_planned(house, crew),
        "steps": lambda: crew.notes[-1].active > 0,
        "result": has_result(house),
    }
    await_fact(facts[aim], PATIENCE)
    time.sleep(chance.uniform(0, LATER[aim]))


def undisturbed(options, orders, folder):
    """Digest and receipt of every item, from a run without kills."""
    from campaign.crew import Crew
    from campaign.house import House

    house = House(options.build, folder)
    crew = Crew(house, orders, options.seed)
    try:
        house.start()
        crew.begin()
        await_end(crew, options.limit)
    finally:
        house.stop()
        crew.end()
    missing = sum(order.items for order in orders) - sum(found is not None for found in crew.fetched.values())
    if missing:
        refusals = [order.refusal for order in orders if order.refusal]
        fail(f"the undisturbed run lacks {missing} results already; refused: {refusals}")
    return crew.fetched


def await_end(crew, limit):
    """Until all is handed in, ended and fetched."""
    def is_over():
        if crew.failures:
            raise RuntimeError(crew.failures[0])
        return all(order.refusal or order.ended and crew.has_fetched(order) for order in crew.orders)

    end = time.monotonic() + limit
    while not is_over():
        if time.monotonic() > end:
            return say(f"not everything has ended within {limit} s")
        time.sleep(0.05)


def campaign(options, orders, reference, folder):
    """All kills and what they left behind."""
    from campaign.crew import Crew
    from campaign.evidence import Witness, rest
    from campaign.house import House, Link

    house = House(options.build, folder)
    chance = random.Random(f"{options.seed} aims")
    kills = 0
    crew = Crew(house, orders, options.seed, reference, pace=lambda: kills)
    witness = Witness(house, crew)
    try:
        house.start()
        crew.begin()
        while kills < options.kills:
            if crew.failures:
                raise RuntimeError(crew.failures[0])
            aim = chance.choice(AIMS)
            take_aim(aim, house, crew, chance)
            house.kill()
            witness.look(aim)
            kills += 1
            house.start()
            if kills % 20 == 0:
                say(f"{kills} kills, {sum(bool(order.ended) for order in orders)} jobs ended: "
                    + ", ".join(f"{name} {count}" for name, count in witness.hits().items()))
        await_end(crew, options.limit)
        link = Link(house)
        try:
            # Every key once more, long after: each gives the job that it gave at first.
            for order in orders:
                if order.id:
                    crew.hand_in(link, order)
            ended = inventory(link)
        finally:
            link.close()
    finally:
        house.stop()
        crew.end()
    return report(options, crew, witness, ended, rest(house.state))


def both(options, folder):
    """The undisturbed run and the campaign."""
    from campaign.orders import draw

    say(f"seed {options.seed}: {options.jobs} jobs, {options.kills} kills")
    start = time.monotonic()
    reference = undisturbed(options, draw(options.seed, options.jobs, options.kills), f"{folder}/a")
    middle = time.monotonic()
    say(f"undisturbed: {len(reference)} items in {middle - start:.0f} s")
    result = campaign(options, draw(options.seed, options.jobs, options.kills), reference, f"{folder}/b")
    result.update(seconds=time.monotonic() - middle, referenceSeconds=middle - start)
    return result


def inventory(link):
    """All jobs with all their items, as the daemon has them in the end."""
    jobs = link.ask(type="list", limit=1000)[0]
    if jobs["more"]:
        fail("there are more than 1000 jobs")
    return [link.ask(type="show", job=info["id"], limit=1000)[0] for info in jobs["jobs"]]


def report(options, crew, witness, ended, leftovers):
    keys = {}
    for job in ended:
        keys.setdefault(job["info"]["label"], []).append(job["info"]["id"])
    items = [(job["info"], item) for job in ended for item in job["items"]]
    found = {
        "lost": sorted(
            {order.key for order in crew.orders if order.key not in keys} | set(witness.lost)),
        "unfetched": [f"{order.key}, item {item}" for order in crew.orders for item in range(order.items)
                      if crew.fetched.get((order.index, item)) is None],
        "duplicated": [f"{order.key}: {sorted({*order.ids, *keys.get(order.key, [])})}" for order in crew.orders
                       if len({*order.ids, *keys.get(order.key, [])}) > 1 or len(keys.get(order.key, [])) > 1],
        "unknown": sorted(set(keys) - {order.key for order in crew.orders}),
        "changed": sorted(set(crew.changed)) + witness.torn + changed(crew, ended),
        "setAside": [line(info, item) for info, item in items if "set aside" in item.get("error", "")],
        "failed": [line(info, item) for info, item in items
                   if item["state"] != "done" and "set aside" not in item.get("error", "")],
        "refused": [f"{order.key}: {order.refusal}" for order in crew.orders if order.refusal],
        "leftovers": leftovers + [f"a thread ended: {failure}" for failure in crew.failures],
    }
    hits = witness.hits()
    found["statesMissed"] = [name for name in witness.named if not hits[name]]
    ages = sorted(death["statusAge"] for death in witness.deaths if death["statusAge"] is not None)
    return {
        "seed": options.seed, "kills": len(witness.deaths), "jobs": len(ended), "items": len(items), "hits": hits,
        "aims": {aim: sum(death["aim"] == aim for death in witness.deaths) for aim in sorted(set(AIMS))},
        "submissions": crew.submissions,
        "introductions": sum(link.introductions for link in crew.links),
        "lateStarts": sum(death["starts"] >= 3 for death in witness.deaths),
        "statusAgeMedian": ages[len(ages) // 2] if ages else None, "found": found, "deaths": witness.deaths}


def changed(crew, ended):
    """Results whose digest, as the daemon says it, is another than that of the undisturbed run."""
    index = {order.key: order.index for order in crew.orders}
    return [line(job["info"], item) for job in ended for item in job["items"]
            if "sha256" in item and job["info"]["label"] in index
            and item["sha256"] != crew.reference[index[job["info"]["label"]], item["item"]][0]]


def line(info, item):
    return f"item {item['item']} of job {info['id']} ({info['task']}) is {item['state']}: {item.get('error', '')}"


NAMES = {
    "lost": "jobs lost", "unfetched": "results not to be had", "duplicated": "jobs there twice",
    "unknown": "jobs that nobody sent", "changed": "results changed", "setAside": "items set aside",
    "failed": "items failed or cancelled otherwise", "refused": "submissions refused",
    "leftovers": "other faults", "statesMissed": "states never hit"}


def table(result):
    lines = ["| state | kills that hit it |", "|---|---:|"]
    lines += [f"| {name} | {count} |" for name, count in result["hits"].items()]
    lines += ["", f"{result['kills']} kills, {result['jobs']} jobs, {result['items']} items in "
              f"{result['seconds']:.0f} s; the undisturbed run took {result['referenceSeconds']:.0f} s",
              f"kills that hit an item at its third start or a later one: {result['lateStarts']}", "",
              "| what must not be | |", "|---|---:|"]
    lines += [f"| {title} | {len(result['found'][name])} |" for name, title in NAMES.items()]
    for name, title in NAMES.items():
        lines += [f"{title}: {one}" for one in result["found"][name][:20]]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / ".build" / "release",
                        help="folder of seqd and its plugins")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=500, help="at most 1000")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32), help="of jobs and aims (default: any)")
    parser.add_argument("--limit", type=int, default=900, help="seconds in which what is left after the kills must end")
    parser.add_argument("--json", action="store_true", help="print JSON, with every death")
    options = parser.parse_args()
    if not 1 <= options.jobs <= 1000 or options.kills < 1:
        parser.error("jobs are 1 to 1000, kills at least 1")
    python = python_with(["zmq"], {"zmq": "pyzmq"})
    if pathlib.Path(sys.prefix).resolve() != python.parent.parent.resolve():
        os.execv(python, [python, __file__, *sys.argv[1:], "--seed", str(options.seed)])
    if not os.access(options.build / "seqd", os.X_OK):
        fail(f"there is no program {options.build / 'seqd'}; run 'make test-kill'", code=2)
    # So that whatever ends it, the daemons end with it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(130))
    # Not below TMPDIR: the path of a socket has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="seqd-kill-", dir="/tmp") as folder:
        try:
            result = both(options, folder)
        except RuntimeError as error:
            fail(str(error))
    print(json.dumps(result, indent=2) if options.json else table(result))
    if any(result["found"].values()):
        fail(f"the promise was not kept, or not shown; the same again: --seed {options.seed}")


if __name__ == "__main__":
    main()
