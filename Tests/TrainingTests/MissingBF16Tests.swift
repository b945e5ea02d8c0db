import Testing

@testable import Training

/// Processors without AVX-512, for which oneDNN has no products of bf16; it is told to take this one for such.
@Suite struct MissingBF16Tests {
  private static let environment = ["ONEDNN_MAX_CPU_ISA=AVX2"]
  private static let note = "oneDNN has no products in bf16 for this processor; they are computed in fp32\n"

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

  @Test func `products are in bf16 wherever oneDNN has them`() {
    #expect(TrainingSettings.Precision.fp32.here == .fp32)
    #expect(TrainingSettings.Precision.bf16.here == (Product.takesBF16 ? .bf16 : .fp32))
  }
}
