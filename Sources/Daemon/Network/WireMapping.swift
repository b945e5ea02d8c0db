import PluginAPI
import Wire

// The wire's types belong to the protocol and the daemon's to its parts; each mapping between them stands here.

extension WireValue {
  init(_ value: ParameterValue) {
    self =
      switch value {
      case .string(let text): .string(text)
      case .integer(let number): .integer(number)
      case .number(let number): .number(number)
      case .boolean(let flag): .boolean(flag)
      }
  }
}

extension ParameterValue {
  init(_ value: WireValue) {
    self =
      switch value {
      case .string(let text): .string(text)
      case .integer(let number): .integer(number)
      case .number(let number): .number(number)
      case .boolean(let flag): .boolean(flag)
      }
  }
}

extension JobOperation {
  init(_ operation: TaskOperation) {
    self =
      switch operation {
      case .generate: .generate
      case .score: .score
      }
  }
}

extension TaskOperation {
  init(_ operation: JobOperation) {
    self =
      switch operation {
      case .generate: .generate
      case .score: .score
      }
  }
}

extension RunState {
  init(_ state: JobState) {
    self =
      switch state {
      case .queued: .queued
      case .running: .running
      case .done: .done
      case .failed: .failed
      case .cancelled: .cancelled
      }
  }
}

extension JobState {
  init(_ state: RunState) {
    self =
      switch state {
      case .queued: .queued
      case .running: .running
      case .done: .done
      case .failed: .failed
      case .cancelled: .cancelled
      }
  }
}

extension StateCounts {
  init(_ counts: ItemCounts) {
    self.init(
      queued: counts.queued, running: counts.running, done: counts.done, failed: counts.failed,
      cancelled: counts.cancelled)
  }
}

extension JobInfo {
  init(_ job: JobRecord) {
    self.init(
      job: job.name, task: job.task, operation: JobOperation(job.operation), model: job.model,
      modelDigest: job.modelDigest, format: job.format,
      parameters: job.parameters.mapValues { WireValue($0) }, seed: job.seed, owner: job.owner,
      label: job.label.isEmpty ? nil : job.label,
      priority: job.priority, state: RunState(job.state), items: StateCounts(job.counts), submitted: job.submitted,
      started: job.started, finished: job.finished, held: job.held ? true : nil, deadline: job.deadline,
      after: job.predecessor.map { "\($0)" })
  }
}

extension ItemInfo {
  init(_ item: ItemRecord, of job: JobRecord) {
    let scalars = item.text.unicodeScalars
    self.init(
      item: item.number, state: RunState(item.state), text: String(scalars.prefix(Self.excerptLength)),
      textLength: scalars.count, seed: ItemSeed.derive(job.seed, item: item.number), error: item.error,
      remarks: item.remarks, size: item.artifactBytes, sha256: item.artifactDigest)
  }
}

extension TaskInfo {
  /// - Parameter parameters: those of `generate`, with what is known of one model.
  init(_ task: TaskDescriptor, parameters: [ParameterDescriptor]) {
    self.init(
      name: task.name, summary: task.summary, text: TextUse(task.text), formats: task.formats,
      parameters: parameters.map { ParameterInfo($0) },
      score: task.score.map { score in
        ScoreInfo(
          text: TextUse(score.text), input: score.input, parameters: score.parameters.map { ParameterInfo($0) })
      }, aliases: task.aliases.isEmpty ? nil : task.aliases)
  }
}

extension TaskInfo.TextUse {
  init(_ use: TaskDescriptor.TextUse) {
    self =
      switch use {
      case .required: .required
      case .optional: .optional
      case .none: .none
      }
  }
}

extension ParameterInfo {
  init(_ parameter: ParameterDescriptor) {
    let kind: Kind =
      switch parameter.kind {
      case .string: .string
      case .integer: .integer
      case .number: .number
      case .boolean: .boolean
      case .file: .file
      case .fields: .fields
      }
    self.init(
      name: parameter.name, kind: kind, help: parameter.help,
      defaultValue: parameter.defaultValue.map { WireValue($0) }, minimum: parameter.minimum,
      maximum: parameter.maximum, choices: parameter.choices, choiceHelp: parameter.choiceHelp,
      unit: parameter.unit)
  }
}

extension JobRecord {
  /// The id as clients know it.
  var name: String { id.map { "\($0)" } ?? "" }
}

extension WireError {
  /// A store that is full or broken, as the client learns of it.
  init(_ error: StoreError) {
    switch error {
    case .ownerFull(let owner, let waiting, let wanted, let limit):
      self.init(
        .full,
        "\(owner) has \(waiting) items that wait or run, and \(wanted) more would exceed the limit of \(limit) for one user",
        advice: "try again once some have ended, or cancel some")
    case .full(let waiting, let wanted, let limit):
      self.init(
        .full, "the queue is full: \(waiting) items wait or run, and \(wanted) more would exceed the limit of \(limit)",
        advice: "try again later")
    case .noPredecessor(_, let state):
      self.init(
        state == nil ? .unknownJob : .refused, error.description,
        advice: state == nil ? "see what there is with: seqctl list" : "submit that one anew first")
    case .newerSchema, .damaged, .unavailable:
      self.init(.internal, error.description, advice: "look into the daemon's log")
    }
  }

  init(_ refusal: ModelRefusal) {
    switch refusal {
    case .noModel(let message): self.init(.noModel, message)
    case .unknown(let message): self.init(.unknownModel, message)
    case .damaged(let message): self.init(.noModel, message)
    }
  }
}

extension WireError {
  init(_ refusal: UploadRefusal) {
    switch refusal {
    case .unknown(let key):
      self.init(
        .unknownUpload, "the upload \(key) is not known: the daemon was started again, or waited too long for it",
        advice: "import the model again")
    case .full(let message): self.init(.full, message)
    case .invalid(let message): self.init(.invalidRequest, message)
    case .failed(let message): self.init(.internal, message, advice: "look into the daemon's log")
    }
  }
}
