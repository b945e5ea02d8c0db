import Glibc
import Testing
import Wire
import ZMQ

@testable import seqctl

@Suite struct VerdictTests {
  private let folder = TemporaryFolder()

  private func evidence(_ format: String, _ receipt: String, title: String = "a") throws -> Evidence {
    try Evidence(folder.file("x.\(format)", ReceiptSamples.file(format, receipt: receipt, title: title)))
  }

  private func verdict(_ evidence: Evidence, made receipt: String, title: String = "a") throws -> Verdict {
    let format = String(evidence.path.split(separator: ".").last ?? "")
    return Verdict(evidence, made: try ReceiptSamples.file(format, receipt: receipt, title: title), receipt: nil)
  }

  private func reason(_ verdict: Verdict) -> String { if case .differs(let reason) = verdict { reason } else { "" } }

  @Test(arguments: ["pdf", "png", "svg", "json", "inkml", "gcode"])
  func equalBytesAreTheSame(format: String) throws {
    let evidence = try evidence(format, ReceiptSamples.json())
    #expect(try verdict(evidence, made: ReceiptSamples.json()) == .same(bytes: evidence.bytes.count))
  }

  @Test(arguments: ["pdf", "png", "svg", "json", "inkml", "gcode"])
  func anotherRendererWithTheSameInkIsNamed(format: String) throws {
    let evidence = try evidence(format, ReceiptSamples.json(renderer: 1))
    #expect(
      try verdict(evidence, made: ReceiptSamples.json(renderer: 2), title: "b")
        == .sameInk("renderer 1 then, 2 now"))
    #expect(
      try reason(verdict(evidence, made: ReceiptSamples.json(renderer: 2, ink: "cd"))).contains("its ink is not"))
  }

  @Test func theSameRendererMustGiveTheSameBytes() throws {
    let evidence = try evidence("svg", ReceiptSamples.json(), title: "changed")
    #expect(try reason(verdict(evidence, made: ReceiptSamples.json(), title: "as made")).contains("was changed"))
  }

  @Test func aReceiptThatSaysOtherThingsIsFoundOut() throws {
    let evidence = try evidence("svg", ReceiptSamples.json(seed: "8"))
    #expect(try reason(verdict(evidence, made: ReceiptSamples.json(seed: "7"))).contains("differ from byte"))
  }

  @Test func aParameterThatIsNewSinceLeavesTheInk() throws {
    let evidence = try evidence("svg", ReceiptSamples.json())
    let now = ReceiptSamples.json().replacing("\"parameters\":{}", with: "\"parameters\":{\"slant\":1}")
    #expect(try verdict(evidence, made: now) == .sameInk("the parameter slant is new"))
  }

  @Test func aTextIsComparedWithTheReceiptBesideIt() throws {
    let path = folder.file("x.txt", Array("some text\n".utf8))
    let receipt = ReceiptSamples.json().replacing(#""ink":"ab","#, with: "").replacing(#""renderer":1,"#, with: "")
    _ = folder.file("x.txt.receipt.json", Array((receipt + "\n").utf8))
    let evidence = try Evidence(path)
    #expect(evidence.isBeside)
    #expect(Verdict(evidence, made: evidence.bytes, receipt: receipt) == .same(bytes: 10))
    let other = Verdict(
      evidence, made: evidence.bytes, receipt: receipt.replacing(#""model":"m""#, with: #""model":"n""#))
    #expect(reason(other).contains("another model"))
    #expect(reason(Verdict(evidence, made: Array("some next\n".utf8), receipt: receipt)).contains("from byte 5 on"))
    #expect(reason(Verdict(evidence, made: evidence.bytes, receipt: nil)).contains("no receipt"))
  }
}

@Suite struct EvidenceTests {
  private let folder = TemporaryFolder()

  private func failure(_ path: String) -> Failure? {
    do throws(Failure) {
      _ = try Evidence(path)
      return nil
    } catch {
      return error
    }
  }

  @Test func whatCannotBeVerifiedSaysWhy() throws {
    let receipt = folder.file("a.txt.receipt.json", Array(ReceiptSamples.json().utf8))
    let damaged = folder.file("b.txt", [1])
    _ = folder.file("b.txt.receipt.json", Array("{".utf8))
    for (path, words) in [
      (folder.file("c.txt", Array("text".utf8)), "carries no receipt"), (folder.path + "/absent", "cannot be read"),
      (receipt, "is a receipt itself"), (damaged, "b.txt.receipt.json has a damaged receipt"),
      (folder.file("d.json", Array(#"{"receipt":{"seqd":9}}"#.utf8)), "version 9"),
    ] {
      let failure = failure(path)
      #expect(failure?.status == .invalid && failure?.message.contains(words) == true, "\(failure?.sentence ?? path)")
    }
  }

  @Test func aFileThatIsTooLargeIsNotReadToItsEnd() throws {
    let path = folder.file("x.pdf", [])
    try #require(truncate(path, Evidence.longestFile + 1) == 0)
    #expect(failure(path)?.code == "too-large")
  }

  @Test func aTextThatLooksLikeAnotherFormatHasItsReceiptBesideIt() throws {
    let path = folder.file("x.txt", Array("%PDF-{<svg".utf8))
    _ = folder.file("x.txt.receipt.json", Array(ReceiptSamples.json().utf8))
    #expect(try Evidence(path).isBeside)
    let record = folder.file("y.txt", Array(#"{"receipt":7}"#.utf8))
    _ = folder.file("y.txt.receipt.json", Array(ReceiptSamples.json().utf8))
    #expect(try Evidence(record).isBeside)
  }

  @Test func aReceiptStandsBesideItsFileAndGoesWithIt() throws {
    let path = folder.file("x.txt", [1])
    #expect(try ReceiptPlace.update(beside: path, with: ReceiptSamples.json()) == path + ".receipt.json")
    #expect(folder.names == ["x.txt", "x.txt.receipt.json"])
    #expect(try ReceiptPlace.update(beside: path, with: nil) == nil)
    #expect(folder.names == ["x.txt"])
    // What is no receipt is none of ours.
    _ = folder.file("x.txt.receipt.json", Array("{}".utf8))
    #expect(try ReceiptPlace.update(beside: path, with: nil) == nil)
    #expect(folder.names == ["x.txt", "x.txt.receipt.json"])
    for path in ["-", "/dev/null"] { #expect(try ReceiptPlace.update(beside: path, with: "{}") == nil) }
  }

  @Test(arguments: [WireError.Code.unknownModel, .noModel])
  func aModelThatIsGoneIsSaidToBeSo(code: WireError.Code) throws {
    let endpoint = try Endpoint("\(folder.path)/s")
    let server = try Responder.daemon(at: endpoint) { request in
      guard case .submit(let submit) = request else { return nil }
      return .error(WireError(code, "no \(submit.model ?? "")"))
    }
    defer { server.stop() }
    let evidence = try Evidence(folder.file("x.svg", ReceiptSamples.file("svg", receipt: ReceiptSamples.json())))
    var connection = try Connection(DaemonAddress(socket: endpoint.description, timeout: 600))
    do throws(Failure) {
      _ = try Verification.verdict(on: evidence, over: &connection, isQuiet: true)
      Issue.record("it was verified without its model")
    } catch {
      #expect(error.status == .invalid)
      #expect(error.message.contains(evidence.receipt.modelDigest))
      #expect(error.advice?.contains("verify again") == true)
    }
  }
}
