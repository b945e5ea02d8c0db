extension Request {
  /// Checks what can be said of a request without knowing the daemon's tasks, models and jobs.
  /// - Throws: `invalidRequest` or `tooLarge`, with a sentence that names the field, the value and the bound.
  public func validate() throws(WireError) {
    switch self {
    case .hello(let hello):
      try Check.name(hello.client, "client")
      try Check.name(hello.nonce, "nonce")
    case .submit(let submit): try submit.validate()
    case .list(let list):
      try Check.name(list.task, "task")
      try Check.name(list.owner, "owner")
      try Check.name(list.label, "label")
      try Check.range(list.limit, 1...Bounds.page, "limit")
    case .show(let show):
      try Check.name(show.job, "job")
      try Check.range(show.from, 0...Int.max, "from")
      try Check.range(show.limit, 0...Bounds.page, "limit")
    case .watch(let watch): try Check.name(watch.job, "job")
    case .unwatch(let unwatch): try Check.name(unwatch.job, "job")
    case .fetch(let fetch):
      try Check.name(fetch.job, "job")
      try Check.range(fetch.item, 0...Int.max, "item")
      try Check.range(fetch.offset, 0...Int.max, "offset")
      try Check.range(fetch.length, 1...Bounds.chunkBytes, "length")
    case .cancel(let cancel): try Check.name(cancel.job, "job")
    case .hold(let hold): try Check.name(hold.job, "job")
    case .release(let release): try Check.name(release.job, "job")
    case .remove(let remove): try Check.name(remove.job, "job")
    case .modelShow(let show): try Check.name(show.name, "name")
    case .pluginShow(let show): try Check.name(show.task, "task")
    case .modelImport(let request): try request.validate()
    case .modelPart(let part):
      try Check.upload(part.upload)
      try Check.fileName(part.file, "file")
      try Check.range(part.offset, 0...Int.max, "offset")
      guard part.bytes.count <= Bounds.chunkBytes else {
        throw WireError(
          .tooLarge, "the part has \(part.bytes.count) bytes, but \(Bounds.chunkBytes) are allowed",
          advice: "send smaller parts")
      }
    case .modelCommit(let commit): try Check.upload(commit.upload)
    case .modelExport(let export): try Check.name(export.name, "name")
    case .modelRead(let read):
      try Check.name(read.digest, "digest")
      try Check.fileName(read.file, "file")
      try Check.range(read.offset, 0...Int.max, "offset")
      try Check.range(read.length, 1...Bounds.chunkBytes, "length")
    case .modelActivate(let activate): try Check.name(activate.name, "name")
    case .modelRemove(let remove): try Check.name(remove.name, "name")
    case .modelVerify(let verify): try Check.name(verify.name, "name")
    case .keyAuthorize(let authorize): try authorize.validate()
    case .keyRevoke(let revoke): try Check.name(revoke.key, "key")
    case .status, .metrics, .modelList, .pluginList, .keyList: break
    }
  }
}

extension Request.Submit {
  /// Items of the job, repetitions included; only of a request that was validated.
  public var totalItems: Int { items.count * count }

  func validate() throws(WireError) {
    try Check.name(task, "task")
    try Check.name(model, "model")
    try Check.name(format, "format")
    try Check.name(label, "label")
    try Check.name(key, "key")
    try Check.range(count, 1...Bounds.items, "count")
    try Check.range(priority, Bounds.priority, "priority")
    try Check.name(after, "after")
    if let deadline, !(deadline.isFinite && deadline > 0) {
      throw WireError(.invalidRequest, "the field deadline is \(deadline), but must be seconds since 1970")
    }
    guard !items.isEmpty else {
      throw WireError(.invalidRequest, "the job has no items", advice: "give at least one")
    }
    let (total, overflow) = items.count.multipliedReportingOverflow(by: count)
    guard !overflow, total <= Bounds.items else {
      let repeated = count > 1 ? " × \(count)" : ""
      throw WireError(
        .tooLarge, "the job has \(items.count)\(repeated) items, but \(Bounds.items) are allowed",
        advice: "divide it into several jobs")
    }
    try Check.isWhole(label, "label")
    try Check.isWhole(key, "key")
    try Check.parameters(parameters, "parameters")
    // Each item that runs has them before it.
    let common = parameters.values.reduce(0) { sum, value in
      if case .string(let text) = value { sum + text.utf8.count } else { sum }
    }
    guard common * min(items.count * count, Bounds.sharingItems) <= Bounds.repeatedBytes else {
      throw WireError(
        .tooLarge,
        "the parameters that \(items.count * count) items have in common have \(common) bytes, but "
          + "\(Bounds.repeatedBytes / min(items.count * count, Bounds.sharingItems)) are allowed",
        advice: "give shorter ones, or less items")
    }
    var all = 0
    for (number, item) in items.enumerated() {
      try Check.isWhole(item.text, "text of item \(number)")
      let bytes = item.text?.utf8.count ?? 0
      guard bytes <= Bounds.textBytes else {
        throw WireError(
          .tooLarge, "the text of item \(number) has \(bytes) bytes, but \(Bounds.textBytes) are allowed",
          advice: "divide it into several items")
      }
      try Check.parameters(item.parameters, "items[\(number)].parameters")
      all += bytes
      for case .string(let value) in item.parameters.values { all += value.utf8.count }
    }
    // Every repetition is kept whole. A message has an end, and so has the count: the product stays a number.
    guard all * count <= Bounds.repeatedBytes else {
      throw WireError(
        .tooLarge,
        "the items with their repetitions have \((all * count) >> 20) MiB, but \(Bounds.repeatedBytes >> 20) are allowed",
        advice: "divide it into several jobs, or give what all items have in common once")
    }
  }
}

extension Request.KeyAuthorize {
  func validate() throws(WireError) {
    guard key.utf8.count == KeyInfo.keyLength, key.utf8.allSatisfy({ KeyInfo.alphabet.contains($0) }) else {
      throw WireError(
        .invalidRequest, "the field key is no public key of \(KeyInfo.keyLength) characters in Z85",
        advice: "'seqctl key new' prints one")
    }
    try Check.name(name, "name")
    let isPlain = name.unicodeScalars.allSatisfy {
      $0.properties.generalCategory != .control && !$0.properties.isWhitespace
    }
    guard !name.isEmpty, isPlain, !name.hasPrefix("@") else {
      throw WireError(
        .invalidRequest, "the field name is no name of a user",
        advice: "it may neither be empty, begin with @, nor hold blanks or control characters")
    }
  }
}

extension Request.ModelImport {
  func validate() throws(WireError) {
    try Check.upload(upload)
    guard (1...Bounds.modelFiles).contains(files.count) else {
      throw WireError(
        files.isEmpty ? .invalidRequest : .tooLarge,
        "the model has \(files.count) files, but must have 1 to \(Bounds.modelFiles)",
        advice: "a package has model.json, weights.safetensors and a few others")
    }
    var total = 0
    for (number, file) in files.enumerated() {
      try Check.fileName(file.name, "files[\(number)].name")
      try Check.range(file.size, 0...Int.max, "files[\(number)].size")
      guard file.size <= Bounds.modelBytes - total else {
        throw WireError(.tooLarge, "the model has more than the \(Bounds.modelBytes) bytes that are allowed")
      }
      total += file.size
    }
    guard Set(files.map(\.name)).count == files.count else {
      throw WireError(.invalidRequest, "the field files names a file twice")
    }
  }
}

/// The single checks, each with its sentence.
private enum Check {
  static func name(_ name: String?, _ field: @autoclosure () -> String) throws(WireError) {
    guard let bytes = name?.utf8.count, bytes > Bounds.nameBytes else { return }
    throw WireError(.tooLarge, "the field \(field()) has \(bytes) bytes, but \(Bounds.nameBytes) are allowed")
  }

  /// SQLite, as much else, takes a text to end at its first U+0000.
  static func isWhole(_ text: String?, _ field: @autoclosure () -> String) throws(WireError) {
    guard let text, text.utf8.contains(0) else { return }
    throw WireError(.invalidRequest, "the \(field()) has the character U+0000, which no text has; take it out")
  }

  static func upload(_ key: String) throws(WireError) {
    guard (16...64).contains(key.utf8.count), key.utf8.allSatisfy({ isHexadecimal($0) }) else {
      throw WireError(.invalidRequest, "the field upload is not 16 to 64 hexadecimal digits")
    }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  /// A name that stays in its folder, can be seen in it, and fits into it.
  static func fileName(_ name: String, _ field: String) throws(WireError) {
    let isPlain =
      !name.isEmpty && !name.hasPrefix(".") && name.utf8.count < Bounds.nameBytes
      && !name.utf8.contains { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "/") }
    guard isPlain else {
      let shown = String(
        name.unicodeScalars.prefix(80).map { $0.properties.generalCategory == .control ? "·" : Character($0) })
      throw WireError(
        .invalidRequest, "the field \(field) is '\(shown)', which is no plain name of a file",
        advice: "it may not be empty, begin with a dot, hold a slash or have more than \(Bounds.nameBytes - 1) bytes")
    }
  }

  static func range(_ value: Int, _ range: ClosedRange<Int>, _ field: String) throws(WireError) {
    guard !range.contains(value) else { return }
    let allowed =
      range.upperBound == .max
      ? "\(range.lowerBound) or more" : "from \(range.lowerBound) to \(range.upperBound)"
    throw WireError(.invalidRequest, "the field \(field) is \(value), but must be \(allowed)")
  }

  static func parameters(
    _ parameters: [String: WireValue], _ field: @autoclosure () -> String
  ) throws(WireError) {
    guard parameters.count <= Bounds.parameters else {
      throw WireError(
        .tooLarge, "the field \(field()) has \(parameters.count) entries, but \(Bounds.parameters) are allowed")
    }
    for name in parameters.keys { try Self.name(name, "\(field()) (a name)") }
  }
}
