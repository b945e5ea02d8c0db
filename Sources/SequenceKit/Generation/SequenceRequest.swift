/// One sequence that the engine is to generate.
public struct SequenceRequest: Sendable {
  /// Indices into the model's alphabet that the window slides over; empty for models without a window.
  public var text: [Int]
  /// Inputs the network is forced through before it samples, T × input width for ink, T × 1 symbol indices for text.
  public var prime: [Float]
  /// Seed of the item; with `stream`, the step and the draw it fixes every random number.
  public var seed: UInt64
  /// Number of this sequence within its item, so that two sequences of one item draw differently.
  public var stream: UInt32
  /// Turns outputs into inputs and keeps what was generated.
  public var sampler: any Sampler
  /// Steps after which the sequence ends whatever the sampler says, priming included.
  public var maximumSteps: Int

  public init(
    text: [Int] = [], prime: [Float] = [], seed: UInt64, stream: UInt32 = 0, sampler: any Sampler, maximumSteps: Int
  ) {
    self.text = text
    self.prime = prime
    self.seed = seed
    self.stream = stream
    self.sampler = sampler
    self.maximumSteps = maximumSteps
  }
}

/// Chooses the next element of a sequence from the network's output; a value, so that a sequence owns its state.
public protocol Sampler: Sendable {
  /// Takes one step.
  /// - Parameters:
  ///   - output: the head's raw outputs, `Head.width` elements, valid during the call.
  ///   - window: where the attention window stands; nil without a window.
  ///   - random: the random numbers of this step alone.
  ///   - input: the next step's input, to be filled: (Δx, Δy, pen-up) for ink, one symbol index for text.
  /// - Returns: whether the sequence goes on.
  mutating func step(
    output: UnsafeBufferPointer<Float>, window: WindowState?, random: inout StepRandom,
    input: UnsafeMutableBufferPointer<Float>
  ) -> SamplerDecision
}

public enum SamplerDecision: Sendable, Equatable {
  case proceed
  /// The sequence is complete; the engine takes it out of the batch before the next step.
  case finish
}

/// The attention window after a step (Graves 2013, eqs 46–51).
public struct WindowState {
  /// φ(t, u) for u = 1 … U and one position past the end: U + 1 elements, valid during the call.
  public var phi: UnsafeBufferPointer<Float>
  /// κ, K elements, in characters.
  public var kappa: UnsafeBufferPointer<Float>

  public init(phi: UnsafeBufferPointer<Float>, kappa: UnsafeBufferPointer<Float>) {
    self.phi = phi
    self.kappa = kappa
  }
}

/// A sequence that left the engine.
public struct FinishedSequence: Sendable {
  public enum Reason: String, Sendable, Equatable {
    /// The sampler said so.
    case finished
    /// `maximumSteps` was reached.
    case limit
    /// An output was not finite; the sequence ends alone.
    case nonFinite
  }
  /// The sampler with all it gathered.
  public var sampler: any Sampler
  /// Steps taken, priming included.
  public var steps: Int
  public var reason: Reason

  public init(sampler: any Sampler, steps: Int, reason: Reason) {
    self.sampler = sampler
    self.steps = steps
    self.reason = reason
  }
}
