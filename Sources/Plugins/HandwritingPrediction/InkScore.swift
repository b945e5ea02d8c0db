import Ink
import PluginAPI

/// An item that asks what the model thinks of given ink.
/// - Throws: a sentence for a model of another kind and for ink that cannot be read.
func scoreProcess(_ request: ItemRequest, _ model: PluginModel) throws(RequestError) -> any ItemProcess {
  let scale = try OffsetScale(ofPredictionModel: model.description)
  let scoring = try InkScoring(request)
  do {
    let ink = try InkLines(scoring.ink)
    let lines =
      scoring.isAsRecorded ? ink.lines : try ink.sized(toXHeight: scale.usualXHeight)
    return scoring.process(
      lines.map {
        InkScoring.Line(offsets: scale.offsets(of: $0.drawing).flatMap { [$0.dx, $0.dy, $0.penUp ? 1 : 0] })
      },
      task: predictionDescriptor.name, model: model)
  } catch {
    throw RequestError(error.message)
  }
}
