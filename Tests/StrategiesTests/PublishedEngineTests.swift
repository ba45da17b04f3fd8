import Quantities
import Seam
import Strategies
import Testing

@Suite("The engines that are known from literature, in conversation")
struct PublishedEngineTests {
  let memory = Bytes.gibibytes(4).pages

  // MARK: vmware-like

  @Test("vmware-like stops when the rest could be sent within a second")
  func switchOver() {
    let talk = Conversation(
      with: VMwareLike(), memory: memory, dirtied: [200_000, 20_001, 2000],
      roundTime: Seconds(10))
    // The second pass sends 20,000 pages a second, and the third 2000.
    #expect(talk.sent == [memory.count, 200_000, 20_001])
    #expect(talk.shares.isEmpty)
  }

  @Test("a guest that dirties more than is sent is slowed down until it dirties 0.8 of that")
  func stun() {
    let talk = Conversation(
      with: VMwareLike(), memory: Pages(1000), dirtied: [1600, 900, 10], roundTime: Seconds(10))
    #expect(talk.sent == [1000, 1600, 900])
    #expect(talk.shares == [0.5], "800 of 1600 pages; 900 after 1600 are few enough")
    #expect(talk.reason == .withinDowntimeLimit)
  }

  @Test("the guest is slowed down further as long as that does not suffice, to a hundredth")
  func stunFurther() {
    let talk = Conversation(
      with: VMwareLike(), memory: Pages(1000), dirtied: [1000], roundTime: Seconds(10))
    for (share, expected) in zip(talk.shares, [0.8, 0.64, 0.512]) {
      #expect(abs(share - expected) < 1e-12)
    }
    #expect(talk.shares.last == 0.01)
    #expect(talk.shares.count { $0 == 0.01 } == 1, "what is set is not set again")
  }

  @Test("the first generation stops at 16 MiB, or when a pass brings it no further")
  func firstGeneration() {
    let engine = VMwareLike(switchOver: .zero, stun: nil)
    let few = Conversation(with: engine, memory: memory, dirtied: [100_000, 4095])
    #expect(few.reason == .fewDirtyPages)
    #expect(few.pending == 4095)
    let stuck = Conversation(with: engine, memory: memory, dirtied: [100_000, 50_000, 49_745])
    #expect(stuck.reason == .noProgress, "255 pages are less than 1 MiB")
    #expect(stuck.sent == [memory.count, 100_000, 50_000])
    let slow = Conversation(
      with: engine, memory: memory, dirtied: [100_000, 50_000, 49_744, 49_744])
    #expect(slow.sent.count == 4, "256 pages are enough")
    #expect(slow.shares.isEmpty)
  }

  // MARK: hyper-v-like

  @Test("hyper-v-like makes ten passes at most, and reads the bitmap only while the VM is paused")
  func tenPasses() {
    let talk = Conversation(with: HyperVLike(), memory: memory, dirtied: [5000])
    #expect(talk.sent == [memory.count] + Array(repeating: 5000, count: 9))
    #expect(talk.reason == .roundLimit)
    #expect(talk.pending == 0)
  }

  @Test("few pages are not sent live any more")
  func fewPages() {
    let talk = Conversation(with: HyperVLike(), memory: memory, dirtied: [5000, 63])
    #expect(talk.sent == [memory.count, 5000])
    #expect(talk.pending == 63)
  }

  @Test("compressed pages take the longer of link and threads, and are smaller")
  func compression() throws {
    let zstd = Compression.zstd(threads: 4)
    let talk = Conversation(
      with: HyperVLike(compression: zstd), memory: memory, dirtied: [10])
    let order = try #require(talk.orders.first)
    #expect(order.wire.ratio == zstd.ratio)
    #expect(abs(order.costs.fullPage.value - 4096 / (4 * 340e6)) < 1e-15)
    #expect(order.pacing == .continuous)
    #expect(HyperVLike().lastOrder(deviceState: Bytes(7)).costs == .none)
  }
}
