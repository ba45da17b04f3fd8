import Quantities
import Seam
import Strategies
import Testing

@Suite("Cold migration moves files, and the VM only as files")
struct ColdMigrationTests {
  @Test("a VM that was on is shut down, copied, registered and booted, in that order")
  func wasOn() {
    var talk = Transcript(Specimen.cold.strategy)
    talk.goOn()
    #expect(
      talk.verbs == [
        "check", "reserve", "suspend", "copy files", "hand over", "resume on destination", "finish",
      ])
    #expect(talk.stageNumbers == [0, 1, 3, 4, 5])
    #expect(talk.actions.last == .finish(.migrated))
  }

  @Test("a VM that was off stays off")
  func wasOff() {
    var talk = Transcript(ColdMigration(), wasRunning: false)
    talk.goOn()
    #expect(talk.verbs.suffix(2) == ["hand over", "finish"])
    #expect(talk.stageNumbers == [0, 1, 3, 4])
  }

  @Test(
    "a request to boot, or not to, overrules what the VM did before",
    arguments: [(true, true), (true, false), (false, true), (false, false)])
  func boots(wish: Bool, wasRunning: Bool) {
    var talk = Transcript(ColdMigration(boots: wish), wasRunning: wasRunning)
    talk.goOn()
    #expect(talk.verbs.contains("resume on destination") == wish)
    #expect(talk.actions.last == .finish(.migrated))
  }

  @Test("no shared storage and no running VM is asked for, a like CPU only for a memory image")
  func requirements() {
    var talk = Transcript(ColdMigration())
    #expect(talk.tell(.requested) == .check(.resumable))
  }

  @Test("space for the disks is held always, memory only for a VM that will boot")
  func reservation() {
    for (boots, wasRunning, memory) in [
      (nil, true, true), (nil, false, false), (true, false, true), (false, true, false),
    ] as [(Bool?, Bool, Bool)] {
      var talk = Transcript(ColdMigration(boots: boots), wasRunning: wasRunning)
      #expect(talk.goOn(until: "reserve") == .reserve(Reservation(memory: memory, disks: true)))
    }
  }

  @Test("the guest shuts down before its files are copied, or the migration fails in time")
  func shutdown() {
    var talk = Transcript(ColdMigration())
    let costs = ColdMigration.Costs()
    #expect(
      talk.goOn(until: "suspend")
        == .suspend(
          Suspension(
            latency: costs.shutdown, timeout: costs.shutdownTimeout, because: .notLive,
            powersOff: true)))
  }

  @Test("the small files are the configuration, the NVRAM and the logs, in this order")
  func smallFiles() {
    var costs = ColdMigration.Costs()
    costs.configuration = Bytes(1)
    costs.nvram = Bytes(2)
    costs.logs = Bytes(3)
    costs.perFile = Seconds(4)
    var talk = Transcript(ColdMigration(costs: costs))
    #expect(
      talk.goOn(until: "copy files")
        == .copyFiles(
          FileCopy(
            smallFiles: [Bytes(1), Bytes(2), Bytes(3)], descriptor: costs.descriptor,
            perFile: Seconds(4))))
  }

  @Test("the old copy is deleted by no order before the one that registers the new one")
  func removal() {
    var talk = Transcript(ColdMigration())
    talk.goOn()
    let deletions = talk.actions.compactMap { action -> Seconds? in
      if case .handOver(let handOver) = action { handOver.removalPerFile } else { nil }
    }
    #expect(deletions == [ColdMigration.Costs().removalPerFile])
    #expect(talk.verbs.firstIndex(of: "hand over")! > talk.verbs.firstIndex(of: "copy files")!)
  }

  @Test("a VM that was off is not started anywhere when its copy fails")
  func failedWhileOff() {
    var talk = Transcript(ColdMigration(boots: true), wasRunning: false)
    talk.goOn(until: "copy files")
    #expect(talk.tell(.linkLost) == .finish(.failed(.linkLost)))
  }
}
