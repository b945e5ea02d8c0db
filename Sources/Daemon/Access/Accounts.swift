import Glibc

/// What the system knows of its users; asking may take as long as a directory in the network takes.
enum Accounts {
  struct Account: Sendable, Equatable {
    var name: String
    /// Names of the groups it is in.
    var groups: [String]
  }

  /// - Parameters:
  ///   - user: its number. One without an account is called by that: `uid-1234`.
  ///   - group: the group that its process has.
  /// - Returns: nil when the system cannot tell now: a directory in the network that does not answer is no reason to take
  ///   somebody for somebody else.
  static func find(user: UInt32, group: UInt32) -> Account? {
    let entry: (name: String, group: gid_t)?
    do throws(Unanswered) { entry = try passwordEntry(user) } catch { return nil }
    guard let (name, own) = entry else {
      return Account(name: "uid-\(user)", groups: [groupName(group)].compactMap(\.self))
    }
    var identifiers = [gid_t](repeating: 0, count: 64)
    var count = Int32(identifiers.count)
    if getgrouplist(name, own, &identifiers, &count) < 0 {
      identifiers = [gid_t](repeating: 0, count: Int(count))
      if getgrouplist(name, own, &identifiers, &count) < 0 { count = 0 }
    }
    return Account(name: name, groups: (identifiers.prefix(Int(count)) + [group]).compactMap(groupName))
  }

  private struct Unanswered: Error {}

  private static func passwordEntry(_ user: UInt32) throws(Unanswered) -> (name: String, group: gid_t)? {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    var code = getpwuid_r(user, &entry, &buffer, buffer.count, &found)
    while code == EINTR || code == ERANGE && buffer.count < 1 << 20 {
      if code == ERANGE { buffer = [CChar](repeating: 0, count: 2 * buffer.count) }
      code = getpwuid_r(user, &entry, &buffer, buffer.count, &found)
    }
    // These mean too that there is no such user (getpwuid(3)).
    guard [0, ENOENT, ESRCH, EBADF, EPERM].contains(code) else { throw Unanswered() }
    guard found != nil, let name = entry.pw_name else { return nil }
    return (String(cString: name), entry.pw_gid)
  }

  private static func groupName(_ identifier: gid_t) -> String? {
    var entry = Glibc.group()
    var found: UnsafeMutablePointer<Glibc.group>?
    var buffer = [CChar](repeating: 0, count: 65_536)
    guard getgrgid_r(identifier, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.gr_name
    else { return nil }
    return String(cString: name)
  }
}
