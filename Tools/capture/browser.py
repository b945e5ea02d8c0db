"""A headless Chromium, spoken to over its DevTools pipe."""
import base64
import json
import os
import subprocess
import time


class Browser:
    """One browser with a profile of its own; what it says of itself goes to a log in the profile's folder."""

    def __init__(self, program, profile):
        # The browser reads commands from its descriptor 3 and writes answers to 4.
        commands, self.commands = os.pipe()
        self.answers, answers = os.pipe()
        low = {3: os.dup(commands), 4: os.dup(answers)}
        # Under root a sandbox cannot be made; the page is our own.
        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank"],
            close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=open(os.path.join(profile, "browser.log"), "wb"),
            preexec_fn=lambda: [os.dup2(low[number], number) for number in (3, 4)])
        for descriptor in (commands, answers, *low.values()):
            os.close(descriptor)
        self.unread = b""
        self.number = 0
        self.events = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = None
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            self.ask(f"{domain}.enable")

    def ask(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if getattr(self, "session", None) and not method.startswith("Browser."):
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == message["id"]:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def read(self):
        while b"\0" not in self.unread:
            piece = os.read(self.answers, 1 << 16)
            if not piece:
                raise RuntimeError("the browser has ended; see its log")
            self.unread += piece
        line, self.unread = self.unread.split(b"\0", 1)
        return json.loads(line)

    def wait(self, method):
        """The next event of a name."""
        while True:
            for index, event in enumerate(self.events):
                if event.get("method") == method:
                    return self.events.pop(index)["params"]
            self.events.append(self.read())

    def open(self, url):
        self.events = [event for event in self.events if event.get("method") != "Page.loadEventFired"]
        self.ask("Page.navigate", url=url)
        self.wait("Page.loadEventFired")

    def reload(self):
        self.events = [event for event in self.events if event.get("method") != "Page.loadEventFired"]
        self.ask("Page.reload")
        self.wait("Page.loadEventFired")

    def value(self, expression):
        """What a script gives; an exception of the page is one here."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def screen(self, width, height, ratio=1.0, dark=False, touch=False):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=ratio,
                 mobile=touch)
        self.ask("Emulation.setTouchEmulationEnabled", enabled=touch)
        self.ask("Emulation.setEmulatedMedia",
                 features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def picture(self, path):
        data = self.ask("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def stroke(self, kind, points, pressure=0.5):
        """Draws with a pen, a mouse or a finger; points are (x, y) of the window, one in about 8 ms."""
        for index, (x, y) in enumerate(points):
            force = pressure(index / max(1, len(points) - 1)) if callable(pressure) else pressure
            if kind == "touch":
                self.ask("Input.dispatchTouchEvent", type="touchStart" if index == 0 else "touchMove",
                         touchPoints=[{"x": x, "y": y, "force": force, "id": 1}])
            else:
                self.ask("Input.dispatchMouseEvent", type="mousePressed" if index == 0 else "mouseMoved", x=x, y=y,
                         button="left", buttons=1, clickCount=1, pointerType=kind, force=force)
            time.sleep(0.008)
        if kind == "touch":
            self.ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        else:
            x, y = points[-1]
            self.ask("Input.dispatchMouseEvent", type="mouseReleased", x=x, y=y, button="left", buttons=0,
                     clickCount=1, pointerType=kind)

    def press(self, key, code, modifiers=0):
        for kind in ("rawKeyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, modifiers=modifiers)

    def close(self):
        try:
            self.ask("Browser.close")
        except (RuntimeError, BrokenPipeError):
            pass
        self.process.wait(timeout=20)
