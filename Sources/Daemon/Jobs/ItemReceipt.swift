import PluginAPI

/// A receipt follows from a job and its item alone: it is made whenever it is needed, and stored nowhere.
extension Receipt {
  init(_ claim: Claim) {
    self.init(
      ItemRequest(
        operation: claim.operation, text: claim.text, format: claim.format, parameters: claim.parameters,
        seed: claim.seed),
      task: claim.task, model: claim.model, modelDigest: claim.modelDigest)
  }

  init(_ item: ItemRecord, of job: JobRecord) {
    self.init(
      ItemRequest(
        operation: job.operation, text: item.text, format: job.format, parameters: job.parameters(of: item),
        seed: ItemSeed.derive(job.seed, item: item.number)),
      task: job.task, model: job.model, modelDigest: job.modelDigest)
  }
}

extension Claim {
  /// What the plugin is asked for, with a receipt where the artifact is to have one. A score says of itself how it came
  /// about.
  /// - Returns: also a remark where the receipt would be too long.
  func request() throws(RequestError) -> (request: ItemRequest, remarks: [String]) {
    var request = ItemRequest(
      operation: operation, text: text, format: format, parameters: parameters, seed: seed)
    guard receipt, operation == .generate else { return (request, []) }
    let receipt = Receipt(self)
    let length = try receipt.json().utf8.count
    guard length <= Receipt.longest else {
      return (
        request,
        ["The receipt would have \(length) bytes, more than \(Receipt.longest); the result has none to be verified by."]
      )
    }
    request.receipt = receipt
    return (request, [])
  }
}
