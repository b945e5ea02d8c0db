import Glibc
import Wire

/// A job's progress on one line of a terminal.
struct ProgressBar {
  private let isShown: Bool
  private var hasDrawn = false

  /// Draws on standard error, and only where that is a terminal.
  init(isQuiet: Bool = false) { isShown = !isQuiet && Terminal.isTerminal(STDERR_FILENO) }

  mutating func draw(_ event: Reply.Event) {
    guard isShown else { return }
    let line = Self.line(event, width: Terminal.width(STDERR_FILENO))
    Terminal.write("\r\u{1B}[2K" + line, to: STDERR_FILENO)
    hasDrawn = true
  }

  /// Takes the bar away, so that what follows begins on an empty line.
  mutating func clear() {
    guard hasDrawn else { return }
    Terminal.write("\r\u{1B}[2K", to: STDERR_FILENO)
    hasDrawn = false
  }

  /// How much of the job is made, 0 to 1: steps where they can be told, else items.
  static func fraction(_ event: Reply.Event) -> Double {
    if event.state.isFinal { return 1 }
    let items = Double(event.items.ended) / Double(max(1, event.items.total))
    guard event.stepsEstimated > 0 else { return items }
    // An estimate may fall short; what has not ended is not shown as finished.
    return min(0.99, max(items, Double(event.stepsDone) / Double(event.stepsEstimated)))
  }

  /// The bar with its figures, at most `width - 1` characters, so that it never wraps.
  /// - Parameter now: seconds since 1970.
  static func line(_ event: Reply.Event, width: Int, at now: Double = Moment.now) -> String {
    let fraction = fraction(event)
    let percent = "\(Int(fraction * 100))"
    let head = "job \(event.job) \(event.state.rawValue) "
    var tail = " \(String(repeating: " ", count: max(0, 3 - percent.count)))\(percent) %"
    var figures: [String] = []
    if event.items.total > 1 { figures.append("\(event.items.ended)/\(event.items.total) items") }
    if event.items.failed > 0 { figures.append("\(event.items.failed) failed") }
    if let rate = event.stepsPerSecond, rate.isFinite, rate >= 0, rate < 1e15 {
      figures.append("\(Int(rate.rounded())) steps/s")
    }
    if let left = event.secondsLeft, !event.state.isFinal { figures.append("\(TimeText.text(seconds: left)) left") }
    if let forecast = event.forecast, event.state == .queued { figures += Self.figures(forecast, at: now) }
    for figure in figures { tail += "  \(figure)" }
    let room = width - 1 - head.count - tail.count - 2
    guard room >= 5 else { return String((head + tail.drop { $0 == " " }).prefix(max(0, width - 1))) }
    let cells = min(room, 40)
    let full = Int((fraction * Double(cells)).rounded(.down))
    let bar = String(repeating: "#", count: full) + String(repeating: "-", count: cells - full)
    return "\(head)[\(bar)]\(tail)"
  }

  /// What comes before a job that waits.
  private static func figures(_ forecast: Forecast, at now: Double) -> [String] {
    var figures: [String] = []
    if forecast.itemsAhead > 0 { figures.append("\(NumberText.grouped(forecast.itemsAhead)) items ahead") }
    if let begins = forecast.begins, begins > now {
      figures.append("begins in \(TimeText.text(seconds: begins - now))")
    }
    return figures
  }
}
