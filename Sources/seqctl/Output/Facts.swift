/// Names and values below each other.
enum Facts {
  static func print(_ facts: [(name: String, value: String)]) {
    let width = facts.map(\.name.count).max() ?? 0
    for (name, value) in facts {
      Terminal.print(name + String(repeating: " ", count: width - name.count) + "  " + Terminal.plain(value))
    }
  }
}
