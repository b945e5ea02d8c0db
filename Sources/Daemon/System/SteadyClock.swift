/// Whether the time of day can be trusted: it goes on as fast as time does, and has for a while.
///
/// A clock that is set years ahead would make every job look old; what is removed then cannot be brought back.
struct SteadyClock {
  /// How long it must have gone on without a jump.
  static let probation = Duration.seconds(3600)
  /// What counts as one; summer time is none, since seconds since 1970 do not know it.
  static let jump = Duration.seconds(600)

  private var last: (wall: Double, time: ContinuousClock.Instant)
  private var steadySince: ContinuousClock.Instant

  /// - Parameters:
  ///   - wall: seconds since 1970.
  ///   - time: what goes on as it does whatever the clock shows.
  init(wall: Double, time: ContinuousClock.Instant) {
    last = (wall, time)
    steadySince = time
  }

  /// Looks at the clock.
  /// - Returns: whether it jumped since the last look, and whether it can be trusted.
  mutating func look(wall: Double, time: ContinuousClock.Instant) -> (jumped: Bool, isTrusted: Bool) {
    let drift = Duration.seconds(wall - last.wall) - (time - last.time)
    let jumped = drift > Self.jump || drift < .zero - Self.jump
    if jumped { steadySince = time }
    last = (wall, time)
    return (jumped, time - steadySince >= Self.probation)
  }
}
