extension CapturePage {
  /// What the buttons and keys do, and what is said of each line.
  static let pageScript = #"""
    function choose(index, scrolls) {
      if (index < 0 || index >= lines.length) return;
      if (index !== current) {
        if (lines[current].strokes.length) lines[current].left = true;
        current = index;
        keep();
      }
      show();
      if (scrolls) {
        const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
        lines[index].element.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
      }
    }

    function show() {
      let done = 0;
      lines.forEach((line, index) => {
        const has = line.strokes.length > 0;
        const isDone = has && line.left;
        if (isDone) done++;
        line.element.classList.toggle("current", index === current);
        line.element.classList.toggle("done", isDone);
        if (index === current) line.element.setAttribute("aria-current", "true");
        else line.element.removeAttribute("aria-current");
        line.element.querySelector(".mark").textContent = isDone ? "✓" : has ? "…" : "○";
        line.element.querySelector(".state").textContent = isDone ? "done" : has ? "being written" : "not written yet";
        line.element.querySelector(".clear").disabled = !has;
      });
      document.getElementById("progress").textContent = `${done} of ${lines.length} lines done`;
      document.getElementById("previous").disabled = current === 0;
      document.getElementById("next").textContent = current === lines.length - 1 ? "Done" : "Next line";
      document.getElementById("undo").disabled = !lines[current].strokes.length && !lines[current].cleared;
    }

    function changed(line) {
      line.left = line.left && line.strokes.length > 0;
      keep();
      draw(line);
      show();
    }

    function undo() {
      const line = lines[current];
      if (active) return;
      if (line.cleared) {
        line.strokes = line.cleared;
        line.cleared = null;
      } else if (!line.strokes.pop()) {
        return;
      }
      line.epoch = null;
      changed(line);
    }

    function clearLine(index) {
      const line = lines[index];
      if (active || !line.strokes.length) return;
      choose(index, false);
      line.cleared = line.strokes;
      line.strokes = [];
      line.epoch = null;
      move(line, 0);
      changed(line);
    }

    function next() {
      if (current < lines.length - 1) return choose(current + 1, true);
      lines[current].left = lines[current].strokes.length > 0;
      changed(lines[current]);
    }

    lines.forEach((line, index) => {
      const on = (name, action) => line.element.querySelector(name).addEventListener("click", action);
      on(".clear", () => clearLine(index));
      on(".left", () => move(line, line.offset - 0.6 * visible(line)));
      on(".right", () => move(line, line.offset + 0.6 * visible(line)));
    });
    document.getElementById("previous").addEventListener("click", () => choose(current - 1, true));
    document.getElementById("next").addEventListener("click", next);
    document.getElementById("undo").addEventListener("click", undo);
    document.getElementById("save").addEventListener("click", save);

    document.addEventListener("keydown", event => {
      const command = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      if (command && key === "z") undo();
      else if (command && key === "s") save();
      else if (command || event.altKey) return;
      else if (key === "arrowdown") next();
      else if (key === "arrowup") choose(current - 1, true);
      else if (key === "delete") clearLine(current);
      else return;
      event.preventDefault();
    });

    const redraw = () => lines.forEach(fit);
    addEventListener("resize", redraw);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    restore();
    redraw();
    show();
    """#
}
