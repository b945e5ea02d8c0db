import Kernels
import Networks

extension LoadedModel {
  /// Refuses a request that does not fit the model.
  func check(_ request: SequenceRequest) throws(EngineError) {
    let name = description.name
    let architecture = description.architecture
    guard (1...Int(Int32.max)).contains(request.maximumSteps) else {
      throw .invalid("A sequence of \(request.maximumSteps) steps was asked for; at least 1 is needed")
    }
    if let window = architecture.window {
      guard !request.text.isEmpty else { throw .invalid("The model '\(name)' writes a text, but none was given") }
      if let stranger = request.text.first(where: { !(0..<window.symbols).contains($0) }) {
        throw .invalid("The text holds the symbol \(stranger); the model '\(name)' has \(window.symbols)")
      }
    } else if !request.text.isEmpty {
      throw .invalid("The model '\(name)' has no window over a text, but a text was given")
    }
    switch architecture.input {
    case .ink:
      guard request.prime.count % 3 == 0 else {
        throw .invalid("The ink to start from has \(request.prime.count) numbers, which is no multiple of 3")
      }
      guard request.prime.withUnsafeBufferPointer({ $0.allFinite }) else {
        throw .invalid("The ink to start from holds a number that is not finite")
      }
    case .oneHot(let symbols), .embedding(let symbols, _):
      if let stranger = request.prime.first(where: { Self.symbol($0, below: symbols) == nil }) {
        throw .invalid("The symbols to start from hold \(stranger); the model '\(name)' has \(symbols) symbols")
      }
    }
  }

  /// The index that an input element stands for; nil if it is none.
  static func symbol(_ value: Float, below symbols: Int) -> Int? {
    guard value >= 0, value < Float(symbols), value == value.rounded() else { return nil }
    return Int(value)
  }
}
