/// What a row of `requests.csv` tells of how long its request took.
extension RecordedRow {
  /// Whether it had nothing to do: every VM was where it was to be.
  package var isIdleRequest: Bool {
    !self["total_time_s"].isEmpty && self["kind"] != "maintain" && number("migrations") == 0
      && number("moved") == number("vms")
  }

  /// How long it took to do what it did; `nil` where it is unfinished, or nothing was done.
  package var effectiveTime: Double? {
    let isDone = self["kind"] == "maintain" || number("moved") ?? 0 > 0
    return isDone && !isIdleRequest ? number("total_time_s") : nil
  }
}
