import Networks

/// The weights of a reader: the safetensors file `reader.safetensors` of a model package, which Tools/train-reader.py
/// writes.
///
/// A convolution over five frames, blocks of the same with a way around each, and a last layer; normalisation over
/// batches is multiplied into the weights. Rows are output × (frame, channel).
struct ReaderFile: Sendable {
  static let format = "seqd-reader-1"
  /// Frames that a convolution looks at.
  static let taps = 5

  struct Layer: Sendable {
    var weight: [Float]
    var bias: [Float]
  }

  /// What can be read; symbol n of the output is alphabet[n − 1], and 0 the blank.
  let alphabet: [Character]
  let step: Double
  let stepsInFrame: Int
  let channels: Int
  let first: Layer
  let blocks: [(layer: Layer, dilation: Int)]
  let last: Layer

  /// - Throws: for a file that is damaged or of another kind, with what is wrong with it.
  init(_ bytes: [UInt8], file: String) throws(ModelPackageError) {
    let metadata = try Safetensors.metadata(of: bytes, file: file)
    guard metadata["format"] == Self.format else {
      throw ModelPackageError(
        "\(file) is no reader of the format \(Self.format); make one with Tools/train-reader.py")
    }
    let dilations = (metadata["dilations"] ?? "").split(separator: " ").map { Int($0) ?? 0 }
    guard let alphabet = metadata["alphabet"], !alphabet.isEmpty,
      let step = metadata["step"].flatMap(Double.init), step > 0.01, step < 10,
      let stepsInFrame = metadata["stepsInFrame"].flatMap({ Int($0) }), (1...64).contains(stepsInFrame),
      !dilations.isEmpty, dilations.allSatisfy({ (1...64).contains($0) })
    else {
      throw ModelPackageError("\(file) is damaged: alphabet, step, stepsInFrame or dilations are missing or impossible")
    }
    self.alphabet = Array(alphabet)
    self.step = step
    self.stepsInFrame = stepsInFrame
    let tensors = try Safetensors.decode(bytes, file: file)
    let channels = tensors["first.bias"]?.values.count ?? 0
    guard (1...1024).contains(channels) else {
      throw ModelPackageError("\(file) is damaged: the tensor 'first.bias' is missing or has an impossible size")
    }
    self.channels = channels
    func layer(_ name: String, _ outputs: Int, _ inputs: Int) throws(ModelPackageError) -> Layer {
      guard let weight = tensors["\(name).weight"], weight.shape == [outputs, inputs],
        let bias = tensors["\(name).bias"], bias.shape == [outputs],
        weight.values.allSatisfy(\.isFinite), bias.values.allSatisfy(\.isFinite)
      else {
        throw ModelPackageError(
          "\(file) is damaged: the tensors of '\(name)' are missing, not finite or not \(outputs) × \(inputs)")
      }
      return Layer(weight: weight.values, bias: bias.values)
    }
    first = try layer("first", channels, Self.taps * stepsInFrame * PenFrames.featuresOfStep)
    var blocks: [(layer: Layer, dilation: Int)] = []
    for (number, dilation) in dilations.enumerated() {
      blocks.append((try layer("blocks.\(number)", channels, Self.taps * channels), dilation))
    }
    self.blocks = blocks
    last = try layer("out", alphabet.count + 1, channels)
  }
}
