import Foundation
import Testing

/// What systemd says of the daemon's unit.
@Suite struct UnitTests {
  private static let analyze = "/usr/bin/systemd-analyze"

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: analyze), "systemd-analyze is not here"))
  func theUnitIsExposedByNoMoreThanFourTenths() throws {
    let process = Process()
    process.executableURL = URL(filePath: Self.analyze)
    process.arguments = [
      "security", "--offline=true", "--threshold=4",
      Repository.root.path(percentEncoded: false) + "systemd/seqd.service",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func theUnitIsWatchedAndRunsAsNobodyElse() throws {
    let unit = try Repository.text("systemd/seqd.service")
    for line in ["Type=notify", "WatchdogSec=30", "DynamicUser=yes", "StateDirectory=seqd", "RuntimeDirectory=seqd"] {
      #expect(unit.split(separator: "\n").contains(Substring(line)), "\(line)")
    }
  }
}
