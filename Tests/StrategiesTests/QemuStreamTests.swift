import Quantities
import Seam
import Testing

@testable import Strategies

@Suite("QEMU's stream, to the byte")
struct QemuStreamTests {
  @Test("128 MiB/s and 300 ms allow 40,265,318 bytes to be left: 9830 whole pages")
  func threshold() {
    let threshold = (Bytes.mebibytes(128) / Seconds(1)).threshold(within: .milliseconds(300))
    #expect(threshold == Bytes(40_265_318))
    #expect(Int(threshold.value) / 4096 == 9830)
  }

  @Test("128 MiB/s is a budget of 13,421,772 bytes in a window of 100 ms")
  func budget() throws {
    let turn = try #require(Qemu().lastOrder(deviceState: .zero).turns)
    #expect(turn.window == .milliseconds(100))
    #expect(turn.budget(under: Bytes.mebibytes(128) / Seconds(1)) == Bytes(13_421_772))
  }

  @Test("1 GiB of zeroes takes 9 bytes a page")
  func zeroes() {
    #expect(QemuStream.single.bytes(full: 0, zero: 262_144) == Bytes(2_359_296))
  }

  @Test("a page takes 4104 bytes")
  func page() { #expect(QemuStream.single.bytes(full: 1, zero: 0) == Bytes(4104)) }

  @Test("a full multifd packet takes 525,632 bytes, an empty one 1344")
  func packets() {
    #expect(QemuStream.multifd.bytes(full: 128, zero: 0) == Bytes(525_632))
    #expect(QemuStream.multifd.bytes(full: 0, zero: 128) == Bytes(1344))
    #expect(QemuStream.multifd.bytes(full: 1, zero: 0) == Bytes(1344 + 4096))
  }

  @Test("a delta takes 11 bytes and what has changed")
  func delta() { #expect(QemuStream.delta(encoded: Bytes(7)) == Bytes(18)) }

  @Test("compression takes as long as the slower of link and threads")
  func compression() throws {
    var settings = QemuSettings()
    settings.compression = Compression(
      ratio: 0.4, speedPerThread: BytesPerSecond(40.96e6), threads: 4)
    let order = Qemu(settings: settings).lastOrder(deviceState: .zero)
    #expect(abs(order.costs.fullPage.value - 25e-6) < 1e-12)
    #expect(order.wire.bytes(full: 10, zero: 0) == Bytes(10 * (8 + 4096 * 0.4)))
  }

  @Test("what is sent again compresses as what the guest rewrites does, and not as its memory")
  func compressionAgain() throws {
    var settings = QemuSettings()
    settings.compression = Compression(
      ratio: 0.4, speedPerThread: BytesPerSecond(40.96e6), threads: 1, ratioAgain: 0.1,
      againGain: 2)
    func bytes(again: Bool) -> Bytes { settings.wire(again: again).bytes(full: 10, zero: 0) }
    func time(again: Bool) -> Double { settings.senderCosts(again: again).fullPage.value }
    #expect(bytes(again: false) == Bytes(10 * (8 + 4096 * 0.4)))
    #expect(bytes(again: true) == Bytes(10 * (8 + 4096 * 0.1)))
    #expect(abs(time(again: false) - 100e-6) < 1e-12)
    #expect(abs(time(again: true) - 50e-6) < 1e-12)
    // The first round sends memory for the first time, and so does a stop right behind it.
    let first = Qemu(settings: settings).lastOrder(deviceState: .zero)
    #expect(first.wire.bytes(full: 10, zero: 0) == bytes(again: false))
  }

  @Test("multifd's channels and its dispatcher bound the stream together")
  func channels() {
    var settings = QemuSettings()
    settings.multifd = .init(
      channels: 4, perChannel: BytesPerSecond(1e9), dispatcher: BytesPerSecond(3e9),
      detectsZeroPages: true)
    let costs = Qemu(settings: settings).lastOrder(deviceState: .zero).costs
    #expect(abs(costs.fullPage.value - 4096 / 3e9) < 1e-15)
    #expect(abs(costs.zeroPage.value - 4096 / 3e9) < 1e-15)
  }

  @Test("one thread walks every page, in 0.19 us, whoever looks for zeroes")
  func walk() {
    func zero(_ release: QemuRelease, _ channels: Int) -> Double {
      var settings = release.settings
      settings.multifd = .init(channels: channels)
      return Qemu(release, settings: settings).lastOrder(deviceState: .zero).costs.zeroPage.value
    }
    for channels in [1, 4, 16] { #expect(abs(zero(.qemu11, channels) - 0.19e-6) < 1e-12) }
    #expect(abs(zero(.qemu8_2, 4) - 0.265e-6) < 1e-12)
  }
}
