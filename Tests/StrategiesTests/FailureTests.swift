import Quantities
import Seam
import Strategies
import Testing

@Suite("A migration is a transaction: what fails leaves the VM at the source")
struct FailureTests {
  // MARK: Refusals

  @Test(
    "a refusal in stage 0 ends the migration with its reason", arguments: Specimen.allCases,
    Refusal.allCases)
  func refusedByTheCheck(specimen: Specimen, refusal: Refusal) {
    var talk = Transcript(specimen.strategy)
    talk.goOn(until: "check")
    #expect(talk.tell(.refused(refusal)) == .finish(.refused(refusal)))
    #expect(talk.stageNumbers == [0])
  }

  @Test(
    "a refusal in stage 1 ends the migration with its reason", arguments: Specimen.allCases,
    [Refusal.noRoom, .noSpace, .noStorage])
  func refusedByTheReservation(specimen: Specimen, refusal: Refusal) {
    var talk = Transcript(specimen.strategy)
    talk.goOn(until: "reserve")
    #expect(talk.tell(.refused(refusal)) == .finish(.refused(refusal)))
    #expect(talk.stageNumbers == [0, 1])
  }

  // MARK: Broken off

  /// What can break a migration off, and what it is then called.
  static let breaks: [(cause: Cause, failure: Failure)] = [
    (.linkLost, .linkLost), (.hostLost(.destination), .destinationLost),
    (.command(.cancel), .cancelled),
  ]

  @Test(
    "before the VM stands still, a lost link, a lost destination or a cancellation just ends it",
    arguments: Specimen.allCases, ["reserve", "send", "read bitmap", "suspend"])
  func beforeTheSuspension(specimen: Specimen, verb: String) {
    for (cause, failure) in Self.breaks {
      var talk = Transcript(specimen.strategy)
      talk.goOn(until: verb, dirty: [5000, 500])
      // Not every strategy sends or reads while the VM runs.
      guard talk.stages.last!.number < 3 || verb == "suspend", talk.verbs.last == verb else {
        continue
      }
      #expect(talk.tell(cause) == .finish(.failed(failure)), "\(specimen), \(verb)")
    }
  }

  @Test(
    "a link lost during stop-and-copy resumes the VM on the source",
    arguments: [
      (Specimen.xenModern, ["suspend", "read bitmap"]),
      (.xenModern, ["suspend", "send"]),
      (.textbook, ["suspend", "read bitmap"]),
      (.textbook, ["suspend", "send"]),
      (.stopAndCopy, ["send"]),
      (.postCopy, ["suspend", "send"]),
      (.hybrid, ["suspend", "read bitmap"]),
    ])
  func duringStopAndCopy(specimen: Specimen, verbs: [String]) {
    expectReturn(of: specimen, after: verbs, in: .stopAndCopy)
  }

  @Test("a link lost while files are copied boots the VM on the source again")
  func duringTheCopy() {
    let boot = ColdMigration.Costs().boot
    expectReturn(of: .cold, after: ["copy files"], in: .stopAndCopy, taking: boot)
  }

  @Test(
    "a link lost before the destination has committed resumes the VM on the source",
    arguments: [Specimen.xenModern, .textbook, .stopAndCopy, .postCopy, .hybrid])
  func duringCommitment(specimen: Specimen) {
    expectReturn(of: specimen, after: ["hand over"], in: .commitment)
  }

  /// Goes on to the last of `verbs`, breaks the migration off, and expects the VM back at the source.
  private func expectReturn(
    of specimen: Specimen, after verbs: [String], in stage: Stage,
    taking given: RandomQuantity<Seconds>? = nil
  ) {
    let duration = given ?? StageCosts().activation
    for (cause, failure) in Self.breaks {
      var talk = Transcript(specimen.strategy)
      for verb in verbs { talk.goOn(until: verb, dirty: [5000, 500]) }
      #expect(talk.stages.last == stage)
      #expect(talk.tell(cause) == .resume(Resumption(on: .source, duration: duration)))
      #expect(talk.tell(.done) == .finish(.failed(failure)))
      #expect(talk.stages.last == stage, "no stage is entered on the way back")
    }
  }

  @Test("a second mishap on the way back does not change why the migration failed")
  func secondMishap() {
    var talk = Transcript(Specimen.xenModern.strategy)
    talk.goOn(until: "hand over", dirty: [5000])
    talk.tell(.linkLost)
    #expect(talk.tell(.command(.cancel)) == .finish(.failed(.linkLost)))
  }

  @Test("with the source lost there is nobody to resume", arguments: Specimen.allCases)
  func sourceLost(specimen: Specimen) {
    for verb in ["reserve", "hand over"] {
      var talk = Transcript(specimen.strategy)
      talk.goOn(until: verb)
      #expect(talk.tell(.hostLost(.source)) == .finish(.failed(.sourceLost)))
    }
  }

  // MARK: The guest's own refusal

  @Test(
    "a guest that does not suspend in time makes the migration fail, and runs on",
    arguments: [Specimen.xenModern, .textbook, .stopAndCopy])
  func suspendTimesOut(specimen: Specimen) throws {
    var talk = Transcript(specimen.strategy)
    let suspend = talk.goOn(until: "suspend")
    guard case .suspend(let suspension) = suspend else {
      Issue.record("\(suspend)")
      return
    }
    #expect(suspension.timeout == Seconds(60), "libxl's")
    #expect(talk.tell(.suspendTimedOut) == .finish(.failed(.suspendTimedOut)))
  }
}
