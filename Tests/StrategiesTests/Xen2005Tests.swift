import Quantities
import Seam
import Strategies
import Testing

@Suite("Xen's adaptive rate, in conversation")
struct Xen2005Tests {
  let memory = Bytes.gibibytes(1).pages

  /// The rates, in whole megabits, at which the rounds of a conversation were sent.
  private func rates(_ talk: Conversation<Xen2005>) -> [Int] {
    talk.orders.map { Int(($0.rateCap.value * 8 / 0x1p20).rounded()) }
  }

  @Test(
    "the token bucket's slot is 7812.5 µs at 100 and 1562.5 µs at 500",
    arguments: [(100, 7812.5), (500, 1562.5)])
  func slot(megabits: Int, microseconds: Double) {
    #expect(abs(TokenBucket().slot(at: megabits).value * 1e6 - microseconds) < 1e-9)
  }

  @Test("a bucket that counts megabits of 10^6 keeps to exactly what its rate says")
  func decimalBucket() {
    let rate = TokenBucket(bitsPerMegabit: 1e6).rate(at: 100)
    #expect(abs(rate.value - 12_500_000) < 1e-6)
  }

  @Test(
    "10,000 pages dirtied in a second are 327 Mbit/s, and the next round is sent at 377",
    arguments: Xen2005.Pace.Rule.allCases)
  func adaptation(rule: Xen2005.Pace.Rule) {
    let talk = Conversation(
      with: Xen2005(pace: .init(rule: rule)), memory: memory, dirtied: [10_000, 10])
    #expect(rates(talk).prefix(2) == [100, 377])
  }

  @Test("the published rule lets the rate fall again, the code's never does")
  func fallingRates() {
    let published = Conversation(
      with: Xen2005(), memory: memory, dirtied: [10_000, 5000, 100, 10])
    #expect(rates(published) == [100, 377, 213, 100])
    let code = Conversation(
      with: Xen2005(pace: .init(rule: .ratchets)), memory: memory, dirtied: [10_000, 5000, 100, 10])
    #expect(rates(code) == [100, 377, 377, 377])
  }

  @Test("a dirty rate that would take the next round above 500 Mbit/s ends the live part")
  func ceiling() {
    let talk = Conversation(with: Xen2005(), memory: memory, dirtied: [20_000])
    #expect(talk.sent == [memory.count])
    #expect(talk.reason == .rateCeiling)
    #expect(talk.pending == 20_000)
  }

  @Test("the code's rule sends on at 500 until a round sends more than the one before")
  func growthAtTheCeiling() {
    let talk = Conversation(
      with: Xen2005(pace: .init(rule: .ratchets)), memory: memory,
      dirtied: [20_000, 19_000, 19_500])
    #expect(rates(talk) == [100, 500, 500, 500])
    #expect(talk.reason == .growingRounds)
  }

  @Test("rounds that grow at any rate end the live part only where the scenario says so")
  func growthAtAnyRate() {
    let dirtied = [3000, 2000, 2500, 10]
    let strict = Conversation(with: Xen2005(growth: .always), memory: memory, dirtied: dirtied)
    #expect(strict.sent == [memory.count, 3000, 2000, 2500])
    #expect(strict.reason == .growingRounds)
    let patient = Conversation(with: Xen2005(), memory: memory, dirtied: dirtied)
    #expect(patient.reason == .fewDirtyPages)
  }

  @Test("less than 256 KiB left ends the live part")
  func residue() {
    let talk = Conversation(with: Xen2005(), memory: memory, dirtied: [64, 63])
    #expect(talk.sent == [memory.count, 64])
    #expect(talk.pending == 63)
    #expect(talk.reason == .fewDirtyPages)
  }

  @Test("the last round goes at the maximum rate, or at a rate of its own")
  func finalRate() {
    #expect(
      Xen2005().lastOrder(deviceState: .zero).rateCap == TokenBucket().rate(at: 500))
    let own = Xen2005(pace: .init(final: .megabitsPerSecond(724)))
    #expect(own.lastOrder(deviceState: .zero).rateCap == .megabitsPerSecond(724))
  }
}
