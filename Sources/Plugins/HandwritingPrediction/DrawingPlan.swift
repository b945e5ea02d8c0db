import Ink
import Networks
import PluginAPI

/// A request in the terms of the task, all of it checked.
struct DrawingPlan: Sendable {
  /// Up to this many points, about a line, get a sheet of their own.
  static let shortLine = 1000
  /// The most characters of a prime whose text is known.
  static let longestPrime = 60

  let request: ItemRequest
  let model: PluginModel
  let scale: OffsetScale
  let length: Int
  let bias: Double
  /// Ink to go on from, in data units; empty without a prime.
  let prime: InkDrawing
  let options: SheetOptions
  let setup: PageSetup

  init(_ request: ItemRequest, _ model: PluginModel) throws(RequestError) {
    scale = try OffsetScale(ofPredictionModel: model.description)
    self.request = request
    self.model = model
    length = request.integer("length") ?? 700
    bias = request.number("bias") ?? 0.5
    do {
      if let json = request.string("prime") {
        prime = try InkSample.sized(
          json, longestText: Self.longestPrime, toXHeight: scale.usualXHeight
        ).drawing
      } else {
        prime = InkDrawing()
      }
      options = try SheetOptions { request.parameters[$0].flatMap(SheetOptionValue.init) }
      setup = try options.setup(isShortLine: prime.pointCount + length <= Self.shortLine)
    } catch {
      throw RequestError(error.message)
    }
  }
}

extension OffsetScale {
  /// How the model's ink is normalised.
  /// - Throws: a sentence for a model that does not draw without a text.
  init(ofPredictionModel description: ModelDescription) throws(RequestError) {
    guard case .ink = description.architecture.input, description.architecture.window == nil,
      case .mixtureDensity = description.architecture.head, let normalisation = description.normalisation
    else {
      throw RequestError(
        "The model '\(description.name)' cannot draw without a text: it needs ink as input, no window and a "
          + "mixture-density head; choose a handwriting-prediction model.")
    }
    self.init(
      meanX: Double(normalisation.meanX), meanY: Double(normalisation.meanY),
      deviationX: Double(normalisation.deviationX), deviationY: Double(normalisation.deviationY))
  }
}
