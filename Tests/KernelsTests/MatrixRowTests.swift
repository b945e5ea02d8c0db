import Kernels
import Testing

/// Rows of a batch: what one sequence leaves in its row is nothing to the next.
@Suite struct MatrixRowTests {
  @Test(arguments: Precision.allCases)
  func aClearedRowIsZeroWhateverWasInIt(precision: Precision) {
    let x = ActivationMatrix([[Float]](repeating: [.nan, 1, 2], count: 2), precision)
    x.clearRow(1)
    #expect(x.values(ofRow: 1) == [0, 0, 0])
  }

  @Test func aClearedOrCopiedRowIsSoBehindItsColumnsToo() {
    let matrix = AlignedMatrix(rows: 3, columns: 3)
    // A kernel computes whole groups of columns.
    func padding(_ row: Int) -> UnsafeMutablePointer<Float> { matrix[row].baseAddress! + 3 }
    for row in 0..<3 { padding(row).update(repeating: .nan, count: 13) }
    matrix.clearRow(0)
    matrix.copyRow(0, to: 1)
    for row in 0..<2 { #expect((0..<13).allSatisfy { padding(row)[$0] == 0 }) }
    let other = AlignedMatrix(rows: 1, columns: 3)
    matrix.copyRow(0, of: other, to: 2)
    #expect((0..<13).allSatisfy { padding(2)[$0] == 0 })
  }
}
