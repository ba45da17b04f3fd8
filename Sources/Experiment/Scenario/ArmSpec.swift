import StrictJSON

/// One of the policies that are compared: a strategy, and who decides in the fleet.
struct ArmSpec: ReadableObject, Sendable {
  static let schemaName = "Arm"
  static let schemaText =
    "One of the policies that are compared. It takes from the scenario what it does not give itself."

  let strategy: Located<String>?
  let manager: ManagerSpec?
  let placement: PlacementSpec?
  let admission: AdmissionSpec?
  let atOnce: Int?

  init(reading o: inout ObjectReader) {
    strategy = o.optional(
      "strategy", .locatedName,
      "The name of one of the scenario's strategies; needed if the scenario has several.")
    manager = o.optional(
      "manager", ManagerSpec.shape,
      "The manager that watches over migrations, instead of the scenario's.")
    placement = o.optional(
      "placement", .object, "The rule that chooses hosts for VMs, instead of the scenario's.")
    admission = o.optional(
      "admission", .object, "The limits on migrations at a time, instead of the scenario's.")
    atOnce = o.optional(
      "atOnce", .count(1...Group.most),
      "How many hosts are maintained at a time, instead of what requests say.")
  }
}

extension ScenarioWhole {
  /// Reports arms whose strategy is unknown, or one of several and not said.
  func checkArms(_ log: IssueLog) {
    let strategies = parts.strategies.map(\.name.value)
    guard !strategies.isEmpty else { return }
    for arm in parts.arms {
      if arm.value.atOnce != nil, parts.requests.allSatisfy(\.maintain.isEmpty) {
        log.report(
          at: arm.name, problem: "its \"atOnce\" changes nothing, since no request maintains hosts",
          remedy: "leave it out; \"admission\" limits how many VMs leave a host at a time")
      }
      if let name = arm.value.strategy {
        if !strategies.contains(name.value) {
          log.reportDangling(name, noun: "strategy", among: strategies)
        }
      } else if strategies.count > 1, !hasOwnStrategies {
        log.report(
          at: arm.name, problem: "there are \(strategies.count) strategies, and this names none",
          remedy: "add for example \"strategy\": \"\(strategies[0])\"")
      }
    }
  }
}
