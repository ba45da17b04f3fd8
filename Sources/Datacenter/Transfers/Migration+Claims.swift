import Quantities

/// Space that a migration's copies take as they go.
extension Migration {
  /// Brings what the copies have taken up to the present.
  mutating func settleClaims(on ground: inout Infrastructure, at now: Instant) {
    guard disks != nil else { return }
    settle(on: &ground, at: now)
    for disk in disks!.mirrors.indices where disks!.mirrors[disk].claimsSpace {
      let amounts = claims(of: disks!.mirrors[disk], after: .zero, speed: 0, ground)
      disks!.changeClaims(of: disk) { $0.enter(amounts, on: &ground.space) }
    }
  }

  private func claims(
    of mirror: DiskMirror, after time: Seconds, speed: Double,
    _ ground: borrowing Infrastructure
  ) -> DiskClaims.Amounts {
    var (moved, rate) = (Bytes.zero, BytesPerSecond.zero)
    if let (flow, bytes) = mirror.cell {
      rate = ground.wires.rate(of: flow)
      // Up to the last account the transfer has moved what its remainder does not show.
      moved = ground.wires.moved(of: bytes, by: flow, at: ground.space.accountedUntil)
    }
    return mirror.claims(moved: moved, rate: rate, after: time, work: time * speed)
  }

  /// Adds what the copies will have taken of a datastore after a time, beyond what they hold.
  func addSpace(
    taken time: Seconds, on store: DatastoreID, _ ground: borrowing Infrastructure,
    to more: inout Bytes
  ) {
    guard let disks else { return }
    let speed = guestSpeed(ground)
    for mirror in disks.mirrors {
      mirror.add(claims(of: mirror, after: time, speed: speed, ground), on: store, to: &more)
    }
  }

  /// Whether its copies or logs grow on a datastore.
  func grows(on store: DatastoreID, _ ground: borrowing Infrastructure) -> Bool {
    guard let disks else { return false }
    let isWritten = guestSpeed(ground) > 0
    return disks.mirrors.contains { $0.grows(on: store, isWritten: isWritten) }
  }

  private func guestSpeed(_ ground: borrowing Infrastructure) -> Double {
    let vm = ground.guests[plan.vm]
    return vm.isRunning ? vm.speed : 0
  }
}
