import Ink
import PluginAPI
import Synchronization
import TOMLFile

extension LetterTemplate {
  /// Templates that were read last: ten thousand rows of one job have the same.
  private static let known = Mutex<[(content: String, template: LetterTemplate)]>([])
  private static let knownLimit = 8

  /// The template of a content, from memory where it has been read before.
  static func of(_ content: String) throws(RequestError) -> LetterTemplate {
    // Templates that only look alike are two.
    func isSame(_ other: (content: String, template: LetterTemplate)) -> Bool {
      other.content.utf8.elementsEqual(content.utf8)
    }
    if let known = known.withLock({ $0.first(where: isSame)?.template }) { return known }
    let template: LetterTemplate
    do { template = try LetterTemplate(content) } catch { throw RequestError(error) }
    known.withLock { known in
      known.insert((content, template), at: 0)
      if known.count > knownLimit { known.removeLast() }
    }
    return template
  }
}

extension RequestError {
  /// A fault of a template, as a whole sentence.
  init(_ fault: TOMLFault) { self.init(fault.message.hasSuffix(".") ? fault.message : fault.message + ".") }
}
