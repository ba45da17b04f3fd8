import Quantities
import Seam
import Strategies
import Testing

@Suite("The stages of a migration come in the paper's order")
struct StagesTests {
  @Test("Xen's pre-copy goes through all six stages, and its orders are the paper's")
  func xenModern() {
    var talk = Transcript(Specimen.xenModern.strategy)
    talk.goOn(dirty: [200, 100, 0])
    #expect(
      talk.stagesEntered == [
        .preMigration, .reservation, .iterativePreCopy(round: 1), .iterativePreCopy(round: 2),
        .iterativePreCopy(round: 3), .stopAndCopy, .commitment, .activation,
      ])
    #expect(
      talk.verbs == [
        "check", "reserve", "send", "read bitmap", "send", "read bitmap", "send", "read bitmap",
        "suspend", "read bitmap", "send", "hand over", "resume on destination", "finish",
      ])
    #expect(talk.actions.last == .finish(.migrated))
  }

  @Test("the textbook's rounds are numbered from 0, and the rest is the same")
  func textbook() {
    var talk = Transcript(Specimen.textbook.strategy)
    // 30 ms at 1 Gbit/s are 915 pages.
    talk.goOn(dirty: [5000, 916, 915])
    #expect(
      talk.stagesEntered == [
        .preMigration, .reservation, .iterativePreCopy(round: 0), .iterativePreCopy(round: 1),
        .iterativePreCopy(round: 2), .stopAndCopy, .commitment, .activation,
      ])
    #expect(talk.stopReason == .withinDowntimeLimit)
    #expect(talk.actions.last == .finish(.migrated))
  }

  @Test("the textbook gives up converging after as many rounds as it may")
  func textbookRoundLimit() {
    var talk = Transcript(PreCopy(Textbook(maximumRounds: 7), costs: StageCosts()))
    talk.goOn(dirty: [9000])
    #expect(talk.liveOrders.count == 8, "round 0 and seven more")
    #expect(talk.stopReason == .roundLimit)
    #expect(talk.actions.last == .finish(.migrated))
  }

  @Test("stop-and-copy leaves out stage 2 only, and sends all memory while the VM is paused")
  func stopAndCopy() {
    var talk = Transcript(Specimen.stopAndCopy.strategy)
    talk.goOn()
    #expect(talk.stageNumbers == [0, 1, 3, 4, 5])
    #expect(
      talk.verbs == [
        "check", "reserve", "suspend", "send", "hand over", "resume on destination", "finish",
      ])
    #expect(talk.darkOrders.map(\.selection) == [.all])
    #expect(talk.stopReason == .notLive)
  }

  @Test("live migrations need shared storage, a like CPU and a VM that runs")
  func requirements() {
    for specimen in [Specimen.xenModern, .textbook, .stopAndCopy] {
      var talk = Transcript(specimen.strategy)
      #expect(talk.tell(.requested) == .check([.sharedStorage, .compatibleCPU, .running]))
    }
  }

  @Test("the bitmap is read for the last time only when the VM stands still")
  func lastRead() throws {
    for specimen in [Specimen.xenModern, .textbook] {
      var talk = Transcript(specimen.strategy)
      talk.goOn(dirty: [3000, 2000, 1000, 500, 20])
      let suspend = try #require(talk.verbs.firstIndex(of: "suspend"))
      #expect(talk.verbs[suspend + 1] == "read bitmap")
      #expect(talk.verbs[suspend + 2] == "send")
      #expect(!talk.verbs[(suspend + 3)...].contains("read bitmap"))
    }
  }

  @Test("the device's state goes with the last pages, and only with them")
  func deviceState() {
    let costs = StageCosts(deviceState: Bytes(777))
    for (strategy, rest) in [
      (PreCopy(XenModern(), costs: costs) as any Strategy, XenStream.end),
      (PreCopy(Textbook(), costs: costs), .zero),
      (StopAndCopy(costs: costs), XenStream.headers + XenStream.end),
    ] {
      var talk = Transcript(strategy)
      talk.goOn(dirty: [400, 20])
      #expect(talk.darkOrders.map(\.state) == [Bytes(777) + rest])
      #expect(talk.liveOrders.allSatisfy { $0.state <= XenStream.headers })
    }
  }
}
