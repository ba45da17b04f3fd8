import Experiment
import Glibc

extension FamilyParameters {
  /// One of the numbers, as files and tables call it.
  struct Key: Sendable {
    let name: String
    let text: String
    let scale: Scale
    let place: any (WritableKeyPath<FamilyParameters, Double> & Sendable)
    /// What it is estimated from; `nil` for what one number for all families serves.
    let source: Source?
    /// How far the first simplex reaches, on the scale on which it is estimated.
    let step: Double
  }

  /// On which scale a number is estimated: where every value is sensible.
  enum Scale: Sendable {
    /// From 0 to 1, by the logarithm of its odds.
    case share
    /// Above 0, by its logarithm.
    case amount
    /// A standard deviation: 0 or above, as it is.
    case spread
  }

  /// The migrations that tell a number.
  enum Source: String, CaseIterable, Sendable {
    case preCopy = "pre-copy"
    case xbzrle
    case compress

    /// The techniques of those migrations.
    var techniques: [MigrationCase.Technique] {
      switch self {
      case .preCopy: [.preCopy, .autoConverge]
      case .xbzrle: [.xbzrle]
      case .compress: [.compress]
      }
    }
  }

  /// Every number.
  static let keys: [Key] = [
    Key(
      name: "coldShare", text: "Share of the window's pages that are cold memory, median.",
      scale: .share, place: \.coldShare.median, source: .preCopy, step: 1),
    Key(
      name: "coldShareSpread", text: "Its spread, in log odds.", scale: .spread,
      place: \.coldShare.spread, source: nil, step: -0.7),
    Key(
      name: "hotTime", text: "Seconds between two writes to a hot page, median.", scale: .amount,
      place: \.hotTime.median, source: .preCopy, step: 0.8),
    Key(
      name: "hotTimeSpread", text: "Its spread, in logarithms.", scale: .spread,
      place: \.hotTime.spread, source: nil, step: -0.3),
    Key(
      name: "coldReach", text: "Share of the used memory over which cold writes go, median.",
      scale: .share, place: \.coldReach.median, source: .preCopy, step: 1),
    Key(
      name: "coldReachSpread", text: "Its spread, in log odds.", scale: .spread,
      place: \.coldReach.spread, source: nil, step: 0.5),
    Key(
      name: "rate", text: "Writes while it migrates over those measured, median.",
      scale: .amount, place: \.rate.median, source: .preCopy, step: 0.2),
    Key(
      name: "rateSpread", text: "Its spread, in logarithms.", scale: .spread,
      place: \.rate.spread, source: .preCopy, step: -0.15),
    Key(
      name: "busyShare", text: "Share of its time in which the guest writes, median.",
      scale: .share, place: \.busyShare.median, source: .preCopy, step: 0.8),
    Key(
      name: "busyShareSpread", text: "Its spread, in log odds.", scale: .spread,
      place: \.busyShare.spread, source: nil, step: 0.5),
    Key(
      name: "period", text: "Seconds from one busy time to the next, on average.",
      scale: .amount, place: \.period, source: nil, step: 0.7),
    Key(
      name: "otherPhase", text: "Share of migrations that meet the guest in another phase.",
      scale: .share, place: \.otherPhase, source: .preCopy, step: 0.8),
    Key(
      name: "otherRate", text: "MiB of distinct pages per second in that phase, median.",
      scale: .amount, place: \.otherRate.median, source: .preCopy, step: 0.5),
    Key(
      name: "otherRateSpread", text: "Its spread, in logarithms.", scale: .spread,
      place: \.otherRate.spread, source: nil, step: -0.3),
    Key(
      name: "encodableShare", text: "Share of guests whose changed pages encode well (XBZRLE).",
      scale: .share, place: \.encodableShare, source: .xbzrle, step: 1.5),
    Key(
      name: "encoded", text: "What is left of a page then.", scale: .share, place: \.encoded,
      source: .xbzrle, step: -1),
    Key(
      name: "compressed", text: "What is left of a page that is compressed, median.",
      scale: .amount, place: \.compressed.median, source: .compress, step: 0.2),
    Key(
      name: "compressedSpread", text: "Its spread, in logarithms.", scale: .spread,
      place: \.compressed.spread, source: .compress, step: -0.1),
    Key(
      name: "compressedAgain",
      text: "What is left of a page that was sent before, over what is left of any other, median.",
      scale: .amount, place: \.compressedAgain.median, source: .compress, step: -0.5),
    Key(
      name: "compressedAgainSpread", text: "Its spread, in logarithms.", scale: .spread,
      place: \.compressedAgain.spread, source: .compress, step: 0.2),
    Key(
      name: "compressing",
      text: "MiB per second of what does not compress that the threads take in, median.",
      scale: .amount, place: \.compressing.median, source: .compress, step: 0.2),
    Key(
      name: "compressingSpread", text: "Its spread, in logarithms.", scale: .spread,
      place: \.compressing.spread, source: .compress, step: 0.1),
    Key(
      name: "compressingLoss", text: "Share of that which a busy guest takes away.", scale: .share,
      place: \.compressingLoss, source: .compress, step: 0.8),
    Key(
      name: "crowdedShare",
      text: "Share of migrations in which a busy guest's host has few processors for them.",
      scale: .share, place: \.crowdedShare, source: .compress, step: 0.7),
  ]

  /// A number, on the scale on which it is estimated.
  subscript(key: Key) -> Double {
    get {
      let value = self[keyPath: key.place]
      return switch key.scale {
      case .share: logit(min(max(value, 1e-6), 1 - 1e-6))
      case .amount: log(max(value, 1e-9))
      case .spread: value
      }
    }
    set {
      self[keyPath: key.place] =
        switch key.scale {
        case .share: logistic(min(max(newValue, -8), 8))
        case .amount: exp(min(max(newValue, -20), 20))
        case .spread: min(abs(newValue), 4)
        }
    }
  }
}
