public import Quantities

/// A time that a manager allows: fixed, or so long for each GiB that is moved.
public enum TimeLimit: Hashable, Sendable {
  case fixed(Seconds)
  case perGiB(Seconds)

  /// The time for a migration.
  public func time(for move: ManagedMove, _ counting: DataCount) -> Seconds {
    switch self {
    case .fixed(let time): time
    case .perGiB(let time): counting.time(time, for: move)
    }
  }

  /// The time as it is, whatever it is counted by; for comparisons of limits of one kind.
  var value: Seconds {
    switch self {
    case .fixed(let time), .perGiB(let time): time
    }
  }

  /// Whether it grows with what is moved.
  public var growsWithData: Bool { if case .perGiB = self { true } else { false } }

  /// In plain words: `"5 min"`, `"800 s/GiB"`.
  public var text: String {
    switch self {
    case .fixed(let time): "\(time)"
    case .perGiB(let time): "\(SecondsPerByte(time.value / Bytes.gibibytes(1).value))"
    }
  }
}

/// How a manager counts the data of a migration, for times that grow with it.
public enum DataCount: String, Hashable, Sendable, CaseIterable {
  /// In GiB, with fractions.
  case gibibytes = "gib"
  /// nova: in GiB, memory and each copied disk as 2 GiB at least; the time in whole seconds.
  case leastTwo = "gib-2-at-least"
  /// KubeVirt: memory and copied disks together in GB, 10^9 bytes, rounded up.
  case roundedUp = "gb-rounded-up"

  /// So much time for each GiB (or GB) of a migration's data.
  ///
  ///     gib             t * (memory + disks)
  ///     gib-2-at-least  floor(t * (max(memory, 2) + sum of max(disk, 2)))
  ///     gb-rounded-up   t * ceil(memory + disks)
  func time(_ time: Seconds, for move: ManagedMove) -> Seconds {
    let parts = [move.memory] + move.disks
    let gibibyte = Bytes.gibibytes(1)
    switch self {
    case .gibibytes:
      return time * (parts.reduce(.zero, +) / gibibyte)
    case .leastTwo:
      let data = parts.reduce(0) { $0 + max($1 / gibibyte, 2) }
      return Seconds((time.value * data).rounded(.down))
    case .roundedUp:
      return time * (parts.reduce(.zero, +).value / 1e9).rounded(.up)
    }
  }

  /// In plain words, as what follows "per".
  var text: String {
    switch self {
    case .gibibytes: "GiB of memory and copied disks"
    case .leastTwo:
      "GiB of memory and copied disks (the memory counts as 2 GiB at least, and so does each disk)"
    case .roundedUp: "GB (10^9 bytes) of memory and copied disks together, rounded up to whole GB"
    }
  }
}
