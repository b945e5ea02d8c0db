import Networks
import PluginAPI
import Wire

extension Commands {
  func modelShow(_ request: Request.ModelShow) async throws(WireError) -> Reply {
    let (entry, entries) = try await model(named: request.name)
    let description = entry.description
    // What is no UTF-8 shows as replacement characters; the card is for reading only.
    let card = entry.model?.resources[PackageDigest.cardFile].map { String(decoding: $0, as: UTF8.self) }
    return .model(
      Reply.Model(
        info: info(entry, among: entries), alphabet: description?.alphabet ?? [],
        training: description?.training ?? [:], scores: description?.scores ?? [:], card: card))
  }
}
