extension CapturePage {
  /// The lines and their strips: what was written, where it is kept, how it is drawn.
  ///
  /// A strip has units of its own, whatever the screen: 120 high, small letters 20 of them, so that ink stays the same when
  /// a tablet is turned. A point is [x, y, t, pressure], t in ms from the line's first point.
  static let stripScript = #"""
    const HEIGHT = 120, BASELINE = 76, X_HEIGHT = 20, LEAST_SCALE = 0.65, MOST_SCALE = 1.3;

    const lines = Array.from(document.querySelectorAll(".line"), element => ({
      element,
      canvas: element.querySelector("canvas"),
      text: element.querySelector(".text").textContent,
      strokes: [],
      // Strokes that "Clear line" took away, for Undo.
      cleared: null,
      // Whether the writer has gone on to another line.
      left: false,
      // Time of the page at which the line's time is 0; unknown after a reload.
      epoch: null,
      // Units that stand left of what is seen, and pixels for a unit.
      offset: 0,
      scale: 1,
    }));
    let current = 0;

    // Names the sentences, so that pages with others keep their ink apart (FNV-1a).
    const storageKey = "seqd-capture-" + lines.map(line => line.text).join("\n").split("").reduce(
      (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16777619) >>> 0, 2166136261).toString(16);

    function say(text) { document.getElementById("notice").textContent = text; }

    function keep() {
      try {
        localStorage.setItem(storageKey, JSON.stringify(
          lines.map(line => ({ strokes: line.strokes, left: line.left }))));
      } catch (error) {
        say("This browser keeps nothing of this page: save before you close it.");
      }
    }

    function restore() {
      try {
        const kept = JSON.parse(localStorage.getItem(storageKey) || "[]");
        kept.forEach((part, index) => {
          if (!lines[index] || !Array.isArray(part.strokes)) return;
          lines[index].strokes = part.strokes;
          lines[index].left = part.left === true;
        });
      } catch (error) {
        say("What this browser kept of this page cannot be read, so the lines are empty.");
      }
      const first = lines.findIndex(line => !line.left);
      current = first < 0 ? 0 : first;
    }

    // Room for every character as people write it, and somewhat more.
    function width(line) { return Math.max(600, 35 * line.text.length + 80); }

    function visible(line) { return line.canvas.clientWidth / line.scale; }

    function fit(line) {
      const pixels = line.canvas.clientWidth || 1;
      line.scale = Math.min(MOST_SCALE, Math.max(LEAST_SCALE, pixels / width(line)));
      const ratio = window.devicePixelRatio || 1;
      line.canvas.style.height = HEIGHT * line.scale + "px";
      line.canvas.width = Math.round(pixels * ratio);
      line.canvas.height = Math.round(HEIGHT * line.scale * ratio);
      move(line, line.offset);
    }

    function move(line, offset) {
      const most = Math.max(0, width(line) - visible(line));
      line.offset = Math.min(most, Math.max(0, offset));
      const [left, right] = [".left", ".right"].map(name => line.element.querySelector(name));
      left.hidden = right.hidden = most < 1;
      left.disabled = line.offset < 1;
      right.disabled = line.offset > most - 1;
      draw(line);
    }

    function draw(line, unfinished) {
      const context = line.canvas.getContext("2d");
      const ratio = window.devicePixelRatio || 1;
      const style = getComputedStyle(document.documentElement);
      const colour = name => style.getPropertyValue(name).trim();
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, line.canvas.width, line.canvas.height);
      context.setTransform(ratio * line.scale, 0, 0, ratio * line.scale, -ratio * line.scale * line.offset, 0);
      context.lineCap = context.lineJoin = "round";
      const guide = (y, name, dash) => {
        context.strokeStyle = colour(name);
        context.lineWidth = 1;
        context.setLineDash(dash);
        context.beginPath();
        context.moveTo(0, y);
        context.lineTo(Math.max(width(line), visible(line)), y);
        context.stroke();
      };
      guide(BASELINE, "--base", []);
      guide(BASELINE - X_HEIGHT, "--guide", [5, 5]);
      context.setLineDash([]);
      context.strokeStyle = context.fillStyle = colour("--ink");
      for (const stroke of unfinished ? line.strokes.concat([unfinished]) : line.strokes) drawStroke(context, stroke);
    }

    // Thicker where the pen was pressed.
    function drawStroke(context, stroke) {
      const thickness = pressure => 1 + 2.2 * pressure;
      if (stroke.length === 1) {
        context.beginPath();
        context.arc(stroke[0][0], stroke[0][1], thickness(stroke[0][3]) / 2 + 0.4, 0, 2 * Math.PI);
        context.fill();
      }
      for (let index = 1; index < stroke.length; index++) {
        const [from, to] = [stroke[index - 1], stroke[index]];
        context.lineWidth = thickness((from[3] + to[3]) / 2);
        context.beginPath();
        context.moveTo(from[0], from[1]);
        context.lineTo(to[0], to[1]);
        context.stroke();
      }
    }
    """#
}
