public import Quantities

/// What ending the log of a guest's writes takes, while the guest stands still: min(per GiB x memory, most).
public struct LogTeardown: Hashable, Sendable {
  public var perGiB: Seconds
  /// What it takes at most: the table of a huge guest is given back in one piece.
  public var atMost: Seconds

  public init(perGiB: Seconds, atMost: Seconds) {
    self.perGiB = perGiB
    self.atMost = atMost
  }

  /// It takes no time.
  public static let none = Self(perGiB: .zero, atMost: .zero)
  /// The most that it took on huge guests, as far as that is known.
  public static let knownMost = Seconds.milliseconds(100)...Seconds.milliseconds(200)
  /// With KVM: 36 ms were measured at 64 GiB (cloud-hypervisor, issue 6987). Idle guests of QEMU stood
  /// still for 345 ms at 1 TiB and 552 ms at 4 TiB, of which devices and the bitmap leave 0.1 to 0.2 s.
  public static let kvm = Self(perGiB: .milliseconds(36.0 / 64), atMost: .milliseconds(150))

  /// What it takes for a VM of so much memory.
  func time(of memory: Pages) -> Seconds {
    min(perGiB * (memory.bytes / Bytes.gibibytes(1)), atMost)
  }
}
