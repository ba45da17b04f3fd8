import Quantities
import Seam
import Strategies
import Testing

@Suite("How disks of running VMs are copied: a conversation")
struct DiskMoverTests {
  /// What a pass came to: so much was left, at 100 MB/s.
  func report(_ left: Double, ready: Bool = false) -> Report {
    var report = Report(.done)
    report.disks = DiskProgress(
      remaining: Bytes(left), bandwidth: BytesPerSecond(100e6), areReady: ready)
    return report
  }

  @Test("dirty block tracking copies until what is left takes no longer than the goal")
  func tracking() {
    var mover = DirtyBlockTracking(downtimeGoal: Seconds(1))
    let copy = DiskStep.copy(mover.copy)
    #expect(mover.begin() == copy)
    #expect(mover.next(after: report(5e9)) == copy)
    #expect(mover.next(after: report(1e9)) == copy)
    #expect(mover.next(after: report(1e8)) == .switchOver(because: .withinDowntimeGoal))
    #expect(mover.lastCopy.until == .drained)
  }

  @Test("it gives up when a pass leaves no less than the one before, or after its last pass")
  func givesUp() {
    var growing = DirtyBlockTracking()
    _ = growing.begin()
    _ = growing.next(after: report(5e9))
    #expect(growing.next(after: report(5e9)) == .giveUp)
    var short = DirtyBlockTracking(maximumPasses: 2)
    _ = short.begin()
    _ = short.next(after: report(5e9))
    #expect(short.next(after: report(3e9)) == .giveUp)
  }

  @Test("a snapshot before every copy, and none before the last")
  func snapshots() {
    var mover = Snapshots(downtimeGoal: Seconds(1))
    #expect(mover.begin() == .stun(mover.stun))
    #expect(mover.next(after: report(0)) == .copy(mover.copy))
    #expect(mover.next(after: report(3e9)) == .stun(mover.stun))
    #expect(mover.next(after: report(3e9)) == .copy(mover.copy))
    #expect(mover.next(after: report(5e7)) == .switchOver(because: .withinDowntimeGoal))
    #expect(mover.leavesLogs)
  }

  @Test("mirroring copies once, whatever is left")
  func mirroring() {
    var mover = IOMirroring()
    #expect(mover.begin() == .copy(mover.copy))
    #expect(mover.next(after: report(7e9)) == .switchOver(because: .disksReady))
  }

  @Test("QEMU's mirror is completed when READY, and given up when it never will be")
  func mirror() {
    var mover = QemuMirror(mode: .writeBlocking, patience: 4)
    #expect(mover.copy.writes == .writtenThrough)
    #expect(mover.copy.until == .ready(stallsAllowed: 4))
    #expect(mover.copy.granularity == .kibibytes(64) && mover.copy.inFlight == 16)
    _ = mover.begin()
    #expect(mover.next(after: report(1e5, ready: true)) == .switchOver(because: .disksReady))
    #expect(mover.next(after: report(1e9)) == .giveUp)
  }

  @Test("shared-nothing: disks, then memory, then the drain, and only then the last of the memory")
  func order() {
    var talk = Transcript(SharedNothing(IOMirroring(), then: XenModern()))
    talk.goOn()
    let dark = talk.verbs.drop { $0 != "suspend" }
    #expect(talk.verbs.prefix(4) == ["check", "reserve", "copy disks", "send"])
    #expect(
      Array(dark) == [
        "suspend", "copy disks", "read bitmap", "send", "hand over", "resume on destination",
        "finish",
      ])
    #expect(talk.stageNumbers == [0, 1, 2, 3, 4, 5])
  }

  @Test("a VM that stays on its host holds no memory a second time")
  func storageOnly() {
    var talk = Transcript(LiveStorage(IOMirroring()))
    #expect(talk.tell(.requested) == .check([.running, .sameHost]))
    guard case .reserve(let reservation) = talk.goOn(until: "reserve") else { return }
    #expect(!reservation.memory && reservation.disks && reservation.holdsSpace)
  }

  @Test("full storage ends a copy like any failure: before the pause the VM never notices")
  func storageFull() {
    var live = Transcript(LiveStorage(DirtyBlockTracking()))
    live.goOn(until: "copy disks")
    #expect(live.tell(.storageFull) == .finish(.failed(.storageFull)))
    var dark = Transcript(LiveStorage(IOMirroring()))
    dark.goOn(until: "suspend")
    dark.goOn(until: "copy disks")
    dark.tell(.done)
    dark.tell(.storageFull)
    #expect(dark.verbs.last == "resume on source")
    #expect(dark.tell(.done) == .finish(.failed(.storageFull)))
  }
}
