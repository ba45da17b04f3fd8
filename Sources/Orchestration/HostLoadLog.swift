public import Datacenter
import Kernel
public import Quantities

/// How the hosts of a fleet stand at equal distances of time.
public struct HostLoadLog: Sendable {
  /// One host at one moment.
  public struct Sample: Sendable {
    public let at: Instant
    public let host: HostID
    public let state: HostState
    public let vms: Int
    /// Memory of VMs that are there, and what is kept for moves.
    public let memory: Bytes
    public let promised: Bytes
    public let cpu: World.HostCPU
    /// What was wanted of its cores and not had since the sample before, in core-seconds.
    public let shortage: Double
  }

  public private(set) var samples: [Sample] = []
  private let interval: Seconds
  private var taken = 0
  private var shortages: [Double]

  init(every interval: Seconds, hosts: Int) {
    self.interval = interval
    shortages = Array(repeating: 0, count: hosts)
  }

  /// Takes the samples that are due: the fleet has stood as it does since the last event.
  mutating func record(until now: Instant, _ world: borrowing World, _ view: borrowing FleetView) {
    while true {
      let next = Instant.start + Double(taken) * interval
      guard next <= now else { return }
      taken += 1
      for (index, host) in view.hosts.enumerated() {
        let cpu = world.cpu(of: HostID(index), at: next)
        samples.append(
          Sample(
            at: next, host: HostID(index), state: host.state, vms: host.residents.count,
            memory: host.used, promised: host.promised, cpu: cpu,
            shortage: cpu.shortage - shortages[index]))
        shortages[index] = cpu.shortage
      }
    }
  }
}

extension Fleet {
  /// Begins to record how the hosts stand.
  public mutating func recordHosts(every interval: Seconds) {
    hostLog = HostLoadLog(every: interval, hosts: view.hosts.count)
  }

  /// How the hosts stood until `now`, if that is recorded.
  public mutating func hostLoads(at now: Instant) -> [HostLoadLog.Sample] {
    hostLog?.record(until: now, world, view)
    return hostLog?.samples ?? []
  }
}
