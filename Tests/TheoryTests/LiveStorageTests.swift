import Datacenter
import Foundation
import Quantities
import Strategies
import Testing

@Suite("Three generations of live storage migration, and QEMU's mirror")
struct LiveStorageTests {
  let size = Bytes.gibibytes(10)
  let chunk = Bytes.kibibytes(64)

  // MARK: Dirty block tracking

  @Test("dirty block tracking is the geometric series on blocks", arguments: [100.0, 400, 1000])
  func series(rate: Double) throws {
    let world = TwoArrays.writing(rate)
    let record = world.move(
      with: LiveStorage(DirtyBlockTracking(hotBlocksLate: false), costs: .free))
    #expect(record.outcome == .migrated)
    let passes = try #require(record.disks.first).passes
    let chunks = Bytes.gibibytes(2) / chunk
    var expected = size.value
    for pass in passes {
      #expect(abs(pass.copied.value - expected) < 1e-6 * expected + 1)
      let time = expected / 200e6
      #expect(abs(pass.duration.value - time) < 1e-6 + 1e-9 * time)
      expected = chunks * -expm1(-rate * time / chunks) * chunk.value
    }
    #expect(passes.count > 2)
    // What is left fits into the downtime goal, and is copied while the VM stands still.
    let last = try #require(passes.last)
    #expect(last.kind == .drain)
    #expect(abs(try #require(record.downtime).value - last.copied.value / 200e6) < 1e-9)
    #expect(record.downtime! <= Seconds(1))
  }

  @Test("dirty block tracking fails where the guest writes as fast as is copied, and says so")
  func diverges() throws {
    let world = TwoArrays.writing(4000, region: .gibibytes(8))
    let record = world.move(with: LiveStorage(DirtyBlockTracking()))
    #expect(record.outcome == .failed(.notConverging))
    #expect(record.downtime == nil)
    #expect(record.paused == .zero, "the guest never noticed")
    #expect(try #require(record.disks.first).copied >= size, "the disk was copied at least once")
  }

  @Test("blocks that are written often and copied late are copied less often")
  func hotBlocksLate() throws {
    var world = TwoArrays()
    world.disks[0].writes = [
      BlockClass(name: "hot", region: .mebibytes(256), rate: OperationsPerSecond(2000)),
      BlockClass(name: "warm", region: .gibibytes(4), rate: OperationsPerSecond(100)),
    ]
    let early = world.move(with: LiveStorage(DirtyBlockTracking(hotBlocksLate: false)))
    let late = world.move(with: LiveStorage(DirtyBlockTracking(hotBlocksLate: true)))
    #expect(late.outcome == .migrated)
    #expect(late.sent < early.sent)
    #expect(late.totalTime! < early.totalTime!)
  }

  // MARK: I/O mirroring

  @Test(
    "mirroring is size / rate in one pass whatever the guest writes, with a constant downtime",
    arguments: [0.0, 100, 1000, 3000])
  func mirroring(rate: Double) throws {
    // The source's reads are the bottleneck; what the guest writes to both sides does not meet them.
    var world = TwoArrays.writing(rate)
    world.read = BytesPerSecond(100e6)
    world.write = BytesPerSecond(1e9)
    let record = world.move(with: LiveStorage(IOMirroring(), costs: StageCosts()))
    #expect(record.outcome == .migrated)
    let pass = try #require(record.disks.first?.passes.first)
    #expect(abs(pass.duration.value - size.value / 100e6) < 1e-6)
    #expect(pass.copied == size)
    // One handshake and one activation, whatever was written: no last transfer.
    #expect(abs(try #require(record.downtime).value - 0.030) < 1e-6)
  }

  @Test("a destination that is slower than the guest's writes slows the guest down")
  func slowDestination() throws {
    var world = TwoArrays.writing(2000)
    world.write = BytesPerSecond(80e6)
    let disk = try #require(world.move(with: LiveStorage(IOMirroring())).disks.first)
    #expect(disk.lostWrites > .zero)
    world.write = BytesPerSecond(1e9)
    let fast = try #require(world.move(with: LiveStorage(IOMirroring())).disks.first)
    #expect(fast.lostWrites.value < 1e-6 * fast.mirrored.value)
  }

  @Test("the guest waits for the slower write, in the share of the disk that has been copied")
  func latency() throws {
    var world = TwoArrays.writing(500, region: .gibibytes(10))
    world.source.writeLatency = .milliseconds(1)
    world.target.writeLatency = .milliseconds(5)
    let disk = try #require(world.move(with: LiveStorage(IOMirroring(), costs: .free)).disks.first)
    // Uniform writes over all of the disk: half of them, in the mean, are behind the cursor.
    #expect(abs(disk.addedWriteLatency.value - 0.002) < 1e-4)
    // QEMU's write-blocking mode writes to one side after the other, wherever it stands.
    let blocking = LiveStorage(QemuMirror(mode: .writeBlocking), costs: .free)
    let qemu = try #require(world.move(with: blocking).disks.first)
    #expect(abs(qemu.addedWriteLatency.value - 0.005) < 1e-4)
    let background = try #require(
      world.move(with: LiveStorage(QemuMirror(), costs: .free)).disks.first)
    #expect(background.addedWriteLatency == .zero)
  }

  // MARK: Snapshots

  @Test("snapshots need two stuns, and their logs' space on top of the disk's")
  func snapshots() throws {
    let world = TwoArrays.writing(20)
    let stun = 0.5
    let record = world.move(
      with: LiveStorage(
        Snapshots(downtimeGoal: Seconds(2), stun: .constant(Seconds(stun))), costs: .free))
    #expect(record.outcome == .migrated)
    #expect(record.stuns == 1)
    let disk = try #require(record.disks.first)
    let time = size.value / 200e6
    let chunks = Bytes.gibibytes(2) / chunk
    let log = chunks * -expm1(-20 * time / chunks) * chunk.value
    #expect(abs(disk.extraSpace.value - log) < 2)
    // One stun for the snapshot, one for the rest.
    #expect(abs(record.paused.value - (stun + log / 200e6)) < 1e-6)
    #expect(disk.passes.map(\.kind) == [.copy, .drain, .consolidation])
  }

  @Test("logs are copied one after the other while they become shorter")
  func logs() throws {
    let record = TwoArrays.writing(400).move(
      with: LiveStorage(Snapshots(downtimeGoal: .milliseconds(100)), costs: .free))
    #expect(record.outcome == .migrated)
    #expect(record.stuns > 2)
    let disk = try #require(record.disks.first)
    let copies = disk.passes.filter { $0.kind == .copy }.map(\.copied)
    #expect(copies == copies.sorted(by: >))
    #expect(disk.extraSpace.value >= copies.dropFirst().reduce(.zero, +).value - 100)
  }

  // MARK: QEMU's mirror

  @Test("a write of 4 KiB costs a chunk of 64 KiB: it is amplified 16 times")
  func amplification() throws {
    let small = TwoArrays.writing(500, size: .kibibytes(4))
    let large = TwoArrays.writing(500, size: .kibibytes(64))
    let mirror = LiveStorage(QemuMirror(speed: BytesPerSecond(100e6)))
    #expect(small.disks[0].writes[0].amplification(of: chunk) == 16)
    #expect(small.move(with: mirror).sent == large.move(with: mirror).sent)
  }

  @Test("a background mirror is READY if and only if w G < b", arguments: [1000, 1400, 1700, 3000])
  func converges(rate: Double) throws {
    var world = TwoArrays.writing(rate, region: .gibibytes(8))
    world.read = BytesPerSecond(3e9)
    world.write = BytesPerSecond(3e9)
    // A slice does not overlap its own copy.
    let pace = 1 / (1 / 100e6 + 1 / 3e9)
    let record = world.move(
      with: LiveStorage(QemuMirror(speed: BytesPerSecond(100e6), patience: 10)))
    #expect((record.outcome == .migrated) == (rate * chunk.value < pace))
    let blocking = LiveStorage(
      QemuMirror(mode: .writeBlocking, speed: BytesPerSecond(100e6), patience: 10))
    #expect(world.move(with: blocking).outcome == .migrated)
  }

  @Test("16 requests of 1 MiB under way limit a mirror over distance: 16 MiB / delay")
  func window() throws {
    var world = TwoArrays()
    world.read = .unlimited
    world.write = .unlimited
    world.source.readLatency = .milliseconds(40)
    world.target.writeLatency = .milliseconds(60)
    let disk = try #require(world.move(with: LiveStorage(QemuMirror())).disks.first)
    let pass = disk.passes[0]
    #expect(abs((pass.copied / pass.duration).value - 16 * 1_048_576 / 0.1) < 1)
  }

  @Test("what others write to storage, and what guests write to it, comes before copies")
  func load() throws {
    var world = TwoArrays.writing(400)
    world.load = StorageLoad(write: BytesPerSecond(50e6))
    let loaded = try #require(
      world.move(with: LiveStorage(DirtyBlockTracking())).disks.first)
    #expect(abs(loaded.passes[0].duration.value - size.value / 150e6) < 1e-6)
    // 400 writes of 64 KiB a second go to the source, whose writes and reads share one bandwidth.
    world.load = StorageLoad()
    world.sourceBandwidth = BytesPerSecond(100e6)
    let shared = try #require(
      world.move(with: LiveStorage(DirtyBlockTracking())).disks.first)
    let left = 100e6 - 400 * chunk.value
    #expect(abs(shared.passes[0].duration.value - size.value / left) < 1e-6)
  }

  @Test("a limit of requests per second limits a copy in requests of 1 MiB")
  func requests() throws {
    var world = TwoArrays()
    world.target.requests = OperationsPerSecond(50)
    let disk = try #require(world.move(with: LiveStorage(IOMirroring())).disks.first)
    #expect(abs(disk.passes[0].duration.value - size.value / (50 * 1_048_576)) < 1e-6)
  }

  @Test("what an idle disk costs does not depend on its size in events")
  func events() {
    var world = TwoArrays.writing(400)
    let small = world.run(LiveStorage(QemuMirror()))
    world.disks[0].allocated = .gibibytes(1000)
    world.disks[0].size = .gibibytes(1000)
    let large = world.run(LiveStorage(QemuMirror()))
    #expect(small.events < 300)
    #expect(large.events < 300)
  }
}
