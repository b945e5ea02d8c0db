import Glibc

/// A thread of the system, for code that may block.
enum NativeThread {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @Sendable @escaping () -> Void) { self.run = run }
  }

  /// Starts a thread that ends with `body`.
  /// - Parameter name: for the error, when there is no thread to be had.
  static func start(_ name: String, _ body: @Sendable @escaping () -> Void) throws(DaemonError) {
    let box = Unmanaged.passRetained(Body(body))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      box.release()
      throw DaemonError("cannot start the thread \(name): \(String(cString: strerror(code)))")
    }
    pthread_detach(thread)
  }
}
