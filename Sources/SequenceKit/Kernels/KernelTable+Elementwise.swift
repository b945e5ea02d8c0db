internal import CKernels

extension KernelTable {
  /// The soft window over one text (Graves 2013, eqs 46–51).
  /// - Parameters:
  ///   - parameters: 3K raw outputs for α̂, β̂, κ̂, overwritten by their exponentials.
  ///   - kappa: K positions, advanced in place.
  ///   - text: U symbol indices.
  ///   - phi: at least U + 1 elements, rounded up to a multiple of 16; φ(t, 1 … U + 1) is written.
  ///   - w: one element for each symbol, the window vector.
  public func window(
    parameters: UnsafeMutableBufferPointer<Float>, kappa: UnsafeMutableBufferPointer<Float>, text: [Int32],
    phi: UnsafeMutableBufferPointer<Float>, w: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(parameters.count == 3 * kappa.count, "the parameters are not three for each Gaussian")
    precondition(phi.count >= (text.count + 1 + 15) / 16 * 16, "phi is too short")
    precondition(text.allSatisfy { $0 >= 0 && Int($0) < w.count }, "a symbol lies outside of the window vector")
    table.pointee.window(
      kappa.count, parameters.baseAddress!, kappa.baseAddress!, text.count, text, phi.baseAddress!, w.count,
      w.baseAddress!)
  }

  /// p = softmax(scale · logits).
  public func softmax(_ logits: UnsafeBufferPointer<Float>, scale: Float, into p: UnsafeMutableBufferPointer<Float>) {
    precondition(logits.count == p.count && logits.count > 0, "as many probabilities as logits are needed")
    table.pointee.softmax(logits.count, logits.baseAddress!, scale, p.baseAddress!)
  }

  /// The first index at which the sum of p exceeds `drawn`; the last positive one if none does.
  public func draw(_ p: UnsafeBufferPointer<Float>, _ drawn: Double) -> Int {
    precondition(!p.isEmpty, "there is nothing to draw from")
    return table.pointee.draw(p.count, p.baseAddress!, drawn)
  }

  /// e^x, at most 1.1 units in the last place off; 0 below −87.33, saturated above 88.37.
  public func exp(_ x: [Float]) -> [Float] { mapped(x, table.pointee.exp) }

  /// 1 / (1 + e^−x), at most 2.5 units in the last place off.
  public func sigmoid(_ x: [Float]) -> [Float] { mapped(x, table.pointee.sigmoid) }

  /// tanh x, at most 3.1 units in the last place off.
  public func tanh(_ x: [Float]) -> [Float] { mapped(x, table.pointee.tanh) }

  private func mapped(
    _ x: [Float], _ kernel: @convention(c) (Int, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void
  ) -> [Float] {
    [Float](unsafeUninitializedCapacity: x.count) { buffer, count in
      kernel(x.count, x, buffer.baseAddress)
      count = x.count
    }
  }
}

extension UnsafeBufferPointer<Float> {
  /// Whether none of the values is infinite or not a number.
  public var allFinite: Bool { isEmpty || ck_all_finite(count, baseAddress!) != 0 }
}

/// Tells the processor that a loop waits for another thread.
public func relaxProcessor() { ck_relax() }
