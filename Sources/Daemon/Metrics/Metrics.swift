import Synchronization
import Wire

/// Counts what happens, for `seqctl metrics`. In memory alone: counters begin at zero with each start, as Prometheus expects.
final class Metrics: Sendable {
  private struct Key: Hashable {
    var metric: Metric
    /// As they are written.
    var labels: [String]
  }

  private struct State {
    var counters: [Key: Int] = [:]
    var histograms: [Key: Histogram] = [:]
  }

  /// A figure that is as it is now.
  struct Gauge {
    var metric: Metric
    var labels: Labels = []
    var value: Double
  }

  /// Pairs of a name and the daemon's own words, or the name of a task or model.
  typealias Labels = [(name: String, value: String)]

  private let state = Mutex(State())

  func count(_ metric: Metric, _ labels: Labels = [], times: Int = 1) {
    let key = Key(metric: metric, labels: labels.map(Exposition.label))
    state.withLock { $0.counters[key, default: 0] += times }
  }

  /// Counts a request that is answered with an error.
  func countRefusal(_ code: WireError.Code) {
    count(.refusals, [("code", code.rawValue)])
  }

  func observe(_ seconds: Double, _ metric: Metric, _ labels: Labels = [], times: Int = 1) {
    let key = Key(metric: metric, labels: labels.map(Exposition.label))
    state.withLock { $0.histograms[key, default: Histogram()].add(seconds, times: times) }
  }

  /// Everything in Prometheus's text format, version 0.0.4, in the order of `Metric.all`.
  func text(gauges: [Gauge]) -> String {
    let (counters, histograms) = state.withLock { ($0.counters, $0.histograms) }
    var exposition = Exposition()
    for metric in Metric.all {
      exposition.begin(metric)
      for gauge in gauges where gauge.metric == metric {
        exposition.add(metric.name, gauge.labels.map(Exposition.label), gauge.value)
      }
      let counted = counters.filter { $0.key.metric == metric }.sorted {
        $0.key.labels.lexicographicallyPrecedes($1.key.labels)
      }
      for (key, count) in counted { exposition.add(metric.name, key.labels, Double(count)) }
      let observed = histograms.filter { $0.key.metric == metric }
        .sorted { $0.key.labels.lexicographicallyPrecedes($1.key.labels) }
      for (key, histogram) in observed { exposition.add(histogram, metric.name, key.labels) }
    }
    return exposition.text
  }
}

/// How often something took how long.
struct Histogram: Sendable, Equatable {
  /// Upper bounds of the buckets in seconds, from half a millisecond to the better part of an hour.
  static let bounds: [Double] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800,
  ]

  /// How many fell into each bucket, and beyond the last.
  private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
  private(set) var sum = 0.0

  mutating func add(_ seconds: Double, times: Int = 1) {
    counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += times
    sum += seconds * Double(times)
  }
}

/// Prometheus's text format.
struct Exposition {
  private(set) var text = ""

  mutating func begin(_ metric: Metric) {
    text += "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) \(metric.kind.rawValue)\n"
  }

  mutating func add(_ name: String, _ labels: [String], _ value: Double) {
    text += labels.isEmpty ? name : "\(name){\(labels.joined(separator: ","))}"
    text += " \(Self.number(value))\n"
  }

  mutating func add(_ histogram: Histogram, _ name: String, _ labels: [String]) {
    var sum = 0
    for (bound, count) in zip(Histogram.bounds, histogram.counts) {
      sum += count
      add("\(name)_bucket", labels + ["le=\"\(Self.number(bound))\""], Double(sum))
    }
    let count = histogram.counts.reduce(0, +)
    add("\(name)_bucket", labels + ["le=\"+Inf\""], Double(count))
    add("\(name)_sum", labels, histogram.sum)
    add("\(name)_count", labels, Double(count))
  }

  static func label(_ label: (name: String, value: String)) -> String {
    guard label.value.utf8.contains(where: isSpecial) else { return "\(label.name)=\"\(label.value)\"" }
    let value = label.value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    return "\(label.name)=\"\(value)\""
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
