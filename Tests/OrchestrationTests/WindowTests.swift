import Datacenter
import FleetSupport
import Kernel
import Quantities
import Testing

@testable import Orchestration

@Suite("Requests keep to windows of the day")
struct WindowTests {
  static let night = DailyWindows([.init(from: .hours(22), to: .hours(6))])

  @Test("a window may go over midnight, and there may be several")
  func times() {
    let windows = DailyWindows([
      .init(from: .hours(22), to: .hours(6)), .init(from: .hours(12), to: .hours(13)),
    ])
    func at(_ hours: Double) -> Instant { Instant(hours * 3600) }
    for (hours, isOpen) in [
      (0.0, true), (5.9, true), (6, false), (12.5, true), (13, false), (22, true), (30, false),
      (46.5, true),
    ] {
      #expect(windows.isOpen(at: at(hours)) == isOpen, "at \(hours) h")
    }
    for (hours, next) in [(0.0, 6.0), (6, 12), (13, 22), (23, 30), (37, 46)] {
      #expect(windows.nextChange(after: at(hours)) == at(next), "after \(hours) h")
    }
    #expect(windows.opening(from: at(7)) == at(12))
    #expect(windows.opening(from: at(23)) == at(23))
    #expect(windows.opening(from: at(38)) == at(46))
    #expect(DailyWindows([]).isOpen(at: at(3)))
  }

  @Test("an evacuation that is due by day begins when the night does")
  func evacuation() {
    var example = SmallFleet(hosts: [64, 64], vms: [(0, 1)])
    example.requests.append(
      ScheduledRequest(Evacuate([HostID(0)]), .at(Instant(8 * 3600)), windows: Self.night))
    let fleet = example.run()
    #expect(fleet.starts.map(\.at) == [22 * 3600])
    #expect(fleet.runs(of: 0)[0].started == Instant(8 * 3600))
    #expect(fleet.isDone)
  }

  @Test("a host begins only by night; one that has begun is finished by day")
  func maintenance() {
    var example = SmallFleet(hosts: [64, 64, 64], vms: [(0, 1), (1, 1)])
    let hosts = (0..<2).map { (host: HostID($0), work: Seconds.hours(7)) }
    example.requests.append(
      ScheduledRequest(Maintain(hosts, .init()), .at(.start), windows: Self.night))
    let fleet = example.run()
    let began = fleet.runs(of: 0)[0].hosts.map { $0.began.secondsSinceStart / 3600 }
    #expect(began == [0, 22])
    let back = fleet.runs(of: 0)[0].hosts.compactMap { $0.back?.secondsSinceStart }
    #expect(back[0] > 7 * 3600 && back[0] < 7.1 * 3600)
  }

  @Test("a VM that no host has room for is given up, whatever windows are to come")
  func givenUp() {
    var example = SmallFleet(hosts: [64, 8, 8], vms: [(0, 16)])
    example.vms.append((1, 4))
    example.vms[0].memory = 6
    example.vms.append((2, 4))
    example.requests.append(
      ScheduledRequest(Evacuate([HostID(0)]), .at(.start), windows: Self.night))
    let fleet = example.run(until: 1e9)
    #expect(fleet.isDone)
    #expect(fleet.view[VMID(0)].host == HostID(0))
    #expect(fleet.runs(of: 0)[0].ended == .start)
  }
}

@Suite("The reserve of a fleet")
struct ReserveTests {
  @Test("is what is free beyond the largest host, at its least")
  func reserve() {
    // 3 x 64 GiB with 48 GiB of VMs: 144 are free, 64 could die.
    var example = SmallFleet(hosts: [64, 64, 64], vms: [(0, 16), (1, 16), (2, 16)])
    #expect(example.fleet.view.reserve == .gibibytes(80))
    example.ask(Evacuate([HostID(0)]))
    let fleet = example.run()
    // Without host 0, and with the room that its VM is given: 128 - 48 - 64.
    #expect(fleet.view.leastReserve == .gibibytes(16))
  }
}
