import Glibc

/// Where results go: `-` is standard output, a name that ends in `/` or is a folder takes any number of files named
/// `0001.pdf` and on, any other name is the file for one result.
enum OutputPlace: Sendable, Equatable {
  case standardOutput
  case file(String)
  /// Without the closing slash.
  case folder(String)

  /// - Parameter items: how many results there will be.
  /// - Throws: a failure with status `invalid` when several results have one file to go to.
  init(_ path: String, items: Int) throws(Failure) {
    guard !path.isEmpty else { throw Failure(.invalid, "the output path is empty", advice: "give a file with -o") }
    if path == "-" {
      self = .standardOutput
    } else if path.hasSuffix("/") || Self.isFolder(path) {
      let trimmed = path.reversed().drop { $0 == "/" }
      self = .folder(trimmed.isEmpty ? "/." : String(trimmed.reversed()))
    } else {
      self = .file(path)
    }
    guard items == 1 || self.takesMany else {
      throw Failure(
        .invalid, "the job has \(items) results, but \(path) is one file", advice: "give a folder: -o \(path)/")
    }
  }

  private var takesMany: Bool { if case .folder = self { true } else { false } }

  /// The suffix of the file's name, which may say the format; nil without one.
  var suffix: String? {
    guard case .file(let path) = self else { return nil }
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    let suffix = name[name.index(after: dot)...]
    return suffix.isEmpty ? nil : suffix.lowercased()
  }

  /// The format that the file's name ends with, the longest of some; nil where it ends with none.
  func format(among formats: [String]) -> String? {
    guard case .file(let path) = self else { return nil }
    let name = (path.split(separator: "/").last ?? "").lowercased()
    return formats.filter { name.hasSuffix(".\($0)") && name.utf8.count > $0.utf8.count + 1 }
      .max { $0.utf8.count < $1.utf8.count }
  }

  /// Makes the folder where it is missing and proves that files can be made where the results will go.
  /// - Throws: a failure with status `invalid` that names the path and the system's reason.
  func prepare() throws(Failure) {
    switch self {
    case .standardOutput: break
    case .folder(let folder):
      guard mkdir(folder, 0o777) == 0 || errno == EEXIST else { throw Self.cannotWrite(folder) }
      try Self.probe(folder: folder, for: folder)
    case .file(let path):
      if access(path, F_OK) == 0 {
        guard access(path, W_OK) == 0 else { throw Self.cannotWrite(path) }
        if Self.isSpecial(path) { return }
      }
      try Self.probe(folder: Self.parent(of: Self.followed(path)), for: path)
    }
  }

  /// The path of a result.
  /// - Parameters:
  ///   - item: its number, from 0.
  ///   - count: how many results the job has, for the number of digits.
  func path(item: Int, of count: Int, format: String) -> String {
    switch self {
    case .standardOutput: return "-"
    case .file(let path): return path
    case .folder(let folder):
      let digits = "\(item + 1)"
      let width = max(4, "\(count)".count)
      return "\(folder)/\(String(repeating: "0", count: max(0, width - digits.count)))\(digits).\(format)"
    }
  }

  /// Writes a result, so that the file is there whole or not at all.
  /// - Throws: a failure with status `failed` that names the path and the system's reason.
  static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    var file = try OutputFile(path)
    try file.write(bytes)
    try file.commit()
  }

  private static func probe(folder: String, for path: String) throws(Failure) {
    let temporary = temporaryName(in: folder)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw cannotWrite(path) }
    close(descriptor)
    unlink(temporary)
  }

  /// A name that nobody else has: in a container every run may be process 1, and a killed one leaves its file.
  static func temporaryName(in folder: String) -> String {
    var random = SystemRandomNumberGenerator()
    return "\(folder)/.seqctl-\(getpid())-\(String(random.next(), radix: 36))"
  }

  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func isFolder(_ path: String) -> Bool { kind(of: path) == S_IFDIR }

  /// Whether it is there and no ordinary file: a device, say, or `/dev/stdout`, whatever that leads to.
  static func isSpecial(_ path: String) -> Bool {
    if path.hasPrefix("/dev/") || path.hasPrefix("/proc/"), isLink(path) { return true }
    guard let kind = kind(of: path) else { return false }
    return kind != S_IFREG && kind != S_IFDIR
  }

  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// The file that a path leads to, so that a link stays one.
  static func followed(_ path: String) -> String {
    guard isLink(path), let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func kind(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  static func cannotWrite(_ path: String, _ status: CommandStatus = .invalid) -> Failure {
    Failure(
      status, "\(path) cannot be written: \(String(cString: strerror(errno)))", advice: "choose another output path",
      code: "unwritable")
  }
}
