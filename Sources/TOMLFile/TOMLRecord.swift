import TOMLKit

/// What is wrong with a TOML file: one sentence with file, line and key.
public struct TOMLFault: Error, Sendable, Equatable, CustomStringConvertible {
  public var message: String
  public var description: String { message }

  public init(_ message: String) { self.message = message }
}

/// A table of a TOML file whose keys are asked for one by one; `finish` refuses what nobody asked for.
public final class TOMLRecord {
  /// What the file is called in messages.
  private let name: String
  private let lines: KeyLines
  private let table: TOMLTable
  /// Key of the table itself, empty for the file.
  private let path: String
  private var asked: Set<String> = []

  /// - Parameter name: what the file is called in messages.
  /// - Throws: with the line, where the content is no TOML, or more of it than is read.
  public convenience init(_ content: String, called name: String) throws(TOMLFault) {
    if let excess = TOMLBounds.excess(of: content) { throw TOMLFault("\(name)\(excess).") }
    let table: TOMLTable
    do {
      table = try TOMLTable(string: content)
    } catch let error as TOMLParseError {
      throw TOMLFault("\(name), line \(error.source.begin.line): \(error.description)")
    } catch {
      throw TOMLFault("\(name): \(error)")
    }
    self.init(table, name: name, lines: KeyLines(content), path: "")
  }

  private init(_ table: TOMLTable, name: String, lines: KeyLines, path: String) {
    self.table = table
    self.name = name
    self.lines = lines
    self.path = path
  }

  /// Whether a key has an array.
  public func isArray(_ key: String) -> Bool { value(key)?.array != nil }

  /// A text; nil where the key is absent.
  public func text(_ key: String) throws(TOMLFault) -> String? {
    guard let value = value(key) else { return nil }
    guard let text = value.string else { throw wrongType(key, value, "a string") }
    return text
  }

  /// A number, whole or not, within a range.
  public func number(_ key: String, in range: ClosedRange<Double>) throws(TOMLFault) -> Double? {
    guard let value = value(key) else { return nil }
    return try number(value, key, range)
  }

  /// A whole number within a range.
  public func integer(_ key: String, in range: ClosedRange<Int>) throws(TOMLFault) -> Int? {
    guard let value = value(key) else { return nil }
    guard let number = value.int else { throw wrongType(key, value, "a whole number") }
    guard range.contains(number) else {
      throw fault(key, "is \(number), which is not within \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// True or false.
  public func truth(_ key: String) throws(TOMLFault) -> Bool? {
    guard let value = value(key) else { return nil }
    guard let truth = value.bool else { throw wrongType(key, value, "true or false") }
    return truth
  }

  /// An array of as many numbers as one of `counts` says; a number alone is an array of one.
  public func numbers(
    _ key: String, counts: [Int], in range: ClosedRange<Double>
  ) throws(TOMLFault) -> [Double]? {
    guard let value = value(key) else { return nil }
    guard let array = value.array else {
      guard counts.contains(1) else { throw wrongType(key, value, "an array of \(counts[0]) numbers") }
      return [try number(value, key, range)]
    }
    var numbers: [Double] = []
    for element in array { numbers.append(try number(element, key, range)) }
    guard counts.contains(numbers.count) else {
      let wanted = counts.map(String.init).joined(separator: " or ")
      throw fault(key, "has \(numbers.count) numbers, but must have \(wanted)")
    }
    return numbers
  }

  /// One of a type's names.
  public func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, of type: Choice.Type = Choice.self
  ) throws(TOMLFault) -> Choice? where Choice.RawValue == String {
    guard let text = try text(key) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      throw fault(key, "is '\(text)', but must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
  }

  /// A table within this one.
  public func record(_ key: String) throws(TOMLFault) -> TOMLRecord? {
    guard let value = value(key) else { return nil }
    guard let table = value.table else { throw wrongType(key, value, "a table") }
    return TOMLRecord(table, name: name, lines: lines, path: whole(key))
  }

  /// The tables of an array; none where the key is absent.
  public func records(_ key: String) throws(TOMLFault) -> [TOMLRecord] {
    guard let value = value(key) else { return [] }
    guard let array = value.array else { throw wrongType(key, value, "an array of tables, [[\(whole(key))]]") }
    var records: [TOMLRecord] = []
    for element in array {
      guard let table = element.table else { throw wrongType(key, element, "an array of tables, [[\(whole(key))]]") }
      records.append(TOMLRecord(table, name: name, lines: lines, path: "\(whole(key))[\(records.count)]"))
    }
    return records
  }

  /// - Throws: for a key that was not asked for, with those there are.
  public func finish() throws(TOMLFault) {
    for key in table.keys where !asked.contains(key) {
      throw fault(
        key, "is no key of \(path.isEmpty ? "this file" : path); there are \(asked.sorted().joined(separator: ", "))")
    }
  }

  /// What is wrong with a key's value, as a sentence without a subject: "is 3, but must be 1 or 2".
  public func fault(_ key: String, _ what: String) -> TOMLFault {
    let place = lines.line(of: whole(key)).map { ", line \($0)" } ?? ""
    return TOMLFault("\(name)\(place): \(whole(key)) \(what)")
  }

  private func whole(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  private func value(_ key: String) -> (any TOMLValueConvertible)? {
    asked.insert(key)
    return table[key]
  }

  private func number(
    _ value: any TOMLValueConvertible, _ key: String, _ range: ClosedRange<Double>
  ) throws(TOMLFault) -> Double {
    guard let number = value.int.map(Double.init) ?? value.double, number.isFinite else {
      throw wrongType(key, value, "a number")
    }
    guard range.contains(number) else {
      throw fault(key, "is \(number), which is not within \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private func wrongType(_ key: String, _ value: any TOMLValueConvertible, _ wanted: String) -> TOMLFault {
    fault(key, "must be \(wanted), not \(value.type.phrase)")
  }
}
