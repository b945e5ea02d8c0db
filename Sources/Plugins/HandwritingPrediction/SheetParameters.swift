import Ink
import PluginAPI

extension ParameterDescriptor {
  /// A choice about page and pen as a parameter of the task.
  init(_ option: SheetOption) {
    let value: ParameterValue? =
      switch option.defaultValue {
      case .number(let number): .number(number)
      case .text(let text): .string(text)
      case nil: nil
      }
    self.init(name: option.name, kind: .string, help: option.help, defaultValue: value)
    switch option.kind {
    case .text: break
    case .choice(let names): choices = names
    case .number(let range, let unit):
      kind = .number
      minimum = range.lowerBound
      maximum = range.upperBound
      self.unit = unit.isEmpty ? nil : unit
    }
  }
}

extension SheetOptionValue {
  /// A checked parameter's value; nil for booleans, which no choice about page and pen is.
  init?(_ value: ParameterValue) {
    switch value {
    case .string(let text): self = .text(text)
    case .integer(let number): self = .number(Double(number))
    case .number(let number): self = .number(number)
    case .boolean: return nil
    }
  }
}
