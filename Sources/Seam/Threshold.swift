public import Quantities

extension BytesPerSecond {
  /// What this bandwidth moves within a downtime limit, as QEMU computes it:
  /// floor(bytes per millisecond x milliseconds).
  public func threshold(within limit: Seconds) -> Bytes {
    Bytes((value / 1000 * (limit.value * 1000)).rounded(.down))
  }
}
