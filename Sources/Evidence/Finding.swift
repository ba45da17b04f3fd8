import Experiment
import Randomness

/// One measured number beside its prediction.
struct Finding: Sendable {
  /// What was measured: the row's case, and which of its VMs.
  let name: String
  /// Which of its numbers, such as "total time".
  let quantity: String
  let value: Value
  let standing: Standing

  enum Value: Sendable {
    /// Numbers in a unit; `nil` where what was measured does not happen in the simulation.
    case numbers(measured: Double, predicted: Double?, unit: String)
    /// Something that is right or wrong.
    case words(measured: String, predicted: String)
  }

  /// Whether the prediction could have failed.
  enum Standing: Sendable, Equatable {
    /// No constant was taken from this number.
    case forecast
    /// This constant was.
    case fit(String)

    var name: String { self == .forecast ? "forecast" : "fit" }
    var constant: String? { if case .fit(let constant) = self { constant } else { nil } }
  }

  /// Predicted less measured.
  var error: Double? {
    guard case .numbers(let measured, let predicted?, _) = value else { return nil }
    return predicted - measured
  }

  /// The error as a share of what was measured.
  var relativeError: Double? {
    guard case .numbers(let measured, _, _) = value, measured != 0, let error else { return nil }
    return error / measured
  }

  /// Whether something that is right or wrong is right; of numbers, whether what was measured happens.
  var isRight: Bool {
    switch value {
    case .numbers(_, let predicted, _): predicted != nil
    case .words(let measured, let predicted): measured == predicted
    }
  }
}

/// A quantile of a sample (type 7 of Hyndman and Fan).
func quantile(_ values: [Double], _ rank: Double) -> Double {
  Summary(values)?.quantile(rank) ?? .nan
}
