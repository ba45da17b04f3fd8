import Quantities

/// Space that a migration's copies take as they go.
extension Migration {
  /// Brings what the copies have taken up to the present.
  mutating func settleClaims(on ground: inout Infrastructure, at now: Instant) {
    guard disks != nil else { return }
    settle(on: &ground, at: now)
    for disk in disks!.mirrors.indices {
      let mirror = disks!.mirrors[disk]
      guard mirror.copyClaim != nil || mirror.logClaim != nil else { continue }
      let (copy, log, logCopy) = claims(of: mirror, after: .zero, speed: 0, ground)
      disks!.changeClaims(of: disk) {
        ground.space.enter(copy, in: &$0.copyClaim)
        ground.space.enter(log, in: &$0.logClaim)
        ground.space.enter(logCopy, in: &$0.logCopyClaim)
        if let held = $0.logClaim?.held {
          $0.record.extraSpace = max($0.record.extraSpace, held)
        }
      }
    }
  }

  private func claims(
    of mirror: DiskMirror, after time: Seconds, speed: Double,
    _ ground: borrowing Infrastructure
  ) -> (copy: Bytes, log: Bytes, logCopy: Bytes) {
    var (moved, rate) = (Bytes.zero, BytesPerSecond.zero)
    if let flow = mirror.flow {
      rate = ground.wires.rate(of: flow)
      // Up to the last account the transfer has moved what its remainder does not show.
      moved = ground.wires.moved(of: mirror.cellBytes, by: flow, at: ground.space.settledAt)
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
      let later = claims(of: mirror, after: time, speed: speed, ground)
      for (claim, amount) in [
        (mirror.copyClaim, later.copy), (mirror.logClaim, later.log),
        (mirror.logCopyClaim, later.logCopy),
      ] {
        guard let claim, claim.store == store else { continue }
        more += max(.zero, min(amount, claim.most) - claim.held)
      }
    }
  }

  /// Whether its copies or logs grow on a datastore.
  func grows(on store: DatastoreID, _ ground: borrowing Infrastructure) -> Bool {
    guard let disks else { return false }
    return disks.mirrors.contains { mirror in
      let copies = [mirror.copyClaim, mirror.logCopyClaim].contains { $0?.store == store }
      let logs = mirror.logClaim?.store == store && guestSpeed(ground) > 0
      return copies && mirror.flow != nil || logs && !mirror.record.passes.isEmpty
    }
  }

  private func guestSpeed(_ ground: borrowing Infrastructure) -> Double {
    let vm = ground.guests[plan.vm]
    return vm.isRunning ? vm.speed : 0
  }
}
