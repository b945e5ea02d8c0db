/// A pencil's line: three threads of graphite side by side, each now wider, now narrower, that leave gaps between them.
struct PencilGrain {
  /// Where the threads are across the line, in its widths.
  private static let threads = [-0.29, 0.02, 0.28]
  /// How far it is, in widths of the pencil, until a thread has become another.
  private static let length = 0.9

  let marks: [PenMark]

  /// - Parameters:
  ///   - width: of the pencil, in the trace's unit.
  ///   - noise: of this stroke.
  init(_ trace: PenTrace, width: Double, _ noise: CounterNoise) {
    let samples = trace.samples
    let mean = samples.reduce(0) { $0 + $1.width } / Double(samples.count)
    // Where the pencil is slow it is pressed: the line is wide and dark.
    let pressure = min(max(mean / width, 0.6), 1.3)
    marks = Self.threads.enumerated().map { number, side in
      var way = 0.0
      let places = samples.indices.map { index -> PenOutline.Place in
        if index > 0 { way += samples[index].place.distance(to: samples[index - 1].place) }
        let sample = samples[index]
        let from = samples[max(index - 1, 0)].place
        let to = samples[min(index + 1, samples.count - 1)].place
        let along = to - from
        let across = along.length > 0 ? Point(x: along.y, y: -along.x) * (1 / along.length) : Point(x: 0, y: -1)
        let here = way / (Self.length * width)
        let drift = 0.08 * (noise.smooth(here, 2 * number) - 0.5)
        let share = 0.16 + 0.26 * noise.smooth(1.7 * here, 2 * number + 1)
        return (sample.place + across * ((side + drift) * sample.width), share * sample.width)
      }
      let tone = (0.6 + 0.1 * noise.signed(number, -1)) * pressure
      return PenMark(polygons: PenOutline.polygons(places), opacity: (40 * min(tone, 0.9)).rounded() / 40)
    }
  }
}
