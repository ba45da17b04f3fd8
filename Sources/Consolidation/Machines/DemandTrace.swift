public import Quantities

/// What share of its speed each of several VMs asks for over time: samples at even steps, linear between
/// them, the last one as the one before it.
public struct DemandTrace: Sendable {
  /// How many VMs it tells of.
  public let count: Int
  /// How many samples each VM has.
  public let samples: Int
  /// The time between two samples.
  public let step: Seconds
  /// VM by VM, and one sample more than was given.
  private let shares: [Double]

  /// - Precondition: every row has as many samples as the first, and there is a sample.
  public init(_ rows: [[Double]], step: Seconds = Seconds(300)) {
    count = rows.count
    samples = rows.first?.count ?? 0
    precondition(samples > 0 && rows.allSatisfy { [samples] in $0.count == samples })
    self.step = step
    shares = rows.flatMap { $0 + [$0[$0.count - 1]] }
  }

  /// How long the trace is.
  public var duration: Seconds { step * Double(samples) }

  /// What a VM asks for at a time, from 0 to 1. Beyond the end it goes on as it ended.
  public func share(of vm: Int, at time: Seconds) -> Double {
    let first = vm * (samples + 1)
    let low = min((time / step).rounded(.down), Double(samples))
    let high = min((time / step).rounded(.up), Double(samples))
    let before = shares[first + Int(low)]
    guard high > low else { return before }
    let slope = (shares[first + Int(high)] - before) / ((high - low) * step.value)
    return before + slope * (time.value - low * step.value)
  }

  /// The samples of a VM.
  public func row(of vm: Int) -> ArraySlice<Double> {
    shares[vm * (samples + 1)..<(vm + 1) * (samples + 1) - 1]
  }

  /// The same with only the first samples of each VM.
  public func prefix(_ samples: Int) -> DemandTrace {
    DemandTrace((0..<count).map { Array(row(of: $0).prefix(samples)) }, step: step)
  }
}
