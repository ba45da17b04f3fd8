extension StageCosts {
  /// What can be set on the stages around the copy, from what they cost where nobody says.
  ///
  /// - Parameter usual: the strategy's own defaults.
  static func form(_ usual: StageCosts) -> Form<StageCosts> {
    Form(
      usual,
      [
        Parameter(
          "reservation", \.reservation, .randomTime,
          "Stage 1: creating the container, beyond asking for it."),
        Parameter(
          "suspendLatency", \.suspendLatency, .randomTime,
          "Stage 3: from the request until the guest stands still; it writes meanwhile."),
        Parameter(
          "suspendTimeout", \.suspendTimeout, .time(.positive),
          "Stage 3: how long to wait for a guest that does not suspend."),
        Parameter(
          "deviceState", \.deviceState, .data(),
          "Stage 3: CPU and device state, sent after the last page."),
        Parameter(
          "commitment", \.commitment, .randomTime,
          "Stage 4: the handshake's fixed cost, beyond its round trips."),
        Parameter(
          "activation", \.activation, .randomTime,
          "Stage 5: from the go-ahead until the guest runs."),
        Parameter(
          "resumption", \.resumption, .randomTime,
          "Stage 5: of a VM that a manager paused, until the manager has it run."),
        Parameter(
          "announcement", \.announcement, .time(),
          "Stage 5: from the guest running until its new place is announced."),
        Parameter(
          "roundTrips", \.roundTrips, .number(.within(0...100)),
          "Round trips of each handshake, in stages 1 and 4."),
      ])
  }

  /// What can be set, for those who only read it.
  public static func description(from usual: StageCosts = StageCosts()) -> FormDescription {
    form(usual).description
  }

  /// The costs with what is given.
  public func with(_ settings: Settings) -> StageCosts { Self.form(self).value(settings) }
}
