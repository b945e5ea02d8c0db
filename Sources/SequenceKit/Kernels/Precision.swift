internal import CKernels

/// What the products of a network are computed with.
///
/// `bf16` and `int8` give the same bits on every instruction set, `fp32` on all that fuse multiply and add.
public enum Precision: String, Codable, CaseIterable, Sendable {
  /// Weights and activations as they are.
  case fp32
  /// Weights and activations rounded to bfloat16, sums in fp32.
  case bf16
  /// Weights as signed bytes with a scale for each output, activations as bytes, sums exact.
  case int8

  /// Inputs that one 32-bit word holds.
  var inputsInWord: Int {
    switch self {
    case .fp32: 1
    case .bf16: 2
    case .int8: 4
    }
  }

  /// Words that hold so many inputs.
  func words(_ inputs: Int) -> Int { (inputs + inputsInWord - 1) / inputsInWord }

  var code: ck_precision {
    switch self {
    case .fp32: CK_FP32
    case .bf16: CK_BF16
    case .int8: CK_INT8
    }
  }
}
