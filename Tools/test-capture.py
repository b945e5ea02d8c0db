#!/usr/bin/env python3
"""Writes on the page of `seqctl style capture` in a real browser, and tells whether seqd reads what it saves.

    make test-capture                              # installs Debian's chromium the first time
    Tools/test-capture.py --build FOLDER --pictures FOLDER --keep FILE

The writing is a network's own: a daemon of our own writes the page's lines, and a pen, a finger and a mouse draw them again.
With --pictures the page is kept as it looks on a desk, a tablet and a phone; with --keep the saved file, of which
Tests/SeqctlTests/Fixtures has one.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "capture"))

from browser import Browser  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
INKML = "{http://www.w3.org/2003/InkML}"
INK = "lines.map(line => line.strokes.map(stroke => stroke.length))"
CONTROL = 2
failures = []


def expect(holds, what):
    print(("  as it should be: " if holds else "  WRONG: ") + what, flush=True)
    if not holds:
        failures.append(what)


class House:
    """A daemon of our own, and its client."""

    def __init__(self, build, folder):
        self.build, self.folder = build, folder
        self.surroundings = os.environ | {"SEQD_SOCKET": f"{folder}/seqd.sock"}
        self.log = open(f"{folder}/seqd.log", "wb")
        self.daemon = subprocess.Popen(
            [f"{build}/seqd", "--state", f"{folder}/state", "--models", str(ROOT / "Models"), "--plugins", build],
            env=self.surroundings, stdout=self.log, stderr=self.log)
        for _ in range(300):
            if self.seqctl("status", check=False).returncode == 0:
                return
            time.sleep(0.1)
        sys.exit(f"error: the daemon did not start; it said:\n{open(f'{folder}/seqd.log').read()}")

    def seqctl(self, *arguments, check=True):
        outcome = subprocess.run([f"{self.build}/seqctl", *arguments], env=self.surroundings, capture_output=True,
                                 text=True, stdin=subprocess.DEVNULL)
        if check and outcome.returncode != 0:
            sys.exit(f"error: seqctl {' '.join(arguments)} ended with {outcome.returncode}: {outcome.stderr}")
        return outcome

    def end(self):
        self.daemon.terminate()
        self.daemon.wait(timeout=30)


def handwriting(house, text, folder):
    """A line as a network writes it: strokes in the page's units, from its left edge on."""
    path = f"{folder}/line.json"
    house.seqctl("write", text, "-o", path, "--seed", "5")
    ink = json.load(open(path))
    scale = 20 / ink["xHeight"]
    line = ink["lines"][0]
    left = min(x for stroke in ink["strokes"] for x, _ in stroke)
    count = sum(word["strokeCount"] for word in line["words"])
    return [[(20 + (x - left) * scale, 76 + (y - line["baseline"]) * scale) for x, y in stroke]
            for stroke in ink["strokes"][:count]]


class Page:
    """What a hand does on the page."""

    def __init__(self, browser):
        self.browser = browser

    def strip(self, line):
        """Brings a line into sight; where its strip stands, and its scale and offset."""
        script = f"""(() => {{ const line = lines[{line}]; line.canvas.scrollIntoView({{ block: "center" }});
          const box = line.canvas.getBoundingClientRect();
          return [box.left, box.top, line.scale, line.offset]; }})()"""
        return self.browser.value(script)

    def write(self, line, strokes, kind, pressure=0.5):
        left, top, scale, offset = self.strip(line)
        for stroke in strokes:
            self.browser.stroke(kind, [(left + (x - offset) * scale, top + y * scale) for x, y in stroke], pressure)

    def click(self, selector):
        x, y = self.browser.value(f"""(() => {{ const button = document.querySelector({json.dumps(selector)});
          button.scrollIntoView({{ block: "center" }}); const box = button.getBoundingClientRect();
          return [box.left + box.width / 2, box.top + box.height / 2]; }})()""")
        for kind in ("mousePressed", "mouseReleased"):
            self.browser.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def counts(self):
        return [len(strokes) for strokes in self.browser.value(INK)]


def saved(browser, page, folder):
    """Presses Save; the file's path once the browser has it."""
    browser.ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=folder, eventsEnabled=True)
    path = os.path.join(folder, "my-hand.inkml")
    if os.path.exists(path):
        os.remove(path)
    page.click("#save")
    while browser.wait("Browser.downloadProgress")["state"] == "inProgress":
        pass
    return path


def traces(path):
    """The lines of a file: text and traces, each a list of points of floats."""
    group = xml.etree.ElementTree.parse(path).getroot().find(f"{INKML}traceGroup")
    return [(line.find(f"{INKML}annotation").text,
             [[[float(number) for number in point.split()] for point in trace.text.split(",")]
              for trace in line.findall(f"{INKML}trace")])
            for line in group.findall(f"{INKML}traceGroup")]


def write_and_save(browser, house, folder, pictures):
    page = Page(browser)
    texts = browser.value("lines.map(line => line.text)")
    hand = [handwriting(house, text, folder) for text in texts[:3]]
    print("finger, then mouse, then pen", flush=True)
    browser.screen(1180, 820, touch=True)
    page.write(0, hand[0], "touch")
    browser.screen(1180, 820)
    page.write(1, hand[1], "mouse")
    rising = lambda part: 0.2 + 0.6 * part  # noqa: E731
    page.write(2, hand[2], "pen", rising)
    expect(page.counts()[:3] == [len(strokes) for strokes in hand], "every stroke arrives")
    expect(browser.value("document.querySelectorAll('.line.done').length") == 2, "the two lines gone on from are done")
    print("a hand on the glass beside the pen", flush=True)
    browser.screen(1180, 820, touch=True)
    before = page.counts()
    page.write(3, hand[0][:1], "touch")
    expect(page.counts() == before, "a touch draws nothing once a pen was there")
    browser.screen(1180, 820)
    print("undo and clear", flush=True)
    page.strip(2)
    page.click("#undo")
    expect(page.counts()[2] == before[2] - 1, "Undo takes the last stroke")
    browser.press("z", 90, CONTROL)
    expect(page.counts()[2] == before[2] - 2, "Ctrl+Z takes one more")
    page.click(".line:nth-child(3) .clear")
    expect(page.counts()[2] == 0, "Clear takes the line")
    page.click("#undo")
    expect(page.counts()[2] == before[2] - 2, "Undo brings the line back")
    page.write(2, hand[2][-2:], "pen", rising)
    expect(page.counts() == before, "and it can be written on")
    print("keys", flush=True)
    browser.press("ArrowDown", 40)
    expect(browser.value("current") == 3, "arrow down goes to the next line")
    browser.press("ArrowUp", 38)
    browser.press("ArrowUp", 38)
    expect(browser.value("current") == 1, "arrow up goes back")
    browser.press("ArrowDown", 40)
    browser.press("ArrowDown", 40)
    print("reload", flush=True)
    ink = browser.value("JSON.stringify(lines.map(line => line.strokes))")
    browser.reload()
    expect(browser.value("JSON.stringify(lines.map(line => line.strokes))") == ink, "a reload keeps every point")
    expect(browser.value("document.querySelectorAll('.line.done').length") == 3, "and what is done")
    if pictures:
        looks(browser, pictures)
    print("save", flush=True)
    path = saved(browser, page, folder)
    check_file(path, texts, hand)
    return path


def check_file(path, texts, hand):
    lines = traces(path)
    expect([text for text, _ in lines] == texts[:3], "the file has the written lines with their texts, no others")
    expect([len(strokes) for _, strokes in lines] == [len(strokes) for strokes in hand], "and all their strokes")
    finger, mouse, pen = ([point for stroke in strokes for point in stroke] for _, strokes in lines)
    expect(all(point[3] == 0.5 for point in mouse), "a mouse presses by 0.5 always")
    expect(min(point[3] for point in pen) < 0.35 and max(point[3] for point in pen) > 0.65,
           "the pen's pressure is there")
    expect(all(0 < point[3] <= 1 for point in finger), "the finger's pressure is within 0 and 1")
    times = [point[2] for _, strokes in lines for stroke in strokes for point in stroke]
    expect(times == sorted(times) and len(set(times)) == len(times), "time only grows")
    gaps = [b[2] - a[2] for _, strokes in lines for stroke in strokes for a, b in zip(stroke[:-1], stroke[1:-1])]
    expect(bool(gaps) and set(gaps) == {16.0}, "points are 16 ms apart")
    first, last = (hand[2][0][0], lines[2][1][0][0])
    expect(abs(first[0] - last[0]) < 1.5 and abs(first[1] - last[1]) < 1.5, "a stroke begins where the pen did")


def looks(browser, folder):
    os.makedirs(folder, exist_ok=True)
    for name, width, height, ratio, dark, touch in [
            ("desk-light", 1180, 820, 1, False, False), ("desk-dark", 1180, 820, 1, True, False),
            ("tablet-light", 820, 1180, 2, False, True), ("phone-dark", 390, 844, 3, True, True)]:
        browser.screen(width, height, ratio, dark, touch)
        browser.value("scrollTo(0, 0)")
        browser.picture(os.path.join(folder, f"capture-{name}.png"))
    browser.screen(1180, 820)


def narrow(browser):
    print("a phone", flush=True)
    page = Page(browser)
    browser.screen(390, 844, 3, touch=True)
    expect(browser.value("document.documentElement.scrollWidth <= innerWidth"), "nothing stands out to the side")
    expect(browser.value("lines[3].canvas.width === Math.round(3 * lines[3].canvas.clientWidth)"),
           "a strip has all the screen's pixels")
    x = browser.value("lines[3].offset")
    browser.value("lines[3].element.querySelector('.right').click()")
    expect(browser.value("lines[3].offset") > x, "the strip can be moved on to its right part")
    page.write(3, [[(400, 60), (420, 70), (440, 60)]], "touch")
    start = browser.value("lines[3].strokes[0][0]")
    expect(abs(start[0] - 400) < 2 and abs(start[1] - 60) < 2, "what is written there has the place that it has in the line")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", required=True, help="folder with the built programs")
    parser.add_argument("--browser", default="chromium", help="program to run (default: chromium)")
    parser.add_argument("--pictures", help="folder for pictures of the page")
    parser.add_argument("--keep", help="where to store the saved InkML")
    options = parser.parse_args()
    program = shutil.which(options.browser) or sys.exit(f"error: {options.browser} is not installed")
    build = str(pathlib.Path(options.build).resolve())
    with tempfile.TemporaryDirectory(prefix="seqd-capture.", dir="/tmp") as folder:
        house = House(build, folder)
        browser = None
        try:
            page = f"{folder}/capture.html"
            house.seqctl("style", "capture", "-o", page)
            browser = Browser(program, folder)
            browser.ask("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0,
                        uploadThroughput=0)
            browser.open(f"file://{page}")
            path = write_and_save(browser, house, folder, options.pictures)
            print("what seqd makes of the file", flush=True)
            score = json.loads(house.seqctl("score", "handwriting-synthesis", "--input", path, "--json").stdout)
            expect(score is not None, "it is scored")
            house.seqctl("submit", "handwriting-synthesis", "--text", "in this hand", "--prime", path, "-o",
                         f"{folder}/primed.svg")
            expect(os.path.getsize(f"{folder}/primed.svg") > 1000, "it leads a network")
            narrow(browser)
            requests = [event["params"]["request"]["url"] for event in browser.events
                        if event.get("method") == "Network.requestWillBeSent"]
            expect(all(url.startswith(("file:", "blob:", "about:")) for url in requests),
                   "the page asked for nothing but itself")
            errors = [event for event in browser.events if event.get("method") == "Runtime.exceptionThrown"]
            expect(not errors, "no script of the page failed")
            if options.keep:
                shutil.copy(path, options.keep)
        finally:
            if browser:
                browser.close()
            house.end()
    print(f"{len(failures)} of the checks failed" if failures else "all checks hold")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
