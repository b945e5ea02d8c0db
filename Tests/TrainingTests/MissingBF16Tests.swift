import FoundationEssentials
import Testing

@testable import Training

/// Processors without AVX-512, for which oneDNN has no products of bf16; it is told to take this one for such.
@Suite struct MissingBF16Tests {
  static let environment = ["ONEDNN_MAX_CPU_ISA=AVX2"]
  static let note = "oneDNN has no products in bf16 for this processor; they are computed in fp32\n"

  @Test func `a run trains in fp32, says so, and its checkpoint has it`() throws {
    let folder = try ScratchFolder()
    let command = try SeqtrainTests().house(folder.path) + ["--epochs", "1"]
    let run = try SeqtrainProgram.run(command, folder: folder.path, environment: Self.environment)
    #expect(run.status == 0 && run.errors.contains(Self.note), "\(run.errors)")
    #expect(try TrainingRun.settings(in: folder.path + "/run")?.precision == .fp32)
  }

  @Test func `a run that asks for fp32 has nothing to say`() throws {
    let folder = try ScratchFolder()
    let command = try SeqtrainTests().house(folder.path) + ["--epochs", "1", "--precision", "fp32"]
    let run = try SeqtrainProgram.run(command, folder: folder.path, environment: Self.environment)
    #expect(run.status == 0 && !run.errors.contains("bf16"), "\(run.errors)")
  }

  @Test func `a benchmark names the precision that it measured`() throws {
    let folder = try ScratchFolder()
    let run = try SeqtrainProgram.run(
      [
        "benchmark", "handwriting-prediction", "--network", "seed-1", "--rows", "1", "--steps", "4", "--updates", "1",
        "--workers", "1",
      ], folder: folder.path, environment: Self.environment)
    #expect(run.status == 0 && run.errors.contains(Self.note), "\(run.errors)")
    #expect(run.output.first?.hasSuffix(" weights, fp32") == true, "\(run.output)")
  }

  #if arch(x86_64)
    @Test func `bf16 is found on processors with AVX-512 and on no others`() throws {
      let lines = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8).split(separator: "\n")
      let flags = try #require(lines.first { $0.hasPrefix("flags") }).split(separator: " ")
      let wanted: [Substring] = ["avx512f", "avx512bw", "avx512vl", "avx512dq"]
      #expect(Product.takesBF16 == wanted.allSatisfy(flags.contains))
    }
  #endif
}
