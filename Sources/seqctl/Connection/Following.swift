import Wire
import ZMQ

/// Watches a job to its end, with a bar on a terminal and, if somebody likes, what is being made above it.
enum Following {
  /// - Returns: the last event.
  /// - Throws: a failure with status `interrupted` after Ctrl-C; its message says how to come back to the job.
  static func follow(
    _ job: String, over connection: inout Connection, isQuiet: Bool, output: String? = nil,
    preview: PreviewChoice = PreviewChoice(), onEvent: (Reply.Event) -> Void = { _ in }
  ) throws(Failure) -> Reply.Event {
    let interrupt: InterruptSignal
    do {
      interrupt = try InterruptSignal()
    } catch {
      throw Failure(error)
    }
    var bar = ProgressBar(isQuiet: isQuiet)
    var screen = isQuiet ? nil : preview.screen()
    defer { bar.clear() }
    let last = try connection.watch(job, previewed: preview.isWanted, interrupt: interrupt) { event in
      screen?.draw(event)
      bar.draw(event)
      onEvent(event)
    }
    guard let last else {
      throw Failure(
        .interrupted, "job \(job) goes on",
        advice: "fetch it with 'seqctl fetch \(job) -o \(output ?? "PATH")', end it with 'seqctl cancel \(job)'")
    }
    return last
  }
}
