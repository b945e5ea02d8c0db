import Ink
import PluginAPI
import TOMLFile

extension LetterTemplate {
  private static let known = KnownContents<LetterTemplate>()

  /// The template of a content, from memory where it has been read before.
  static func of(_ content: String) throws(RequestError) -> LetterTemplate {
    try known.value(of: content) { () throws(RequestError) in
      do throws(TOMLFault) { return try LetterTemplate(content) } catch { throw RequestError(error) }
    }
  }
}

extension RequestError {
  /// A fault of a template, as a whole sentence.
  init(_ fault: TOMLFault) { self.init(fault.message.hasSuffix(".") ? fault.message : fault.message + ".") }
}
