import Networks

/// The card of an exported model: corpus, terms, training, figures, limits, characters.
struct ModelCard {
  let text: String

  init(_ model: ModelDescription, _ header: CheckpointHeader, machine: String) {
    let settings = header.settings
    func score(_ name: String) -> String {
      model.scores["validation." + name].map { "\(($0 * 1000).rounded() / 1000)" } ?? "–"
    }
    let rare = header.corpus.alphabet.dropFirst().map { ($0, header.corpus.counts[$0] ?? 0) }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    let table = rare.map { "| `\($0.0 == " " ? "space" : $0.0)` | \($0.1) |" }.joined(separator: "\n")
    text = """
      # \(model.name)

      \(model.summary)

      ## What it is
      A recurrent network for handwriting synthesis (Graves 2013, section 5): \(header.architecture.layers.count) LSTM \
      layers of \(header.architecture.layers.map { "\($0.cells)" }.joined(separator: ", ")) cells, a soft window over \
      \(header.corpus.alphabet.count) symbols, a mixture of bivariate Gaussians; \(header.architecture.parameterCount) weights \
      in fp32. It writes one line of up to about 60 characters; seqd makes pages of lines.

      ## Corpus and terms
      Trained on the IAM On-Line Handwriting Database (Liwicki and Bunke, ICDAR 2005): \(header.corpus.sequences) lines \
      with \(header.corpus.units) pen points of trainset, testset_t and testset_f; testset_v decided when to stop. \
      The database is free for non-commercial research on citing its authors, so take these weights for such use. No \
      ink of the database is part of this package; its styles are ink that the network itself made.

      ## Training
      \(machine). \(header.history.count) epochs, \(header.updates) updates, \
      \((header.seconds / 360).rounded() / 10) hours of wall-clock time on a machine shared with other work; \
      \(settings.optimiser.rawValue), learning rate \(settings.rate) falling to \(settings.finalRate), \
      \(settings.rows * settings.workers) lines side by side, \
      \(settings.steps == 0 ? "full back-propagation through time" : "back-propagation truncated to \(settings.steps) steps with the state carried on"), \
      products in \(settings.precision.rawValue) with fp32 accumulation, derivatives clipped to ±\(settings.cellClip) at \
      the LSTM inputs and ±\(settings.outputClip) at the outputs, the running average of the weights kept.

      ## Figures on testset_v, measured while training
      | nats per line | nats per point | SSE per point |
      |---|---|---|
      | \(score("nats_per_sequence")) | \(score("nats_per_point")) | \(score("sse")) |

      Offsets scaled by the training set's deviations, no resampling, σ floored at \(settings.smallestDeviation).

      ## Limits
      Letters of rare characters may be garbled, the rarer the more; characters outside the table cannot be written.
      It knows English words in Latin letters without accents.

      ## Characters in the training lines
      | character | examples |
      |---|---|
      \(table)

      """
  }
}
