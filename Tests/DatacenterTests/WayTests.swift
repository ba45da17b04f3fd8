import Datacenter
import Kernel
import Quantities
import TestSupport
import Testing

@Suite("Transfers take the shortest way, and share what they have in common")
struct WayTests {
  static func link(_ a: NodeID, _ b: NodeID, _ bandwidth: Double) -> Link {
    Link(
      name: "\(bandwidth)", between: a, and: b, bandwidth: BytesPerSecond(bandwidth),
      latency: .zero)
  }
  static let (a, b, c) = (NodeID.host(HostID(0)), NodeID.host(HostID(1)), NodeID.host(HostID(2)))

  /// Which bandwidth a VM of 1 GiB finds from host 0 to host 1.
  private func bandwidth(over links: [Link]) throws -> Double {
    let record = records(.small(links: links), [.init()])[0]
    #expect(record.outcome == .migrated)
    return (0x1p30 / (try #require(record.totalTime).value)).rounded()
  }

  // MARK: Which way

  @Test("one slow cable is shorter than two fast ones over a switch")
  func fewestLinks() throws {
    #expect(
      try bandwidth(over: [
        Self.link(Self.a, .switch(0), 9e8), Self.link(.switch(0), Self.b, 9e8),
        Self.link(Self.a, Self.b, 1e8),
      ]) == 1e8)
  }

  @Test("of two equally short ways, the one that is named first")
  func firstNamed() throws {
    let slow = Self.link(Self.a, Self.b, 1e8)
    let fast = Self.link(Self.a, Self.b, 2e8)
    #expect(try bandwidth(over: [slow, fast]) == 1e8)
    #expect(try bandwidth(over: [fast, slow]) == 2e8)
    let left = [Self.link(Self.a, .switch(0), 1e8), Self.link(.switch(0), Self.b, 1e8)]
    let right = [Self.link(Self.a, .switch(1), 2e8), Self.link(.switch(1), Self.b, 2e8)]
    #expect(try bandwidth(over: left + right) == 1e8)
    #expect(try bandwidth(over: right + left) == 2e8)
  }

  @Test("a host does not forward, even where that would be shorter")
  func hostsAreEnds() throws {
    #expect(
      try bandwidth(over: [
        Self.link(Self.a, Self.c, 9e8), Self.link(Self.c, Self.b, 9e8),
        Self.link(Self.a, .switch(0), 3e8), Self.link(.switch(0), .switch(1), 2e8),
        Self.link(.switch(1), Self.b, 4e8),
      ]) == 2e8)
  }

  @Test("a way is as wide as its narrowest link, and that is what it names as its bottleneck")
  func narrowest() throws {
    let links = [Self.link(Self.a, .switch(0), 3e8), Self.link(.switch(0), Self.b, 1e8)]
    #expect(try bandwidth(over: links) == 1e8)
    let bottleneck = try #require(records(.small(links: links), [.init()])[0].bottleneck)
    #expect(bottleneck.hasPrefix(links[1].name))
  }

  // MARK: Sharing

  /// Total times in units of what 1 GiB takes alone, for VMs of 1 GiB from and to hosts of a star.
  private func times(_ ways: [(from: Int, to: Int, at: Double)]) -> [Double] {
    let world = World.small(
      vms: ways.enumerated().map { .idle("vm-\($0)", on: $1.from) })
    return records(
      world,
      ways.enumerated().map { .init(at: $1.at * wholeMemory, vm: $0, to: $1.to) }
    ).map { $0.totalTime!.value / wholeMemory }
  }

  private func expect(_ found: [Double], _ expected: [Double]) {
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-9, "\(found)") }
  }

  @Test("opposite directions of a link do not share it")
  func duplex() {
    expect(times([(from: 0, to: 1, at: 0), (from: 1, to: 0, at: 0)]), [1, 1])
    expect(times([(from: 0, to: 1, at: 0), (from: 1, to: 2, at: 0)]), [1, 1])
  }

  @Test("two transfers over one link have half of it each")
  func halves() {
    expect(times([(from: 0, to: 1, at: 0), (from: 0, to: 1, at: 0)]), [2, 2])
    expect(times([(from: 0, to: 1, at: 0), (from: 0, to: 2, at: 0)]), [2, 2])
    expect(times([(from: 0, to: 2, at: 0), (from: 1, to: 2, at: 0)]), [2, 2])
  }

  @Test("a transfer that comes half-way through another delays both by half")
  func halfWay() {
    // Alone for a half, then together for a whole, then the other alone for a half.
    expect(times([(from: 0, to: 1, at: 0), (from: 0, to: 1, at: 0.5)]), [1.5, 1.5])
  }

  @Test("what one transfer cannot use for its own bottleneck, another takes")
  func maxMin() {
    // From 0 to 1 and to 2; from 2 to 1: uplink 0 and downlink 1 carry two each, all get a half.
    expect(
      times([(from: 0, to: 1, at: 0), (from: 0, to: 2, at: 0), (from: 2, to: 1, at: 0)]), [2, 2, 2])
    // Three out of host 0 have a third each; the fourth, into host 1 with one of them, two thirds.
    expect(
      times([
        (from: 0, to: 1, at: 0), (from: 0, to: 2, at: 0), (from: 0, to: 2, at: 0),
        (from: 2, to: 1, at: 0),
      ]), [3, 3, 3, 1.5])
  }

  @Test("a migration that was refused, or is over, takes no share")
  func nobodyLeft() {
    let world = World.small(vms: [.idle("web"), .idle("db"), .idle("off", isOn: false)])
    let found = records(
      world,
      [
        .init(vm: 0, script: .failing(.cancelled)), .init(at: wholeMemory / 4, vm: 2),
        .init(at: wholeMemory / 2, vm: 1),
      ])
    #expect(found.map(\.outcome) == [.failed(.cancelled), .refused(.poweredOff), .migrated])
    expect([0, 2].map { found[$0].totalTime!.value / wholeMemory }, [1.5, 1.5])
  }
}
