import FoundationEssentials
import Networks

/// The card of an exported model: corpus, terms, training, figures, limits, characters.
struct ModelCard {
  static let file = "card.md"

  let text: String

  init(_ model: ModelDescription, _ header: CheckpointHeader, task: TrainableTask, machine: String) {
    let corpus = header.corpus
    var parts = ["# \(model.name)", model.summary, "## What it is\n" + Self.network(model.architecture, task)]
    parts.append("## Corpus and terms\n" + Self.terms(corpus, task))
    parts.append("## Training\n" + Self.training(header, machine))
    parts.append("## Figures, measured while training\n" + Self.figures(model, header, task))
    parts.append("## Limits\n" + Self.limits(task))
    if !task.isText, !corpus.alphabet.isEmpty { parts.append(Self.characters(corpus)) }
    text = parts.joined(separator: "\n\n") + "\n"
  }

  private static func network(_ network: Architecture, _ task: TrainableTask) -> String {
    let cells = network.layers.map { "\($0.cells)" }.joined(separator: ", ")
    let layers = "\(network.layers.count) LSTM layer\(network.layers.count == 1 ? "" : "s") of \(cells) cells"
    let weights = "\(network.parameterCount) weights"
    return switch task {
    case .characterText, .wordText:
      "A recurrent network over text (Graves 2013, section 3): \(layers), a softmax over \(network.head.width) symbols"
        + (network.tied ? " whose matrix is the embedding's; " : "; ") + "\(weights)."
    case .handwritingPrediction:
      "A recurrent network for handwriting prediction (Graves 2013, section 4): \(layers), a mixture of bivariate "
        + "Gaussians; \(weights). It draws ink as it would go on; it has no text."
    case .handwritingSynthesis:
      "A recurrent network for handwriting synthesis (Graves 2013, section 5): \(layers), a soft window over "
        + "\(network.windowWidth) symbols, a mixture of bivariate Gaussians; \(weights). It writes one line of up to "
        + "about 60 characters; seqd makes pages of lines."
    }
  }

  private static func terms(_ corpus: CorpusFacts, _ task: TrainableTask) -> String {
    if !task.isText {
      let balanced = corpus.balance.map {
        ", lines with characters that occur fewer than \($0) times counted up to \(InkDataset.mostRepeats) times,"
      }
      return
        "Trained on the \(corpus.name) (Liwicki and Bunke, ICDAR 2005): \(corpus.sequences) lines with \(corpus.units) pen points\(balanced ?? "") of "
        + "trainset, testset_t and testset_f; testset_v decided when to stop. The database is free for non-commercial "
        + "research on citing its authors, so take these weights for such use. No ink of the database is part of this "
        + "package; its styles, where it has any, are ink that the network itself made."
    }
    let terms =
      corpus.name.contains("Wikipedia")
      ? "The text is Wikipedia's, under CC BY-SA and the GFDL; what the network writes may repeat pieces of it."
      : corpus.name.contains("Penn Treebank")
        ? "The text is that of the Linguistic Data Consortium; take these weights for research. The vocabulary is part of "
          + "this package, the text is not."
        : "The terms of that text hold for these weights as well."
    return "Trained on \(corpus.units - (corpus.composed ?? 0)) \(corpus.unit)s of \(corpus.name). \(terms)"
  }

  private static func training(_ header: CheckpointHeader, _ machine: String) -> String {
    let settings = header.settings
    var steps = settings.steps == 0 ? "full back-propagation through time" : ""
    if settings.steps > 0 {
      steps = "back-propagation truncated to \(settings.steps) steps with the state carried on"
    }
    var noise: [String] = []
    for (name, share) in settings.dropoutShares where share > 0 {
      noise.append("dropout \(share) (\(name.replacing("_", with: " ")))")
    }
    if settings.augmentation > 0 {
      noise.append("lines varied in size and slant by up to \(settings.augmentation)")
    }
    if let teacher = header.corpus.teacher {
      noise.append("\(settings.teacherWeight) of each target the distribution of \(teacher)")
    }
    if let composed = header.corpus.composed { noise.append("\(composed) of the \(header.corpus.unit)s written by it") }
    if settings.weightDecay > 0 { noise.append("weight decay \(settings.weightDecay)") }
    if settings.weightNoise != .none {
      noise.append(
        "\(settings.weightNoise.rawValue) weight noise from \(settings.noiseDeviation)\(settings.describingShare)")
    }
    let epochs = header.history.count
    return "\(machine). \(epochs) epoch\(epochs == 1 ? "" : "s"), \(header.updates) updates, "
      + "\((header.seconds / 360).rounded() / 10) hours of wall-clock time on a machine shared with other work; "
      + "\(settings.optimiser.rawValue), learning rate \(settings.rate)"
      + (settings.schedule == .constant ? "" : " falling to \(settings.finalRate)")
      + ", \(settings.rows * settings.workers) sequences side by side, \(steps), products in "
      + "\(settings.precision.rawValue) with fp32 accumulation, "
      + (noise.isEmpty ? "no regularisation" : noise.joined(separator: ", "))
      + (settings.averageDecay > 0 ? ", the running average of the weights kept." : ".")
  }

  private static func figures(_ model: ModelDescription, _ header: CheckpointHeader, _ task: TrainableTask) -> String {
    let rows = model.scores.sorted { $0.key < $1.key }.map { name, value in
      "| \(name.replacing("_", with: " ").replacing(".", with: ", ")) | \((value * 10_000).rounded() / 10_000) |"
    }
    let note =
      task.isText
      ? ""
      : "\n\nOffsets scaled by the training set's deviations, no resampling, σ floored at \(header.settings.smallestDeviation)."
    return "| figure | |\n|---|---|\n" + rows.joined(separator: "\n") + note
  }

  private static func limits(_ task: TrainableTask) -> String {
    switch task {
    case .characterText, .wordText:
      "It writes in the manner of its corpus and knows nothing: names, numbers and facts are made up. Sense holds for a "
        + "few words, seldom for a sentence."
    case .handwritingPrediction:
      "What it draws looks like writing but says nothing, though short words come up."
    case .handwritingSynthesis:
      "Letters of rare characters may be garbled, the rarer the more; the network writes no characters outside the table, "
        + "seqd draws what it lacks. It knows English words in Latin letters without accents."
    }
  }

  private static func characters(_ corpus: CorpusFacts) -> String {
    let rare = corpus.alphabet.dropFirst().map { ($0, corpus.counts[$0] ?? 0) }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    let table = rare.map { "| `\($0.0 == " " ? "space" : $0.0)` | \($0.1) |" }.joined(separator: "\n")
    return "## Characters in the training lines\n| character | examples |\n|---|---|\n" + table
  }
}
