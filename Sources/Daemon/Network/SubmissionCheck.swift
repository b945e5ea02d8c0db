import Networks
import PluginAPI
import Wire

/// What must hold of a job before it is written down.
extension Commands {
  /// Everything that can be wrong with a request is found here, before anything is written.
  func check(
    _ request: Request.Submit, of user: Identity, within limits: Configuration.Limits
  ) throws(WireError) -> NewJob {
    guard let entry = plugins[request.task] else { throw unknownTask(request.task) }
    let operation = TaskOperation(request.operation)
    guard let task = entry.descriptor.view(of: operation) else {
      throw WireError(
        .invalidRequest, "\(request.task) does not \(operation.rawValue)",
        advice: "'seqctl plugin show \(request.task)' tells what it does")
    }
    let format = request.format ?? task.formats[0]
    guard task.formats.contains(format) else {
      throw WireError(
        .invalidRequest, "\(task.name) has no format '\(format)'",
        advice: "choose one of \(task.formats.joined(separator: ", "))")
    }
    guard request.totalItems <= limits.itemsPerJob else {
      throw WireError(
        .tooLarge,
        "the job has \(request.totalItems) items, but \(limits.itemsPerJob) are allowed in one job",
        advice: "divide it into several jobs")
    }
    if let deadline = request.deadline, deadline <= WallClock.now {
      throw WireError(
        .invalidRequest, "the deadline has passed already", advice: "give a later one, or leave it out")
    }
    let predecessor = request.after.flatMap { Int64($0) }
    if let after = request.after, predecessor.map({ "\($0)" }) != after { throw Self.unknownJob(after) }
    let model = try chooseModel(request.model, for: task.name)
    let seed = request.seed ?? UInt64(UInt32.random(in: 0...UInt32.max))
    let common = request.parameters.mapValues { ParameterValue($0) }
    let parameters = try refusing(nil) { () throws(RequestError) in
      try entry.complete(common, of: operation, for: task)
    }
    var items: [NewJob.Item] = []
    items.reserveCapacity(request.totalItems)
    let started = ContinuousClock.now
    for (number, item) in request.items.enumerated() {
      if number > 0, item.isPlainly(request.items[number - 1]), let same = items.last {
        items.append(contentsOf: repeatElement(same, count: request.count))
        continue
      }
      // Whoever hands it in waits a minute at most, and others wait behind it.
      guard ContinuousClock.now - started < Self.longestCheck else {
        throw WireError(
          .tooLarge, "after \(Self.longestCheck) only \(number) of the job's \(request.items.count) items are checked",
          advice: "divide it into several jobs")
      }
      let text = try checkText(item.text, number: number, of: request, for: task, longest: limits.textLength)
      let position = request.items.count > 1 ? number : nil
      let own = item.parameters.mapValues { ParameterValue($0) }
      let complete = try refusing(position) { () throws(RequestError) in
        let complete =
          own.isEmpty ? parameters : try entry.complete(common.merging(own) { $1 }, of: operation, for: task)
        try entry.plugin.check(
          ItemRequest(operation: operation, text: text, format: format, parameters: complete, seed: seed),
          model: model)
        return complete
      }
      // The rows of one job have most in common, a template for instance; what they have not is all that is kept of each.
      let differing = own.isEmpty ? [:] : complete.filter { parameters[$0.key] != $0.value }
      let checked = NewJob.Item(text: text, parameters: differing.isEmpty ? nil : differing)
      items.append(contentsOf: repeatElement(checked, count: request.count))
    }
    return NewJob(
      task: task.name, operation: operation, model: model.description.name, modelDigest: model.digest, format: format,
      parameters: parameters, seed: seed, owner: user.name, label: request.label,
      mayFollowOthers: user.isOperator, priority: request.priority,
      idempotencyKey: request.key, held: request.hold, deadline: request.deadline, predecessor: predecessor,
      receipt: request.receipt, items: items)
  }

  /// For how long the items of one submission are looked at.
  private static let longestCheck = Duration.seconds(30)

  private func chooseModel(_ name: String?, for task: String) throws(WireError) -> PluginModel {
    do {
      return try models.choose(name, for: task)
    } catch {
      throw WireError(error)
    }
  }

  private func checkText(
    _ text: String?, number: Int, of request: Request.Submit, for task: TaskDescriptor, longest: Int
  ) throws(WireError) -> String {
    let place = request.items.count > 1 ? "the text of item \(number)" : "the text"
    let text = text ?? ""
    switch task.text {
    case .required:
      guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
        throw WireError(.invalidRequest, "\(place) is empty", advice: "\(task.name) needs one")
      }
    case .none:
      guard text.isEmpty else {
        throw WireError(.invalidRequest, "\(task.name) takes no text", advice: "leave it out")
      }
    case .optional: break
    }
    let length = text.unicodeScalars.count
    guard length <= longest else {
      throw WireError(
        .tooLarge, "\(place) has \(length) characters, but \(longest) are allowed",
        advice: "divide it into several items")
    }
    return text
  }

  /// Turns a plugin's refusal into the client's, with the item it is about.
  private func refusing<Value>(
    _ item: Int?, _ body: () throws(RequestError) -> Value
  ) throws(WireError) -> Value {
    do {
      return try body()
    } catch {
      throw WireError(.invalidRequest, (item.map { "item \($0): " } ?? "") + error.message)
    }
  }
}

extension Request.Submit.Item {
  /// Whether two items have the same text, byte by byte, and nothing else of their own.
  fileprivate func isPlainly(_ other: Self) -> Bool {
    parameters.isEmpty && other.parameters.isEmpty && (text ?? "").utf8.elementsEqual((other.text ?? "").utf8)
  }
}
