import Quantities
import Seam
import Strategies
import Testing

@Suite("Xen's engines, generation by generation, in conversation")
struct XenEngineTests {
  let memory = Bytes.gibibytes(1).pages

  // MARK: xen-modern and xen-4.6

  @Test("xen-modern sends exactly five live rounds when the dirty count never falls below 50")
  func modernStopsAfterFive() {
    let talk = Conversation(with: XenModern(), memory: memory, dirtied: [50])
    #expect(talk.sent.count == 5)
    #expect(talk.reason == .roundLimit)
    #expect(talk.pending == 0, "after the fifth round the bitmap is not read")
  }

  @Test("xen-modern still sends a residue of 30 pages while the VM runs")
  func modernSendsResidueLive() {
    let talk = Conversation(with: XenModern(), memory: memory, dirtied: [30])
    #expect(talk.sent == [memory.count, 30])
    #expect(talk.reason == .fewDirtyPages)
    #expect(talk.pending == 0)
  }

  @Test(
    "xen-4.6 leaves a residue of 30 pages, and one of 50, to the last round", arguments: [30, 50])
  func xen46KeepsResidue(residue: Int) {
    let talk = Conversation(with: Xen46(), memory: memory, dirtied: [residue])
    #expect(talk.sent == [memory.count])
    #expect(talk.reason == .fewDirtyPages)
    #expect(talk.pending == residue)
  }

  @Test("xen-4.6 told to follow its code to the letter sends the residue live, then leaves")
  func xen46ToTheLetter() {
    let talk = Conversation(
      with: Xen46(sendsResidueLive: true), memory: memory, dirtied: [30])
    #expect(talk.sent == [memory.count, 30])
    #expect(talk.pending == 0)
  }

  @Test("xen-4.6 goes on above its threshold, for five rounds")
  func xen46GoesOn() {
    let talk = Conversation(with: Xen46(), memory: memory, dirtied: [51])
    #expect(talk.sent == [memory.count, 51, 51, 51, 51])
    #expect(talk.reason == .roundLimit)
  }

  // MARK: xen-classic

  @Test("xen-classic sends 29 live rounds of 60 pages, and the last makes 30 loop turns")
  func classicStopsAfterTwentyNine() {
    let talk = Conversation(with: XenClassic(), memory: memory, dirtied: [60])
    #expect(talk.sent.count + 1 == 30)
    #expect(talk.reason == .roundLimit)
  }

  @Test("xen-classic rewriting all of memory exceeds three times the memory only with round 4")
  func classicStopsByVolume() {
    let talk = Conversation(with: XenClassic(), memory: memory, dirtied: [memory.count])
    #expect(talk.sent.count == 4)
    #expect(talk.reason == .volumeLimit)
  }

  @Test("a round that sent and skipped 49 pages is xen-classic's last, one of 50 is not")
  func classicResidue() {
    let few = Conversation(
      with: XenClassic(), memory: memory, dirtied: [100, 49, 60], skipped: 20)
    #expect(few.sent == [memory.count - 20, 80, 29])
    #expect(few.reason == .fewDirtyPages)
    let enough = Conversation(
      with: XenClassic(), memory: memory, dirtied: [100, 50, 49], skipped: 20)
    #expect(enough.sent == [memory.count - 20, 80, 30, 29])
  }

  @Test("xen-classic peeks before every 1024 pages, with superpages from round 2 on")
  func classicPeeks() {
    let plain = Conversation(with: XenClassic(), memory: memory, dirtied: [60, 10])
    let peeks = Order.Pacing.batches(peek: Pages(1024))
    #expect(plain.orders.map(\.pacing) == [peeks, peeks, peeks])
    let superpages = Conversation(
      with: XenClassic(skipsInFirstRound: false), memory: memory, dirtied: [60, 10])
    #expect(superpages.orders.map(\.pacing) == [.continuous, peeks, peeks])
    #expect(plain.engine.lastOrder(deviceState: .zero).pacing == .continuous)
  }

  @Test("every constant of xen-classic can be set")
  func classicConstants() {
    let engine = XenClassic(
      limits: ClassicLimits(maximumRounds: 3, minimumResidue: Pages(10), maximumFactor: 1))
    #expect(Conversation(with: engine, memory: memory, dirtied: [60]).reason == .volumeLimit)
    let patient = XenClassic(limits: ClassicLimits(maximumRounds: 3, minimumResidue: Pages(10)))
    #expect(Conversation(with: patient, memory: memory, dirtied: [60]).sent.count == 3)
  }

  // MARK: On the wire

  @Test("a full batch of stream version 2 is 4,202,512 bytes, one of version 1 is 4,202,500")
  func fullBatches() {
    let v2 = XenStream.wire
    #expect(v2.batchHeader + 1024 * (v2.pageHeader + Pages.size) == Bytes(4_202_512))
    let v1 = XenClassicStream.wire
    #expect(v1.batchHeader + 1024 * (v1.pageHeader + Pages.size) == Bytes(4_202_500))
  }
}
