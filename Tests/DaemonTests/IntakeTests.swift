import Testing
import Wire

@testable import Daemon

@Suite struct IntakeTests {
  private func frames(_ body: String, count: Int = 3) -> [[UInt8]] {
    [ProtocolVersion.header(), [1], Array(body.utf8)] + Array(repeating: [], count: count - 3)
  }

  @Test func smallSubmissionsAreTakenInTogetherAndNothingElse() {
    #expect(Intake.suits(frames(#"{"type":"submit","task":"t"}"#)))
    #expect(!Intake.suits(frames(#"{"type":"status"}"#)))
    #expect(!Intake.suits(frames(#"{"type":"submit"}"#, count: 4)))
    let rest = #"{"type":"submit"}"#
    #expect(Intake.suits(frames(rest + String(repeating: " ", count: 4096 - rest.utf8.count))))
    #expect(!Intake.suits(frames(rest + String(repeating: " ", count: 4097 - rest.utf8.count))))
    #expect(!Intake.suits([]) && !Intake.suits(frames("")))
  }
}
