/// Rows of text in aligned columns.
struct Table {
  enum Alignment { case left, right }

  struct Column {
    var title: String
    var alignment: Alignment

    init(_ title: String, _ alignment: Alignment = .left) {
      self.title = title
      self.alignment = alignment
    }
  }

  var columns: [Column]
  private var rows: [[String]] = []

  init(_ columns: [Column]) { self.columns = columns }

  /// One cell for each column.
  mutating func add(_ cells: [String]) { rows.append(cells.map(Terminal.plain)) }

  /// The lines, titles first; the last column is cut where it would pass `width`.
  func lines(width: Int = .max) -> [String] {
    let all = [columns.map(\.title)] + rows
    let widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      var line = ""
      for (index, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[index] - cell.count)
        line += columns[index].alignment == .right ? padding + cell : cell + padding
        if index < row.count - 1 { line += "  " }
      }
      while line.last == " " { line.removeLast() }
      return line.count > width ? line.prefix(max(1, width - 1)) + "…" : line
    }
  }

  /// Prints the table; on a terminal no line is longer than the terminal is wide.
  func print() {
    let width = Terminal.isTerminal(1) ? Terminal.width(1) : Int.max
    let lines = lines(width: width)
    Terminal.write(lines.joined(separator: "\n") + "\n", to: 1)
  }
}
