import Foundation
import Testing

/// What systemd says of the daemon's unit.
@Suite struct UnitTests {
  private static let analyze = "/usr/bin/systemd-analyze"

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: analyze), "systemd-analyze is not here"))
  func theUnitIsExposedByNoMoreThanFourTenths() throws {
    let unit = Repository.root.appending(path: "systemd/seqd.service").path(percentEncoded: false)
    let outcome = try Program(name: Self.analyze).run(["security", "--offline=true", "--threshold=4", unit])
    #expect(outcome.status == 0, "\(outcome.output)")
  }

  @Test func theUnitIsWatchedAndRunsAsNobodyElse() throws {
    let unit = try Repository.text("systemd/seqd.service")
    for line in [
      "Type=notify", "WatchdogSec=30", "DynamicUser=yes", "User=_seqd",
      "StateDirectory=seqd", "RuntimeDirectory=seqd",
    ] {
      #expect(unit.split(separator: "\n").contains(Substring(line)), "\(line)")
    }
  }
}
