import Glibc
public import Quantities

/// How a migration stood that had not ended when the run did.
public struct Standing: Sendable {
  /// What the guest dirties in a second at full speed: distinct pages, or what it writes to the disks
  /// where only those are copied.
  public let dirties: BytesPerSecond
  /// What had been sent, over the time since the first of it.
  public let sends: BytesPerSecond
  /// What was known dirty and not yet sent.
  public let remaining: Bytes
  /// Whether a link between the hosts was down.
  public let isCutOff: Bool
  /// A link between the hosts, in the direction of the migration, of which loads left nothing; `nil` where
  /// each had something left.
  public let takenLink: String?
}

extension PageClass {
  /// Distinct pages that are written in a second at full speed.
  var dirtiedPerSecond: Double {
    switch writes {
    case .never: 0
    case .uniform(let rate):
      pages > .zero ? -Double(pages.count) * expm1(-rate.value / Double(pages.count)) : 0
    case .sweep(let rate, _): min(Double(pages.count), rate.value)
    }
  }
}

extension VirtualMachine {
  /// What its memory, or its disks, are dirtied by in a second at full speed.
  func dirties(onDisks: Bool) -> BytesPerSecond {
    BytesPerSecond(
      onDisks
        ? disks.flatMap(\.writes).reduce(0) { $0 + $1.rate.value * $1.writeSize.value }
        : pageClasses.reduce(0) { $0 + $1.dirtiedPerSecond } * Pages.size.value)
  }
}
