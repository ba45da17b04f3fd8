import Quantities
import Seam
import Strategies
import Testing

@Suite("A migration is a transaction: around the go-ahead")
struct TransactionTests {
  /// The strategies whose VM has all its memory where it runs.
  static let owned: [Specimen] = [.xenModern, .textbook, .stopAndCopy, .cold]

  @Test(
    "silence after the go-ahead leaves the VM in doubt, and resumes nothing",
    arguments: Self.owned, [Failure.linkLost, .destinationLost, .reportLost])
  func silence(specimen: Specimen, failure: Failure) {
    for verb in ["hand over", "resume on destination"] {
      var talk = Transcript(specimen.strategy)
      talk.goOn(until: verb)
      #expect(talk.tell(.reportLost(because: failure)) == .finish(.failedBadly(failure)))
    }
  }

  @Test(
    "a destination that fails and says so destroys its copy, and the source resumes its own",
    arguments: Self.owned, ["hand over", "resume on destination"])
  func reportedFailure(specimen: Specimen, verb: String) {
    var talk = Transcript(specimen.strategy)
    talk.goOn(until: verb)
    #expect(talk.tell(.refused(.declined)).verb == "resume on source")
    #expect(talk.tell(.done) == .finish(.failed(.destinationRefused)))
  }

  @Test(
    "a destination that gives up before the VM stands still is a refusal",
    arguments: Self.owned)
  func refusal(specimen: Specimen) {
    var talk = Transcript(specimen.strategy)
    talk.goOn(until: "suspend")
    #expect(talk.tell(.refused(.declined)) == .finish(.refused(.declined)))
  }

  @Test("a guest that does not shut down is waited for, and keeps running")
  func shutdownTimeout() throws {
    var costs = ColdMigration.Costs()
    costs.shutdownTimeout = Seconds(7)
    var talk = Transcript(ColdMigration(costs: costs))
    let suspend = talk.goOn(until: "suspend")
    guard case .suspend(let suspension) = suspend else {
      Issue.record("\(suspend)")
      return
    }
    #expect(suspension.timeout == Seconds(7))
    #expect(talk.tell(.suspendTimedOut) == .finish(.failed(.suspendTimedOut)))
  }
}
