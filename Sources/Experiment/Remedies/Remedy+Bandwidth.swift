/// More of the network.
extension Remedy {
  /// Up to 100 times the bandwidth on every link.
  static let moreBandwidth = [2, 4, 10, 20, 40, 100].map { factor in
    Remedy { trial in
      (trial.withBandwidth(times: Double(factor)), "\(factor) times the bandwidth")
    }
  }
}
