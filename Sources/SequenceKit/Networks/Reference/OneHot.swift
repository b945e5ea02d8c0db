/// A symbol as the networks see it: a row of zeros with one 1 at the symbol's index.
///
/// The engine never builds these rows: a product with one is a column of the weights, and the window's sum over them
/// (eq. 47) adds φ(t, u) at the index of character u.
public enum OneHot {
  /// - Precondition: 0 ≤ `symbol` < `symbols`.
  public static func row(_ symbol: Int, of symbols: Int) -> [Float] {
    var row = [Float](repeating: 0, count: symbols)
    row[symbol] = 1
    return row
  }
}
