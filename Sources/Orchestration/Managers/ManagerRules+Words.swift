import Datacenter
import Quantities

extension ManagerRules {
  /// What it does, in plain words, a sentence each; empty for a manager that does nothing.
  public var words: [String] {
    var words: [String] = []
    if let downtimeLimit { words.append("begins with a downtime limit of \(downtimeLimit)") }
    switch rateCap {
    case .rate(let cap):
      let effect = cap.isFinite ? "" : ", so that only the network limits the rate"
      words.append(Measure.rateCap(cap).text + effect)
    case .shareOfLink(let count):
      let share = count == 1 ? "the bandwidth" : "1/\(count) of the bandwidth"
      words.append(
        "caps the rate of each migration at \(share) of the slower of the two hosts' links")
    case nil: break
    }
    if let step = throttleStep { words.append(Measure.throttle(step: step).text) }
    if let ramp {
      words += [
        "begins with a downtime limit of \(ramp.limits[0])",
        "raises the downtime limit to \(ramp.limit) in \(ramp.steps) equal steps",
        "waits before each of these steps for \(text(of: ramp.every))",
      ]
    }
    var passes = 0
    words += steps.map { "\(text(of: $0.moment, after: &passes)): \($0.measure.text)" }
    if let doubling {
      words.append(
        "counts a look as one without progress if more data remains than at the look before, or none"
      )
      words.append(
        "doubles the downtime limit, up to \(doubling.most), after every \(doubling.regressions) looks without progress, in a row or not"
      )
    }
    if let timeOut {
      words.append("after \(text(of: timeOut.limit)): \(timeOut.measure.text)")
      if timeOut.measure != .cancel, let times = timeOut.cancelsAt {
        words.append("cancels the migration after \(Self.number(times)) times that")
      }
    }
    if let progressTimeOut {
      words.append(
        "cancels the migration when the data that remains to send has not become less for \(progressTimeOut)"
      )
    }
    if let patience {
      words.append("stops waiting for a migration after \(patience); the migration itself goes on")
    }
    if let retries {
      let growth = Self.growth(of: retries.factor)
      let limit = retries.downtimeLimit.map { ", with a downtime limit of \($0)" } ?? ""
      words.append(
        "tries a failed migration again, at most \(retries.most) times\(limit): after \(retries.after)\(growth)"
      )
    }
    if let stopsFailed {
      words.append("switches the VM off \(stopsFailed) after its migration has failed")
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

  /// - Parameter passes: after how many the step before is due; it is set to those of this one.
  private func text(of moment: Step.Moment, after passes: inout Int) -> String {
    switch moment {
    case .after(let time): return "after \(text(of: time))"
    case .iteration(let bound):
      passes = max(passes, bound) + 1
      return "after \(passes) \(passes == 1 ? "pass" : "passes")"
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
    var words = counters.map {
      "at most \($0.limit) \($0.limit == 1 ? "migration" : "migrations") at a time \($0.scope.text)"
    }
    if words.isEmpty { words = ["any number of migrations at a time"] }
    if !costs.isEmpty {
      let kinds = MoveClass.allCases.filter { costs[$0] != nil }
      words += kinds.map { kind in
        let vector = counters.compactMap { counter in
          costs[kind]?[counter.scope].map { "\($0) of the \(counter.limit) \(counter.scope.text)" }
        }
        return
          "a migration of the kind \(kind.rawValue) counts as \(vector.joined(separator: ", "))"
      }
      words.append("every other migration counts as 1")
    }
    if let text = order.text { words.append(text) }
    if placement == .upFront {
      words.append(
        "each VM's destination is chosen when its migration is requested, not when the migration starts"
      )
    }
    switch onFailure {
    case .goOn: break
    case .abort:
      words.append(
        "if a migration fails, the migrations of the same request that still wait are not started; those that already run go on"
      )
    case .retry(let time, let factor, let most):
      words.append(
        "a migration that fails is tried again, at most \(most) times: after \(time)\(ManagerRules.growth(of: factor))"
      )
    }
    switch stranded {
    case .wait: break
    case .skip:
      words.append(
        "a VM for which no host has room stays on its host, and no other VM waits for it")
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
    case .longestWaiting: "the migration that has waited longest starts next"
    case .priority: "the migration with the highest priority starts next"
    case .memoryDescending: "the VM with the most memory is moved next"
    case .memoryAscending: "the VM with the least memory is moved next"
    case .number: "VMs are moved in the order of their numbers"
    case .name: "VMs are moved in the order of their names"
    case .shuffled: "VMs are moved in a random order"
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
    case .nic: "over the network of each host"
    case .cluster: "in the whole cluster"
    case .pool: "from or to each pool of hosts"
    case .datastore: "on each datastore"
    case .back: "back to a host that had been emptied"
    }
  }
}
