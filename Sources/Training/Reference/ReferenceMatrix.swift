/// A row-major matrix that lies somewhere in the flat vector of parameters (and, at the same place, of derivatives).
struct ReferenceMatrix {
  var start: Int
  var rows: Int
  var columns: Int

  /// W · x, added to `result`.
  func multiply<Scalar: ReferenceScalar>(_ x: [Scalar], in parameters: [Scalar], addingTo result: inout [Scalar]) {
    precondition(x.count == columns && result.count == rows, "a product of unlike sizes")
    for row in 0..<rows {
      var sum: Scalar = 0
      for column in 0..<columns { sum += parameters[start + row * columns + column] * x[column] }
      result[row] += sum
    }
  }

  /// Wᵀ · d: what derivatives at the rows are at the columns.
  func transposed<Scalar: ReferenceScalar>(_ d: [Scalar], in parameters: [Scalar]) -> [Scalar] {
    precondition(d.count == rows, "a product of unlike sizes")
    var result = [Scalar](repeating: 0, count: columns)
    for row in 0..<rows {
      for column in 0..<columns { result[column] += parameters[start + row * columns + column] * d[row] }
    }
    return result
  }

  /// Adds d · xᵀ, the derivatives of the matrix, to a flat vector of derivatives.
  func addOuter<Scalar: ReferenceScalar>(_ d: [Scalar], _ x: [Scalar], to gradient: inout [Scalar]) {
    precondition(d.count == rows && x.count == columns, "a product of unlike sizes")
    for row in 0..<rows {
      for column in 0..<columns { gradient[start + row * columns + column] += d[row] * x[column] }
    }
  }
}
