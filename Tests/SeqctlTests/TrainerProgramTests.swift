import Glibc
import Testing

@testable import seqctl

@Suite("The program that learns") struct TrainerProgramTests {
  @Test("It is found beside seqctl first, then on the PATH, and missing in one sentence")
  func trainerIsFound() throws {
    let (beside, onPath) = (TemporaryFolder(), TemporaryFolder())
    let missing = #expect(throws: Failure.self) {
      try TrainerProgram(besides: beside.path, search: "/nowhere:\(onPath.path)")
    }
    #expect(missing?.message == "seqtrain is neither beside seqctl nor on the PATH")
    let second = onPath.file("seqtrain", Array("#!/bin/sh\nexit 7\n".utf8))
    chmod(second, 0o700)
    #expect(try TrainerProgram(besides: beside.path, search: "/nowhere:\(onPath.path)").path == second)
    let first = beside.file("seqtrain", Array("#!/bin/sh\nexit 8\n".utf8))
    chmod(first, 0o700)
    let trainer = try TrainerProgram(besides: beside.path, search: onPath.path)
    #expect(trainer.path == first)
    #expect(try trainer.run([]) == 8)
  }
}
