extension CapturePage {
  /// From strokes to a file, InkML as seqd itself writes and reads it.
  ///
  /// Devices report a pen up to 240 times a second; recorders of handwriting, and the networks that learned from them, know
  /// about one point in 16 ms. The file has points at that interval, interpolated, and each stroke's last.
  static let inkMLScript = #"""
    const INTERVAL = 16;

    function sampled(stroke) {
      const last = stroke[stroke.length - 1];
      const points = [stroke[0]];
      let place = 0;
      for (let time = stroke[0][2] + INTERVAL; time <= last[2] - INTERVAL / 2; time += INTERVAL) {
        while (stroke[place + 1][2] < time) place++;
        const [from, to] = [stroke[place], stroke[place + 1]];
        const part = (time - from[2]) / (to[2] - from[2]);
        const between = channel => from[channel] + part * (to[channel] - from[channel]);
        points.push([between(0), between(1), time, between(3)]);
      }
      if (stroke.length > 1) points.push(last);
      return points;
    }

    function escaped(text) {
      return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    }

    function annotation(type, text) { return `<annotation type="${type}">${escaped(text)}</annotation>\n`; }

    function trace(stroke, start) {
      const number = (value, digits) => String(Number(value.toFixed(digits)));
      return "<trace>" + sampled(stroke).map(([x, y, time, pressure]) =>
        `${number(x, 2)} ${number(y, 2)} ${start + time} ${number(pressure, 3)}`).join(", ") + "</trace>\n";
    }

    function inkML(written) {
      let file = `<?xml version="1.0" encoding="UTF-8"?>
    <ink xmlns="http://www.w3.org/2003/InkML">
    ` + annotation("truth", written.map(line => line.text).join("\n")) + annotation("x-height", String(X_HEIGHT)) +
        `<definitions>
    <context xml:id="pen"><traceFormat>
    <channel name="X" type="decimal" units="dev"/>
    <channel name="Y" type="decimal" units="dev"/>
    <channel name="T" type="integer" units="ms"/>
    <channel name="F" type="decimal" min="0" max="1"/>
    </traceFormat></context>
    </definitions>
    <traceGroup contextRef="#pen">
    `;
      let start = 0;
      for (const line of written) {
        file += "<traceGroup>\n" + annotation("truth", line.text);
        for (const stroke of line.strokes) file += trace(stroke, start);
        file += "</traceGroup>\n";
        const last = line.strokes[line.strokes.length - 1];
        start += last[last.length - 1][2] + 1000;
      }
      return file + "</traceGroup>\n</ink>\n";
    }

    function save() {
      const written = lines.filter(line => line.strokes.length);
      if (!written.length) return say("There is nothing to save yet: write a line first.");
      // About 25 points a letter are usual; a sixth of that is no line.
      const short = written.find(line =>
        line.strokes.reduce((sum, stroke) => sum + sampled(stroke).length, 0) < 4 * line.text.replaceAll(" ", "").length);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([inkML(written)], { type: "application/inkml+xml" }));
      link.download = "my-hand.inkml";
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      say((written.length === 1 ? "1 line is" : written.length + " lines are") + " saved as my-hand.inkml." +
        (short ? ` The line "${short.text}" has little ink: is all of it written?` : ""));
    }
    """#
}
