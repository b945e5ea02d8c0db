import Glibc

/// Points in time as people write them.
enum Moment {
  /// Seconds since 1970 of `+90m`, `+2h`, `+3d` from now, or of a local time `2026-11-26 08:00`.
  /// - Throws: a failure with status `invalid`.
  static func seconds(_ text: String, now: Double = Moment.now) throws(Failure) -> Double {
    if let span = span(text) { return now + span }
    guard let time = localTime(text) else {
      throw Failure(
        .invalid, "--deadline is '\(Terminal.plain(text))', which is no time",
        advice: "write +90m, +2h, +3d, or a local time such as 2026-11-26 08:00", code: "usage")
    }
    return time
  }

  /// Seconds since 1970 of a local date and, if it is there, time.
  private static func localTime(_ text: String) -> Double? {
    guard let match = text.wholeMatch(of: /(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d))?/) else { return nil }
    let (_, year, month, day, hour, minute) = match.output
    var parts = tm()
    parts.tm_year = (Int32(year) ?? 0) - 1900
    parts.tm_mon = (Int32(month) ?? 0) - 1
    parts.tm_mday = Int32(day) ?? 0
    parts.tm_hour = hour.flatMap { Int32($0) } ?? 0
    parts.tm_min = minute.flatMap { Int32($0) } ?? 0
    parts.tm_isdst = -1
    let given = (parts.tm_mon, parts.tm_mday, parts.tm_hour, parts.tm_min)
    let time = mktime(&parts)
    // A day or hour that there is not, such as the 31st of June, has become another one.
    guard time != -1, (parts.tm_mon, parts.tm_mday) == (given.0, given.1), parts.tm_min == given.3 else { return nil }
    return Double(time)
  }

  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private static func span(_ text: String) -> Double? {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    guard text.hasPrefix("+"), let last = text.last, let unit = units[last],
      let count = Double(text.dropFirst().dropLast()), count.isFinite, count >= 0
    else { return nil }
    return count * unit
  }
}
