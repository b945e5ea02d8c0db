import Networks
import PluginAPI
import Wire

extension Commands {
  func modelShow(_ request: Request.ModelShow) async throws(WireError) -> Reply {
    let entries = await work.run { models.refresh() }
    guard let entry = entries.first(where: { $0.name == request.name }) else {
      throw WireError(
        .unknownModel, "there is no model '\(request.name)' in \(configuration.modelFolder)",
        advice: "see what there is with: seqctl model list")
    }
    let description = entry.description
    // What is no UTF-8 shows as replacement characters; the card is for reading only.
    let card = entry.model?.resources[PackageDigest.cardFile].map { String(decoding: $0, as: UTF8.self) }
    return .model(
      Reply.Model(
        info: info(entry, among: entries), alphabet: description?.alphabet ?? [],
        training: description?.training ?? [:], scores: description?.scores ?? [:], card: card))
  }
}
