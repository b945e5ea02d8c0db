import Wire

/// One message of every kind, every optional field present in one of them.
enum Samples {
  static let job = JobInfo(
    job: "17", task: "handwriting-synthesis", operation: .score, model: "graves",
    modelDigest: String(repeating: "ab", count: 32),
    format: "pdf", parameters: ["bias": .number(0.5), "style": .string("round"), "substitute": .boolean(true)],
    seed: .max, owner: "ann", label: "letters", priority: -3, state: .running,
    items: StateCounts(queued: 1, running: 2, done: 3, failed: 4, cancelled: 5), submitted: 1_790_000_000.25,
    started: 1_790_000_001.5, finished: nil, held: true, deadline: 1_790_000_009, after: "16")

  static let model = ModelInfo(
    name: "graves", task: "handwriting-synthesis", summary: "English", digest: "00ff", parameters: 3_600_000,
    isDefault: true, fault: nil, isActivated: true, origin: .imported, notice: "the earlier one stays")

  static let plugin = PluginInfo(
    task: "character-text", summary: "Text", library: "/lib/libCharacterText.so", models: [], defaultModel: nil)

  static let task = TaskInfo(
    name: "character-text", summary: "Text", text: .optional, formats: ["txt"],
    parameters: [
      ParameterInfo(
        name: "temperature", kind: .number, help: "How bold.", defaultValue: .number(0.5), minimum: 0, maximum: 2),
      ParameterInfo(name: "unit", kind: .string, help: "Which.", choices: ["a", "b"], unit: "mm"),
    ],
    score: ScoreInfo(
      text: .optional, input: "ink", parameters: [ParameterInfo(name: "ink", kind: .file, help: "The ink.")]))

  private static let upload = "0123456789abcdef"

  static let requests: [Request] = [
    .hello(.init(client: "test 1")), .hello(.init(client: "test 1", nonce: "00ff")),
    .submit(.init(task: "t", items: [.init(text: nil)])),
    .submit(
      .init(
        task: "t", operation: .score, model: "m",
        items: [.init(text: "naïve \"quote\" \u{1F58B} /\n", parameters: ["bias": .number(1.5), "n": .integer(-4)])],
        count: 7, parameters: ["flag": .boolean(false)], seed: .max, format: "svg", priority: 100, label: "ann",
        key: "k", hold: true, deadline: 1_790_000_000.5, after: "16", receipt: false)),
    .list(.init(states: [.queued, .failed], task: "t", owner: "o", label: "l", limit: 3)), .list(.init()),
    .show(.init(job: "17", from: 5, limit: 0)), .watch(.init(job: "17")), .unwatch(.init(job: "17")),
    .fetch(.init(job: "17", item: 3, offset: 9, length: 11)), .cancel(.init(job: "17")), .hold(.init(job: "17")),
    .release(.init(job: "17")),
    .remove(.init(job: "17")), .status(.init()), .metrics(.init()), .modelList(.init()), .modelShow(.init(name: "m")),
    .modelImport(.init(upload: upload, files: [.init(name: "model.json", size: 3), .init(name: "ü.md", size: 0)])),
    .modelPart(.init(upload: upload, file: "model.json", offset: 1, bytes: [0, 255])),
    .modelCommit(.init(upload: upload)), .modelExport(.init(name: "m")),
    .modelRead(.init(digest: "ab", file: "model.json", offset: 2, length: 3)), .modelActivate(.init(name: "m")),
    .modelRemove(.init(name: "m")), .modelVerify(.init(name: "m")),
    .keyAuthorize(.init(key: String(repeating: "k", count: 40), name: "ann", isOperator: true)),
    .keyRevoke(.init(key: "ann")), .keyList(.init()),
    .pluginList(.init()), .pluginShow(.init(task: "t")),
  ]

  static let replies: [Reply] = [
    .challenge(.init(nonce: "00ff")),
    .welcome(
      .init(
        server: "seqd", version: "0.1.0", protocol: 1,
        limits: .init(frameBytes: 1 << 24, itemsPerJob: 10, textLength: 99), user: "ann", isOperator: true)),
    .keys(
      .init(keys: [KeyInfo(key: "k", name: "ann", isOperator: false, added: 1_790_000_000)], serverKey: "s")),
    .submitted(.init(job: "17", items: 2, model: "m", modelDigest: "ab", seed: .max, format: "pdf")),
    .jobs(.init(jobs: [job], more: true)),
    .job(
      .init(
        info: job,
        items: [
          ItemInfo(item: 0, state: .done, text: "a", textLength: 1, seed: 3, remarks: ["r"], size: 4, sha256: "cd"),
          ItemInfo(item: 1, state: .failed, text: "", textLength: 0, seed: 4, error: "why"),
        ], forecast: Forecast(itemsAhead: 3, begins: 1_790_000_002, ends: 1_790_000_003))),
    .holding(.init(job: "17", state: .queued, held: true)),
    .event(
      .init(
        job: "17", state: .running, items: .init(running: 1), stepsDone: 5, stepsEstimated: 9, stepsPerSecond: 2.5,
        secondsLeft: 1.5, forecast: Forecast(itemsAhead: 3, begins: 1_790_000_002, ends: 1_790_000_003))),
    .unwatched(.init(job: "17")),
    .chunk(.init(job: "17", item: 0, offset: 0, size: 3, sha256: "ef", format: "pdf")),
    .chunk(.init(job: "17", item: 0, offset: 0, size: 3, sha256: "ef", format: "txt", receipt: "{\"seqd\":1}")),
    .cancelling(.init(job: "17", state: .cancelled, items: .init(cancelled: 1))), .removed(.init(job: "17")),
    .status(
      .init(
        version: "0.1.0", pid: 1, uptimeSeconds: 2.5, threads: 2, jobs: .init(), items: .init(done: 1),
        activeSequences: 3, stepsDone: 4, stateFolder: "/s", modelFolder: "/m", pluginFolders: ["/p"],
        models: ["graves"], tasks: ["t"])),
    .metrics(.init(text: "# TYPE seqd_info gauge\nseqd_info{version=\"1\"} 1\n")), .models(.init(models: [model])),
    .model(.init(info: model, alphabet: [" ", "a"], training: ["k": "v"], scores: ["s": -1.5], card: "# Card")),
    .upload(.init(upload: upload, partBytes: 1 << 20)), .part(.init(upload: upload, file: "model.json", received: 3)),
    .imported(.init(info: model, replaced: "cd", remarks: ["made"])),
    .modelFiles(.init(name: "m", digest: "ab", files: [.init(name: "model.json", size: 3)])),
    .modelChunk(.init(file: "model.json", offset: 0, size: 3)), .activated(.init(info: model, before: "m")),
    .modelRemoved(.init(name: "m", digest: "ab", task: "t", defaultModel: "n", remarks: ["gone"])),
    .verified(
      .init(
        name: "m", task: "t", digest: "ab", files: 4, bytes: 99, golden: .differs, instructionSets: ["plain"],
        fault: "why")),
    .plugins(.init(plugins: [plugin], faults: ["bad.so: no"])), .plugin(.init(info: plugin, task: task)),
    .error(WireError(.versionMismatch, "what", advice: "do", versions: [1, 2])),
  ]
}
