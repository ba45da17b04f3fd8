import Testing

@testable import Datacenter

@Suite("One thread that pushes and answers reads no request while it waits for room")
struct SendingThreadTests {
  /// It writes twice as fast as its buffer of 300 bytes drains, 100 bytes a second.
  static var thread: SendingThread { SendingThread(buffer: 300, speed: 200) }

  @Test("it begins with room for a third of the buffer, and answers at once")
  func room() {
    var thread = Self.thread
    #expect(thread.answer(0, behind: 0, at: 100) == 0)
  }

  @Test("once the buffer is full, a request waits until a third of it has drained")
  func full() {
    // The room is gone when 100 bytes have drained, while 200 were written.
    for (drained, wait) in [(99.0, 0.0), (100, 100), (130, 70), (199, 1), (200, 0), (301, 99)] {
      var thread = Self.thread
      thread.drain(drained)
      #expect(abs(thread.answer(0, behind: 0, at: 100) - wait) < 1e-9, "after \(drained)")
    }
  }

  @Test("what drains on a request's way counts, and what drained before the answer counts once")
  func trips() {
    var thread = Self.thread
    thread.drain(90)
    #expect(abs(thread.answer(0, behind: 20, at: 100) - 90) < 1e-9)
    // 20 bytes on its way and 90 in the wait: then the room is a third again.
    thread.drain(110 + 99)
    #expect(thread.answer(0, behind: 0, at: 100) == 0)
  }

  @Test("while it writes a large page elsewhere the push drains, up to the whole buffer")
  func largePages() {
    var thread = Self.thread
    #expect(thread.answer(1e6, behind: 0, at: 100) == 0)
    // 500,000 bytes could drain meanwhile, and 300 did.
    thread.drain(500_000 + 299)
    #expect(thread.answer(0, behind: 0, at: 100) == 0)
    thread.drain(1)
    #expect(abs(thread.answer(0, behind: 0, at: 100) - 100) < 1e-9)
  }

  @Test("a thread that is slower than the wire never waits, nor does one without a buffer")
  func slow() {
    var thread = Self.thread
    thread.drain(1000)
    #expect(thread.answer(0, behind: 0, at: 200) == 0)
    var empty = SendingThread(buffer: 0, speed: 200)
    empty.drain(1000)
    #expect(empty.answer(10, behind: 5, at: 100) == 0)
  }
}
