import Datacenter
import Quantities

extension ManagerRules {
  /// What it does, in plain words, a sentence each; empty for a manager that does nothing.
  public var words: [String] {
    var words: [String] = []
    if let downtimeLimit { words.append("begins with a downtime limit of \(downtimeLimit)") }
    switch rateCap {
    case .rate(let cap): words.append(Measure.rateCap(cap).text)
    case .shareOfLink(let count):
      let share = count == 1 ? "the bandwidth" : "1/\(count) of the bandwidth"
      words.append("sets the rate cap to \(share) of the slower host's link")
    case nil: break
    }
    if let step = throttleStep { words.append(Measure.throttle(step: step).text) }
    if let ramp {
      let limits = ramp.limits
      let shown = limits.count > 4 ? limits.prefix(2) + limits.suffix(1) : limits[...]
      let told = shown.map { "\($0)" }
      let list =
        limits.count > 4 ? "\(told[0]), \(told[1]) ... \(told[2])" : told.joined(separator: ", ")
      words.append(
        "raises the downtime limit in \(ramp.steps) steps (\(list)); a step takes \(text(of: ramp.every))"
      )
    }
    words += steps.map { "\(text(of: $0.moment)): \($0.measure.text)" }
    if let doubling {
      words.append(
        "doubles the downtime limit, up to \(doubling.most), after every \(doubling.regressions) looks at which more data remained than at the look before, or no data"
      )
    }
    if let timeOut {
      words.append("after \(text(of: timeOut.limit)): \(timeOut.measure.text)")
      if timeOut.measure != .cancel, let times = timeOut.cancelsAt {
        words.append("cancels after \(Self.number(times)) times that")
      }
    }
    if let progressTimeOut {
      words.append("cancels when what remains has not become less for \(progressTimeOut)")
    }
    if let patience { words.append("no longer waits after \(patience); the migration goes on") }
    if let retries {
      let growth = Self.growth(of: retries.factor)
      let limit = retries.downtimeLimit.map { ", with a downtime limit of \($0)" } ?? ""
      words.append(
        "tries a failed migration again, at most \(retries.most) times\(limit): after \(retries.after)\(growth)"
      )
    }
    if let stopsFailed {
      words.append("switches the VM off \(stopsFailed) after its migration failed")
    }
    guard !words.isEmpty else { return ["does nothing during a migration"] }
    if let interval {
      let quick = quickInterval.map { ", and every \($0) once little is left to send" } ?? ""
      words.append("looks at each migration every \(interval)\(quick)")
    }
    return words
  }

  private func text(of limit: TimeLimit) -> String {
    limit.growsWithData ? "\(Self.number(limit.value.value)) s per \(counting.text)" : limit.text
  }

  private func text(of moment: Step.Moment) -> String {
    switch moment {
    case .after(let time): "after \(text(of: time))"
    case .iteration(0): "at the next look after another pass over memory has ended"
    case .iteration(let bound):
      "at a look after more than \(bound) \(bound == 1 ? "pass has" : "passes have") ended"
    }
  }

  /// How waits grow from one attempt to the next, as the end of a sentence that names the first wait.
  fileprivate static func growth(of factor: Double) -> String {
    factor > 1 ? ", and each further wait is \(number(factor)) times as long as the one before" : ""
  }

  /// A number without a fraction of zero.
  static func number(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(value)"
  }
}

extension AdmissionRules {
  /// Who may start, in plain words.
  public var words: [String] {
    var words = counters.map { "at most \($0.limit) \($0.scope.text)" }
    if words.isEmpty { words = ["any number at a time"] }
    if !costs.isEmpty {
      let kinds = MoveClass.allCases.filter { costs[$0] != nil }
      words += kinds.map { kind in
        let vector = Counter.Scope.allCases.compactMap { scope in
          costs[kind]?[scope].map { "\($0) towards the limit of each \(scope.rawValue)" }
        }
        return "a move of the kind \(kind.rawValue) counts as \(vector.joined(separator: ", "))"
      }
      words.append("every other move counts as 1 towards each limit")
    }
    if let text = order.text { words.append(text) }
    if placement == .upFront {
      words.append(
        "each VM's destination is chosen when its migration is requested, not when the migration starts"
      )
    }
    switch onFailure {
    case .goOn: break
    case .abort: words.append("the first failure ends the request")
    case .retry(let time, let factor, let most):
      words.append(
        "a migration that failed is tried again, at most \(most) times: after \(time)\(ManagerRules.growth(of: factor))"
      )
    }
    switch stranded {
    case .wait: break
    case .skip:
      words.append("a VM for which no host has room stays on its host, and no move waits for it")
    case .stop: words.append("a VM for which no host has room is switched off on its host")
    }
    return words
  }
}

extension QueueOrder {
  /// Who is next, in plain words; `nil` for the usual order.
  fileprivate var text: String? {
    switch self {
    case .fifo: nil
    case .longestWaiting: "the move that has waited longest is next"
    case .priority: "the move with the highest priority is next"
    case .memoryDescending: "the VM with the most memory is next"
    case .memoryAscending: "the VM with the least memory is next"
    case .number: "VMs move in the order of their numbers"
    case .name: "VMs move in the order of their names"
    case .shuffled: "VMs move in a random order"
    }
  }
}

extension Counter.Scope {
  /// What there are so many of at most.
  fileprivate var text: String {
    switch self {
    case .hostOut: "from each host"
    case .hostIn: "to each host"
    case .host: "from or to each host"
    case .nic: "over each host's network"
    case .cluster: "in all"
    case .pool: "from or to each pool of hosts"
    case .datastore: "on each datastore"
    case .back: "on the way back to an emptied host"
    }
  }
}
