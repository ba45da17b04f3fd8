import Quantities
import Seam
import Strategies
import Testing

@Suite("Cloud Hypervisor in conversation")
struct CloudHypervisorTests {
  /// Sent in a second, so that 0.3 s allow 78,643 pages.
  let memory = Bytes.gibibytes(1).pages

  @Test("a table that can be sent within 300 ms is not sent live, but left to the last pass")
  func leavesTheTable() {
    let talk = Conversation(with: CloudHypervisor(), memory: memory, dirtied: [78_643])
    #expect(talk.sent == [memory.count])
    #expect(talk.reason == .withinDowntimeLimit)
    #expect(talk.pending == 78_643)
  }

  @Test("the bandwidth is that of the pass before, so that small passes allow less")
  func lastBandwidth() {
    // 100,000 pages in a second allow 30,000.
    let talk = Conversation(
      with: CloudHypervisor(), memory: memory, dirtied: [100_000, 30_001, 9000])
    #expect(talk.sent == [memory.count, 100_000, 30_001])
    #expect(talk.pending == 9000)
  }

  @Test("a guest that has written nothing is paused at once")
  func nothingWritten() {
    let talk = Conversation(with: CloudHypervisor(), memory: memory, dirtied: [0])
    #expect(talk.sent.count == 1)
    #expect(talk.reason == .withinDowntimeLimit)
  }

  @Test(
    "when the time is over the migration is given up, or the VM is moved all the same",
    arguments: CloudHypervisor.TimeoutAction.allCases)
  func timeout(action: CloudHypervisor.TimeoutAction) {
    let talk = Conversation(
      with: CloudHypervisor(timeout: Seconds(10), timeoutAction: action), memory: memory,
      dirtied: [200_000], roundTime: Seconds(1))
    #expect(talk.sent.count == 10)
    #expect(talk.failure == (action == .cancel ? .timedOut : nil))
    #expect(talk.reason == (action == .ignore ? .timeLimit : nil))
  }

  @Test("the time is looked at after the downtime")
  func timeoutIsLast() {
    let talk = Conversation(
      with: CloudHypervisor(timeout: Seconds(1)), memory: memory, dirtied: [100])
    #expect(talk.reason == .withinDowntimeLimit)
  }

  @Test("a table is a request, and an address and a length for each range")
  func tables() {
    let talk = Conversation(
      with: CloudHypervisor(), memory: memory, dirtied: [131_072, 100])
    // All of memory is one range; half of it, anywhere, is a quarter as many ranges as pages.
    #expect(talk.orders.map(\.state) == [Bytes(32), Bytes(16 + 16 * 65_537)])
    #expect(talk.orders[0].wire.bytes(full: 2, zero: 3) == Bytes(8192), "holes are not sent")
  }
}
