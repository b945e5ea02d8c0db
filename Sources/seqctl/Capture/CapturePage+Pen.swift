extension CapturePage {
  /// From pointer events to strokes: a pen, a finger or a mouse, one at a time.
  ///
  /// Once a pen was near, touches are taken for the hand that rests on the glass and draw nothing any more.
  static let penScript = #"""
    let active = null;
    let penSeen = false;

    function timeOf(line, stamp) {
      if (line.epoch === null) {
        const last = line.strokes.length ? line.strokes[line.strokes.length - 1] : null;
        line.epoch = stamp - (last ? last[last.length - 1][2] + 500 : 0);
      }
      return Math.max(0, Math.round(stamp - line.epoch));
    }

    function add(event) {
      const line = lines[active.line];
      const box = line.canvas.getBoundingClientRect();
      const round = value => Math.round(value * 100) / 100;
      const x = round((event.clientX - box.left) / line.scale + line.offset);
      const y = round((event.clientY - box.top) / line.scale);
      const time = timeOf(line, event.timeStamp);
      // Devices without a sensor say 0.5, and some fingers 0.
      const pressure = Math.round((event.pressure || 0.5) * 1000) / 1000;
      const last = active.stroke[active.stroke.length - 1];
      if (last && time <= last[2]) {
        // No two points at one time; of those the last counts, but a stroke's first stays where it is.
        if (active.stroke.length > 1) active.stroke[active.stroke.length - 1] = [x, y, last[2], pressure];
        return;
      }
      active.stroke.push([x, y, time, pressure]);
    }

    function ignores(event) {
      if (event.pointerType === "pen") {
        penSeen = true;
        // The palm was there before the pen: what it drew goes.
        if (active && active.type === "touch") drop();
      }
      return event.pointerType === "touch" && penSeen;
    }

    function drop() {
      const line = lines[active.line];
      active = null;
      draw(line);
    }

    function press(event, index) {
      if (ignores(event) || active || event.button !== 0) return;
      event.preventDefault();
      choose(index, false);
      active = { id: event.pointerId, type: event.pointerType, line: index, stroke: [] };
      try { lines[index].canvas.setPointerCapture(event.pointerId); } catch (error) { /* The pointer is gone already. */ }
      add(event);
      draw(lines[index], active.stroke);
    }

    function follow(event) {
      ignores(event);
      if (!active || event.pointerId !== active.id) return;
      event.preventDefault();
      const steps = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
      for (const step of steps.length ? steps : [event]) add(step);
      draw(lines[active.line], active.stroke);
    }

    function lift(event) {
      if (!active || event.pointerId !== active.id) return;
      const line = lines[active.line];
      // What the system takes away from a finger was a gesture of its own.
      if (event.type === "pointercancel" && active.type === "touch") return drop();
      line.strokes.push(active.stroke);
      line.cleared = null;
      active = null;
      changed(line);
    }

    lines.forEach((line, index) => {
      line.canvas.addEventListener("pointerdown", event => press(event, index));
      line.canvas.addEventListener("pointermove", follow);
      line.canvas.addEventListener("pointerup", lift);
      line.canvas.addEventListener("pointercancel", lift);
      line.canvas.addEventListener("pointerenter", ignores);
      line.canvas.addEventListener("contextmenu", event => event.preventDefault());
    });
    """#
}
