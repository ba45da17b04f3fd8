/// Says which VM leaves an overloaded host next.
public protocol VMSelection: Sendable {
  /// One of some VMs.
  ///
  /// - Parameters:
  ///   - candidates: the VMs of the host that may leave, in the order in which they came; at least one.
  ///   - view: the fleet as it stands.
  mutating func choose(among candidates: [Int], _ view: ConsolidationView) -> Int
}
