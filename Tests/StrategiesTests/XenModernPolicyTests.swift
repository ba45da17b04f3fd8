import Glibc
import Quantities
import Randomness
import Seam
import Strategies
import Testing

@Suite("xen-modern's policy: five rounds or fewer than fifty pages")
struct XenModernPolicyTests {
  @Test("with never fewer than 50 pages dirty, exactly 5 passes are live, then comes the last one")
  func roundLimit() {
    for dirty in [50, 51, 9999] {
      var talk = Transcript(Specimen.xenModern.strategy)
      talk.goOn(dirty: [dirty])
      #expect(talk.liveOrders.map(\.selection) == [.all, .pending, .pending, .pending, .pending])
      #expect(talk.darkOrders.map(\.selection) == [.pending])
      #expect(talk.stopReason == .roundLimit)
      // After the fifth pass the bitmap is not read until the VM stands still.
      #expect(talk.verbs.count { $0 == "read bitmap" } == 4 + 1)
    }
  }

  @Test("with 30 pages dirty after pass 1, pass 2 sends them live, then comes the last one")
  func residueGoesLive() {
    var talk = Transcript(Specimen.xenModern.strategy)
    talk.goOn(dirty: [30])
    #expect(talk.liveOrders.map(\.selection) == [.all, .pending])
    #expect(talk.darkOrders.map(\.selection) == [.pending])
    #expect(talk.stopReason == .fewDirtyPages)
    #expect(
      talk.verbs == [
        "check", "reserve", "send", "read bitmap", "send", "suspend", "read bitmap", "send",
        "hand over", "resume on destination", "finish",
      ])
  }

  @Test("with nothing dirty after a pass there is no further live one")
  func nothingDirty() {
    var talk = Transcript(Specimen.xenModern.strategy)
    talk.goOn(dirty: [800, 0])
    #expect(talk.liveOrders.count == 2)
    #expect(talk.stopReason == .fewDirtyPages)
  }

  @Test("both constants can be set")
  func parameters() {
    var talk = Transcript(
      PreCopy(XenModern(maximumRounds: 2, targetDirty: Pages(10)), costs: StageCosts()))
    talk.goOn(dirty: [30])
    #expect(talk.liveOrders.count == 2)
    #expect(talk.stopReason == .roundLimit)
  }

  @Test("headers open the stream, END closes it, and a full batch record is 4,202,512 bytes")
  func stream() {
    var talk = Transcript(Specimen.xenModern.strategy)
    talk.goOn(dirty: [700])
    let orders = talk.liveOrders + talk.darkOrders
    #expect(orders.map(\.state.value) == [40, 0, 0, 0, 0, 131_072 + 8])
    #expect(orders.allSatisfy { $0.scan == .fromStart && $0.wire == XenStream.wire })
    let wire = XenStream.wire
    #expect(wire.batch == Pages(1024))
    #expect(wire.batchHeader + 1024 * (wire.pageHeader + Pages.size) == Bytes(4_202_512))
  }

  @Test("never more than 5 live passes, and always one with the VM paused")
  func property() {
    var stream = RandomStream(seed: 1, name: "dirty counts", replication: 0)
    for conversation in 0..<2000 {
      // From hardly any to a flood, on a logarithmic scale, with a fifth of them none.
      let dirty = (0..<8).map { _ in
        stream.uniform() < 0.2 ? 0 : Int(pow(1e7, stream.uniform()))
      }
      var talk = Transcript(Specimen.xenModern.strategy)
      talk.goOn(dirty: dirty)
      #expect((1...5).contains(talk.liveOrders.count), "conversation \(conversation): \(dirty)")
      #expect(talk.darkOrders.count == 1, "conversation \(conversation): \(dirty)")
      #expect(talk.stageNumbers == [0, 1, 2, 3, 4, 5])
      // The rounds stop at the first read that finds few, and at no other.
      let few = dirty.prefix(4).firstIndex { $0 < 50 }
      #expect((talk.stopReason == .fewDirtyPages) == (few != nil))
    }
  }
}
