import FoundationEssentials
import Generation
public import Networks
import TOMLFile

/// The hands of a handwriting-synthesis model, described in a TOML file: which ink leads, and what shapes what is drawn.
///
/// ```toml
/// default = "round"
///
/// [[style]]
/// name = "round"
/// summary = "upright, round, open letters"
/// seed = 7                        # the network draws the ink that leads
/// text = "thank you for the letter"
/// drawn-bias = 0.3
/// bias = 1.2                      # that requests in this style have unless they say otherwise
/// slant = 8                       # degrees
/// width = 1.1
/// extenders = 0.9
/// letter-spacing = 0.05           # in x-heights
/// size = 1.1
/// ```
/// Without `seed` the ink is that which the model's style of this name, or of the name `like`, already has.
public struct StyleBook: Sendable {
  /// A style as it is described.
  struct Entry: Sendable {
    var style: InkStyle
    var seed: UInt64?
    var drawnBias: Double
    /// Name of the style whose ink is kept.
    var like: String
  }

  var defaultName: String
  var entries: [Entry]

  /// - Throws: `InvalidRequest` with line and key.
  public init(_ content: String, called name: String) throws {
    do {
      let file = try TOMLRecord(content, called: name)
      defaultName = try file.text("default") ?? ""
      entries = []
      for record in try file.records("style") {
        let entry = try Entry(record)
        if entries.contains(where: { $0.style.name == entry.style.name }) {
          throw record.fault("name", "is there twice")
        }
        entries.append(entry)
      }
      try file.finish()
      guard entries.contains(where: { $0.style.name == defaultName }) else {
        throw file.fault("default", "is '\(defaultName)', but must be the name of a style")
      }
    } catch let fault as TOMLFault {
      throw InvalidRequest(fault.message)
    }
  }

  /// The package with these styles in place of its own.
  /// - Throws: `InvalidRequest` where a style cannot be drawn whole or has no ink to keep.
  public func applied(to package: ModelPackage, threads: Int) async throws -> ModelPackage {
    guard package.description.architecture.window != nil else {
      throw InvalidRequest(
        "\(package.description.name) is no model of handwriting of a given text, so it has no styles; give one, e.g. "
          + "Models/handwriting")
    }
    let known = try InkStyles(resources: package.resources)
    let writer = try Writer(package, threads: threads)
    defer { writer.engine.stop() }
    var styles: [InkStyle] = []
    for entry in entries {
      var style = entry.style
      if let seed = entry.seed {
        guard
          let drawn = try await writer.style(named: style.name, text: style.text, seed: seed, bias: entry.drawnBias)
        else {
          throw InvalidRequest(
            "seed \(seed) does not write the whole text of the style '\(style.name)'; choose another")
        }
        style.offsets = drawn.offsets
      } else {
        guard let old = known?[entry.like] else {
          throw InvalidRequest(
            "the style '\(style.name)' has no seed, and the model has no style '\(entry.like)' whose ink it could keep")
        }
        (style.text, style.offsets) = (old.text, old.offsets)
      }
      styles.append(style)
    }
    var changed = package
    changed.resources[InkStyles.file] = try ModelExport.json(InkStyles(default: defaultName, styles: styles))
    return changed
  }
}

extension StyleBook.Entry {
  init(_ record: TOMLRecord) throws(TOMLFault) {
    guard let name = try record.text("name") else { throw record.fault("name", "is missing") }
    guard name != "none" else { throw record.fault("name", "is 'none', which means no style") }
    like = try record.text("like") ?? name
    seed = try record.integer("seed", in: 0...Int(Int32.max)).map { UInt64($0) }
    drawnBias = try record.number("drawn-bias", in: 0...10) ?? 1
    style = InkStyle(name: name, text: try record.text("text") ?? "the quick brown fox", offsets: [])
    style.summary = try record.text("summary")
    style.bias = try record.number("bias", in: 0...10)
    style.slant = try record.number("slant", in: -30...45)
    style.width = try record.number("width", in: 0.3...3)
    style.extenders = try record.number("extenders", in: 0.3...3)
    style.letterSpacing = try record.number("letter-spacing", in: -0.3...2)
    style.size = try record.number("size", in: 0.3...3)
    try record.finish()
  }
}
