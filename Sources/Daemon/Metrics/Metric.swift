/// One family of figures, as Prometheus knows it: name, kind and help. Documentation/METRICS.md lists them all.
struct Metric: Sendable, Hashable {
  enum Kind: String, Sendable { case counter, gauge, histogram }

  let name: String
  let kind: Kind
  let help: String

  private init(_ name: String, _ kind: Kind, _ help: String) {
    self.name = "seqd_\(name)"
    self.kind = kind
    self.help = help
  }

  static let info = Metric("info", .gauge, "Always 1; the label says the version.")
  static let uptime = Metric("uptime_seconds", .gauge, "Seconds since the daemon started.")
  static let jobs = Metric("jobs", .gauge, "Jobs by state.")
  static let items = Metric("items", .gauge, "Items by state, all jobs together.")
  static let oldest = Metric("queue_oldest_seconds", .gauge, "Age of the oldest job with items that wait; 0 without.")
  static let requests = Metric("requests_total", .counter, "Requests answered, by type.")
  static let refusals = Metric("refusals_total", .counter, "Requests answered with an error, by its code.")
  static let requestSeconds = Metric("request_seconds", .histogram, "Time to answer a request, by type.")
  static let itemsEnded = Metric("items_ended_total", .counter, "Items that came to an end, by task and outcome.")
  static let itemSeconds = Metric("item_seconds", .histogram, "Time from an item's start to its end, by task.")
  static let waitSeconds = Metric(
    "wait_seconds", .histogram, "Time from a job's acceptance to an item's start, by task.")
  static let sequences = Metric("sequences", .gauge, "Sequences in the engine, active or waiting for room in a batch.")
  static let steps = Metric("sequence_steps_total", .counter, "Steps of the networks, each sequence's counted.")
  static let batchSteps = Metric(
    "batch_steps_total", .counter, "Steps of batches; sequence steps by these are a batch's mean occupancy.")
  static let modelBytes = Metric("model_bytes", .gauge, "Memory that the weights of a loaded model take.")
  static let modelUsers = Metric("model_users", .gauge, "Items that use a loaded model.")
  static let modelLimit = Metric("model_bytes_limit", .gauge, "Memory that the weights of all models may take.")
  static let modelWaiting = Metric(
    "model_waiting_items", .gauge, "Items that wait until there is room for their model.")
  static let stateBytes = Metric("sequence_state_bytes", .gauge, "Memory that the states of sequences take.")
  static let resident = Metric("resident_bytes", .gauge, "Memory of the process that is resident.")

  /// In the order in which they are written.
  static let all: [Metric] = [
    info, uptime, jobs, items, oldest, requests, refusals, requestSeconds, itemsEnded, itemSeconds, waitSeconds,
    sequences, steps, batchSteps, modelBytes, modelUsers, modelLimit, modelWaiting, stateBytes, resident,
  ]
}
