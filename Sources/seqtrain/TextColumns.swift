/// Rows of cells below each other, two blanks between columns.
enum TextColumns {
  /// - Parameter leading: columns that begin at their left edge; the others end at their right one.
  static func lines(_ rows: [[String]], leading: Int = 1) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        return column < leading ? cell + blanks : blanks + cell
      }.joined(separator: "  ")
    }
  }
}
