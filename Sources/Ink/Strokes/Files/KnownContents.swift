import Glibc
import Synchronization

/// What was read of the contents that were asked for last: ten thousand rows of one job have the same template, and the
/// same ink that leads.
public final class KnownContents<Value: Sendable>: Sendable {
  private struct Known: Sendable {
    var content: String
    var details: [Double]
    var value: Value
  }

  private let known = Mutex<[Known]>([])
  private let limit: Int

  /// - Parameter limit: contents that are remembered.
  public init(limit: Int = 8) { self.limit = limit }

  /// What a content holds, from memory where it has been read before.
  /// - Parameters:
  ///   - details: what else the value depends on.
  ///   - read: reads it; what it throws is not remembered.
  public func value<Failure: Error>(
    of content: String, with details: [Double] = [], read: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    func isSame(_ other: Known) -> Bool {
      other.details == details && Self.areSame(other.content, content)
    }
    if let known = known.withLock({ $0.first(where: isSame)?.value }) { return known }
    let value = try read()
    known.withLock { known in
      known.insert(Known(content: content, details: details, value: value), at: 0)
      if known.count > limit { known.removeLast() }
    }
    return value
  }

  /// Whether two contents have the same bytes; those that only look alike are two. The rows of a job share one content as a
  /// rule, which then need not be read.
  private static func areSame(_ first: String, _ second: String) -> Bool {
    var (first, second) = (first, second)
    return first.withUTF8 { one in
      second.withUTF8 { other in
        guard one.count == other.count, let begin = one.baseAddress, let otherBegin = other.baseAddress else {
          return one.count == other.count
        }
        return begin == otherBegin || memcmp(begin, otherBegin, one.count) == 0
      }
    }
  }
}
