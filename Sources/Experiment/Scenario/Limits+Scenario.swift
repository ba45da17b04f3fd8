import StrictJSON

/// What a scenario may ask for: far beyond any machine, and near enough that no sum, product or
/// quotient of a run leaves the doubles, and no instant loses its microseconds.
extension Limits {
  private static let tenYears = 3650 * 86_400.0

  /// A duration of up to ten years, in seconds.
  static let duration = Limits.within(0...tenYears)
  /// A duration that is not nothing.
  static let span = Limits.above(0, upTo: tenYears)
  /// A step of something sampled or drawn: finer ones would only fill memory.
  static let step = Limits.within(1e-3...tenYears)
  /// A VM's memory, or a part of it: up to 1 PiB.
  static let memory = Limits.above(0, upTo: 0x1p50)
  /// Data in a file: up to 1 EiB.
  static let amount = Limits.within(0...0x1p60)
  /// An amount that is not nothing.
  static let size = Limits.above(0, upTo: 0x1p60)
  /// From 1 bit/s to 1 PB/s.
  static let bandwidth = Limits.within(0.125...1e15)
  /// What uses a link beside migrations.
  static let load = Limits.within(0...1e15)
  /// Page writes per second, up to what memory carries.
  static let writeRate = Limits.within(0...CurveFitError.fastestWrites)
}
