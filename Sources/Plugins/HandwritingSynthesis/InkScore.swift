import Ink
import Networks
import PluginAPI

/// An item that asks what the model thinks of given ink with what it says.
/// - Throws: a sentence for a model of another kind, and for ink or a text that cannot be read.
func scoreProcess(_ request: ItemRequest, _ model: PluginModel) throws(RequestError) -> any ItemProcess {
  let alphabet = try Alphabet(model.description)
  let scale = try OffsetScale(model)
  let scoring = try InkScoring(request)
  let lines: [InkLines.Line]
  do {
    let ink = try InkLines(scoring.ink, text: request.text.isEmpty ? nil : request.text)
    lines =
      scoring.isAsRecorded ? ink.lines : try ink.sized(toXHeight: scale.usualXHeight)
  } catch {
    throw RequestError(error.message)
  }
  var scored: [InkScoring.Line] = []
  for (number, line) in lines.enumerated() {
    let place = lines.count > 1 ? "line \(number + 1) of the ink" : "the ink"
    guard !line.text.isEmpty else {
      throw RequestError("What \(place) says is unknown; add 'text' to it, or give --text.")
    }
    guard line.text.count <= WritingPlan.longestLine else {
      throw RequestError(
        "The text of \(place) has \(line.text.count) characters, more than the \(WritingPlan.longestLine) of a line; "
          + "divide it into lines.")
    }
    guard !line.text.contains(where: \.isNewline) else {
      throw RequestError("The text of \(place) has a line break; each line of ink has a text of its own.")
    }
    let text = alphabet.baseLetters(of: line.text)
    guard !text.isEmpty else {
      throw RequestError("The text of \(place) has no character that shows; give what the ink says.")
    }
    try alphabet.check(text, source: "The text of \(place)", advice: false)
    scored.append(
      InkScoring.Line(
        text: alphabet.indices(of: text),
        offsets: scale.offsets(of: line.drawing).flatMap { [$0.dx, $0.dy, $0.penUp ? 1 : 0] }))
  }
  return scoring.process(scored, task: synthesisDescriptor.name, model: model)
}

extension OffsetScale {
  /// How the model's ink is normalised.
  init(_ model: PluginModel) throws(RequestError) {
    guard let normalisation = model.description.normalisation else {
      throw RequestError("The model '\(model.description.name)' does not say how its ink was normalised.")
    }
    self.init(
      meanX: Double(normalisation.meanX), meanY: Double(normalisation.meanY),
      deviationX: Double(normalisation.deviationX), deviationY: Double(normalisation.deviationY))
  }
}
