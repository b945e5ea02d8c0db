/// The random numbers of one step of one sequence: a pure function of (seed, stream, step, draw).
public struct StepRandom: Sendable {
  private let seed: UInt64
  private let stream: UInt32
  private let step: UInt32
  private var draw: UInt32 = 0

  public init(seed: UInt64, stream: UInt32, step: UInt32) {
    self.seed = seed
    self.stream = stream
    self.step = step
  }
}
