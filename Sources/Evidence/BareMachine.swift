/// What the scenarios of measured cases have in common.
enum BareMachine {
  /// Nothing but QEMU's own work between the last page and the guest at the other end: as single migrations
  /// of QEMU 7.2 under controlled writes show it.
  static let costs =
    #""reservation": "2 ms", "suspendLatency": "0 s", "deviceState": "4 KiB", "commitment": "1 ms", "activation": "1.5 ms", "roundTrips": 0"#
}
