/// The instruction sets that kernels are written for, slowest first.
public enum InstructionSet: String, CaseIterable, Sendable {
  /// Whatever every processor of the architecture has; multiplications and additions are rounded apart.
  case plain
  /// AVX2 with fused multiply-add.
  case avx2
  /// AVX-512 Foundation; gives the same bits as `avx2`.
  case avx512
}
