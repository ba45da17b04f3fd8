import Datacenter
import Foundation
import Quantities
import StrictJSON

/// How much CPU a VM wants as time goes by, as a scenario says it.
enum DemandSpec {
  static var shape: Shape<CPUDemand> {
    .choice(
      "a demand",
      [
        Variant(
          "steps", "Shares of the vCPUs. Each holds until the next begins.",
          .object("Shares of the vCPUs. Each holds until the next begins.") { o in
            let steps: [CPUDemand.Step] = o.required(
              "list", .array(of: step, atLeast: 1), "The shares, the first at time 0.")
            let period: Seconds? = o.optional(
              "period", .quantity(.step), "The steps begin again after this time.")
            let isInOrder =
              steps.first?.at == .zero
              && zip(steps, steps.dropFirst()).allSatisfy { $0.at < $1.at }
            o.check(
              "list", holds: isInOrder, "the times do not rise from 0",
              "order the steps by \"at\", the first at \"0 s\"")
            let fits = period.map { $0 > (steps.last?.at ?? .zero) } ?? true
            o.check(
              "period", restsOn: ["list"], holds: fits, "the period ends before its last step",
              "write a longer \"period\"")
            return isInOrder && fits ? CPUDemand(steps, period: period) : none
          }),
        Variant(
          "daily", "A load that rises and falls once a day, in steps.",
          .object("Up and down once a day, in steps: a cosine between two shares.") { o in
            let low = o.required("low", .number(.within(0...1)), "The lowest share of the vCPUs.")
            let high = o.required(
              "high", .number(.within(0...1)), "The highest share of the vCPUs.")
            let peak: Seconds = o.required(
              "peak", .quantity(.duration), "The time of the highest load, after the start.")
            let step: Seconds = o.optional(
              "step", .quantity(.within(60...21_600)), default: Seconds(900),
              "The length of each step.")
            o.check("high", "low", holds: low <= high, "is below \"low\"", "swap the two")
            return daily(low, high, peak, step)
          }),
        Variant(
          "trace", "Measured shares over time.",
          .object("Measured shares over time.") { o in
            let steps: [CPUDemand.Step] = o.required(
              "file", trace,
              "A CSV file in the scenario's folder with the columns time_s, from 0, and share."
            )
            return steps.isEmpty ? none : CPUDemand(steps)
          }),
      ])
  }

  private static let none = CPUDemand([.init(at: .zero, share: 1)])

  private static var step: Shape<CPUDemand.Step> {
    .object("A share, from some time on.") { o in
      CPUDemand.Step(
        at: o.required("at", .quantity(.duration), "The time when the share begins."),
        share: o.required("share", .number(.within(0...1)), "The share of the vCPUs that is busy."))
    }
  }

  private static func daily(
    _ low: Double, _ high: Double, _ peak: Seconds, _ step: Seconds
  ) -> CPUDemand {
    let day = Seconds.hours(24)
    let count = max(1, Int((day / step).rounded(.down)))
    let steps = (0..<count).map { number in
      let middle = (Double(number) + 0.5) * step
      let phase = 2 * Double.pi * ((middle - peak) / day)
      return CPUDemand.Step(
        at: Double(number) * step, share: low + (high - low) * (1 + cos(phase)) / 2)
    }
    return CPUDemand(steps, period: day)
  }

  /// The name of a trace file, read as steps: gaps are refused as in a trace of writes.
  private static var trace: Shape<[CPUDemand.Step]> {
    ActivityTrace.shape.map { phases in
      var at = Seconds.zero
      return phases.map { phase -> CPUDemand.Step in
        defer { at += phase.length }
        guard case .share(let share) = phase.level else { return .init(at: at, share: 1) }
        return .init(at: at, share: min(1, share))
      }
    }
  }
}
