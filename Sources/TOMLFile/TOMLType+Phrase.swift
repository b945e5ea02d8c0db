public import TOMLKit

extension TOMLType {
  /// The type with its article, as error messages put it.
  public var phrase: String {
    switch self {
    case .table: "a table"
    case .array: "an array"
    case .string: "a string"
    case .int: "an integer"
    case .double: "a number with a fraction"
    case .bool: "a boolean"
    case .date, .time, .dateTime: "a date or time"
    }
  }
}
