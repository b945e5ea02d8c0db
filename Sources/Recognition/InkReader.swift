public import Ink
import Kernels
public import Networks

/// Reads lines of handwriting: a convolutional network with residual blocks and connectionist temporal classification
/// (Graves et al. 2006), without a language model, so that it reads what stands there.
///
/// Computed in int8: the same bits on every instruction set.
public struct InkReader: Sendable {
  /// The file of a model package that holds a reader.
  public static let fileName = "reader.safetensors"

  private let file: ReaderFile
  private let kernels: KernelTable
  private let first: PackedMatrix
  private let blocks: [PackedMatrix]
  private let last: PackedMatrix

  /// What can be read.
  public var alphabet: [Character] { file.alphabet }

  /// - Parameters:
  ///   - bytes: the file's.
  ///   - file: how errors name it.
  /// - Throws: for a file that is damaged or of another kind.
  public init(_ bytes: [UInt8], file: String = Self.fileName) throws(ModelPackageError) {
    self.init(try ReaderFile(bytes, file: file), kernels: .current, precision: .int8)
  }

  init(_ file: ReaderFile, kernels: KernelTable, precision: Precision) {
    func packed(_ layer: ReaderFile.Layer) -> PackedMatrix {
      PackedMatrix(
        [.init(weights: layer.weight, rowStride: layer.weight.count / layer.bias.count)], outputs: layer.bias.count,
        bias: layer.bias, precision: precision)
    }
    self.file = file
    self.kernels = kernels
    first = packed(file.first)
    blocks = file.blocks.map { packed($0.layer) }
    last = packed(file.last)
  }

  /// Reads a line that should say a text.
  public func proof(_ drawing: InkDrawing, of text: [Character]) -> Proof {
    Proof(text, against: reading(PenFrames(drawing, step: file.step, stepsInFrame: file.stepsInFrame)))
  }

  /// What a line says.
  public func text(of drawing: InkDrawing) -> String {
    String(reading(PenFrames(drawing, step: file.step, stepsInFrame: file.stepsInFrame)).text)
  }

  func reading(_ frames: PenFrames) -> SymbolReading {
    let count = frames.count
    guard count > 0 else { return SymbolReading(alphabet: alphabet, logits: [], frames: 0) }
    let width = file.stepsInFrame * PenFrames.featuresOfStep
    let input = AlignedMatrix(rows: count, columns: width)
    for row in 0..<count {
      for column in 0..<width { input[row][column] = frames.values[row * width + column] }
    }
    let sum = AlignedMatrix(rows: count, columns: first.paddedOutputs)
    let state = AlignedMatrix(rows: count, columns: file.channels)
    convolve(input, count, by: first, dilation: 1, into: sum)
    addPositive(sum, to: state, count)
    for (block, matrix) in zip(file.blocks, blocks) {
      convolve(state, count, by: matrix, dilation: block.dilation, into: sum)
      addPositive(sum, to: state, count)
    }
    let x = ActivationMatrix(last.precision, .values, rows: count, columns: file.channels)
    for row in 0..<count { kernels.activate(UnsafeBufferPointer(state[row]), into: x, row: row) }
    let symbols = alphabet.count + 1
    let y = AlignedMatrix(rows: count, columns: last.paddedOutputs)
    kernels.multiply([x], by: last, rows: count, into: y)
    return SymbolReading(alphabet: alphabet, logits: (0..<count).flatMap { y[$0].prefix(symbols) }, frames: count)
  }

  /// y[t] = b + Σ_k W_k · x[t + (k − 2) · dilation], where what lies outside of the line is zero.
  private func convolve(
    _ x: AlignedMatrix, _ count: Int, by matrix: PackedMatrix, dilation: Int, into y: AlignedMatrix
  ) {
    let width = x.columns
    let rows = ActivationMatrix(matrix.precision, .values, rows: count, columns: ReaderFile.taps * width)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: ReaderFile.taps * width) { row in
      for frame in 0..<count {
        row.initialize(repeating: 0)
        for tap in 0..<ReaderFile.taps {
          let source = frame + (tap - ReaderFile.taps / 2) * dilation
          guard source >= 0, source < count else { continue }
          (row.baseAddress! + tap * width).update(from: x[source].baseAddress!, count: width)
        }
        kernels.activate(UnsafeBufferPointer(row), into: rows, row: frame)
      }
    }
    kernels.multiply([rows], by: matrix, rows: count, into: y)
  }

  private func addPositive(_ y: AlignedMatrix, to state: AlignedMatrix, _ count: Int) {
    for row in 0..<count {
      let (from, to) = (y[row], state[row])
      for column in 0..<file.channels { to[column] += max(0, from[column]) }
    }
  }
}
