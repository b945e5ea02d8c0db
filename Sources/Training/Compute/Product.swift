import CTraining

/// One matrix product of fixed shape, C[m, n] (+)= A[m, k] · B[k, n], run by oneDNN on the calling thread.
final class Product {
  /// Whether oneDNN has products of bf16 for this processor; of those of x86 it asks for AVX-512.
  static let takesBF16: Bool = {
    guard let handle = ct_product_create(packed(m: 16, n: 16, k: 16, aStride: 16, cStride: 16, bf16: true)) else {
      return false
    }
    ct_product_free(handle)
    return true
  }()

  private let handle: OpaquePointer

  /// A product with a weight matrix that is packed by `pack`.
  init(m: Int, n: Int, k: Int, aStride: Int, cStride: Int, accumulate: Bool = false, bf16: Bool) {
    handle = Self.create(
      Self.packed(m: m, n: n, k: k, aStride: aStride, cStride: cStride, accumulate: accumulate, bf16: bf16))
  }

  /// A weight gradient: C[m, n] += Aᵀ · B over `rows` rows of A[rows, m] and B[rows, n].
  init(gradient m: Int, n: Int, rows: Int, aStride: Int, bStride: Int, cStride: Int, bf16: Bool) {
    handle = Self.create(
      ct_product_shape(
        m: Int32(m), n: Int32(n), k: Int32(rows), a_stride: Int32(aStride), a_transposed: 1, b_stride: Int32(bStride),
        b_transposed: 0, b_packed: 0, c_stride: Int32(cStride), accumulate: 1, bf16: bf16 ? 1 : 0))
  }

  deinit { ct_product_free(handle) }

  private static func packed(
    m: Int, n: Int, k: Int, aStride: Int, cStride: Int, accumulate: Bool = false, bf16: Bool
  ) -> ct_product_shape {
    ct_product_shape(
      m: Int32(m), n: Int32(n), k: Int32(k), a_stride: Int32(aStride), a_transposed: 0, b_stride: 0, b_transposed: 0,
      b_packed: 1, c_stride: Int32(cStride), accumulate: accumulate ? 1 : 0, bf16: bf16 ? 1 : 0)
  }

  private static func create(_ shape: ct_product_shape) -> OpaquePointer {
    guard let handle = ct_product_create(shape) else {
      preconditionFailure("oneDNN cannot multiply \(shape.m) × \(shape.k) by \(shape.k) × \(shape.n)")
    }
    return handle
  }

  /// Packs B[k, n]; as PyTorch's weights lie, [n, k], when `transposed`.
  func pack(_ weights: UnsafePointer<Float>, stride: Int, transposed: Bool) {
    let status = ct_product_pack(handle, weights, Int32(stride), transposed ? 1 : 0)
    precondition(status == 0, "oneDNN could not pack a weight matrix (status \(status))")
  }

  func run(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer? = nil, into c: UnsafeMutablePointer<Float>) {
    let status = ct_product_run(handle, a, b, c)
    precondition(status == 0, "oneDNN could not run a product (status \(status))")
  }
}
