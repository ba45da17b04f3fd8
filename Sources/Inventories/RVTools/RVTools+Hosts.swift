internal import Quantities

extension RVTools {
  /// vHost, vNIC and vSC+VMK.
  func readHosts(into estate: inout Estate, _ servers: Servers, _ log: inout ImportLog) {
    for table in tables(.host) {
      let name = table.column("Host", "vHostName")
      let cluster = table.column("Cluster", "vHostCluster")
      let memory = table.numbers("# Memory", "vHostMemorySize")
      let cores = table.numbers("# Cores", "vHostNumCpuCores")
      let sockets = table.numbers("# CPU", "vHostNumCpu")
      let perSocket = table.numbers("Cores per CPU", "vHostCoresPerCPU")
      let usage = table.numbers("Memory usage %", "vHostOverallMemoryUsage")
      for row in table.rows {
        guard let hostName = table.text(row, name) else { continue }
        var host = Estate.Host(hostName)
        host.cluster = table.name(row, cluster).map { servers.qualified($0, table, row) }
        if let memory = table.size(row, memory, &log), memory > .zero {
          host.memory = Known(memory, .read, "vHost # Memory")
          if let percent = table.number(row, usage, &log) {
            host.memoryInUse = Known(
              memory * (percent / 100), .read, "vHost Memory usage %")
          }
        }
        func processors(_ column: Table.Column?, _ log: inout ImportLog) -> Int? {
          table.processors(row, column, most: Limit.threads, &log)
        }
        var count = processors(cores, &log)
        if count == nil, let sockets = processors(sockets, &log),
          let perSocket = processors(perSocket, &log)
        {
          count = sockets * perSocket
        }
        if let count, count > 0 {
          host.cores = Known(count, .read, "vHost # Cores")
          let isHyperThreaded = table.text(row, table.column("HT Active")).isTrue
          host.threads = product(count, isHyperThreaded ? 2 : 1).map {
            Known($0, .read, "vHost HT Active")
          }
        }
        host.cpuModel = table.text(row, table.column("CPU Model", "vHostCpuModel"))
        host.cpuVendor = host.cpuModel.flatMap(CPUVendor.named)
        host.cpuBaseline = table.text(row, table.column("Current EVC"))
        host.isOpen = !table.text(row, table.column("in Maintenance Mode")).isTrue
        estate.hosts.append(host)
      }
    }
    let places = Dictionary(
      zip(estate.hosts.map(\.name), estate.hosts.indices), uniquingKeysWith: { first, _ in first })
    readNICs(into: &estate.hosts, places, &log)
    findMigrationPaths(&estate, places, &log)
  }

  private func readNICs(
    into hosts: inout [Estate.Host], _ places: [String: Int], _ log: inout ImportLog
  ) {
    for table in tables(.nic) {
      let speed = table.numbers("Speed")
      for row in table.rows {
        guard let place = table.text(row, table.column("Host")).flatMap({ places[$0] }),
          let device = table.text(row, table.column("Network Device"))
        else { continue }
        // 0 stands for a link that is down.
        guard let megabits = table.number(row, speed, &log), megabits > 0 else { continue }
        hosts[place].nics.append(
          Estate.NIC(
            name: device, speed: .megabitsPerSecond(megabits),
            switchName: table.text(row, table.column("Switch"))))
      }
    }
  }

  /// vMotion's kernel NIC and what is behind it. Which physical NICs carry it is in none of the tabs:
  /// the fastest that is not on the switch of the management network is taken.
  private func findMigrationPaths(
    _ estate: inout Estate, _ places: [String: Int], _ log: inout ImportLog
  ) {
    for table in tables(.kernelNIC) {
      let services = table.column("Services")
      let mtu = table.numbers("MTU")
      for row in table.rows {
        guard let place = table.text(row, table.column("Host")).flatMap({ places[$0] })
        else { continue }
        let text = table.text(row, services) ?? table.text(row, table.column("Port Group"))
        guard text?.lowercased().contains("vmotion") == true else { continue }
        estate.hosts[place].migration = Estate.MigrationPath(
          device: table.text(row, table.column("Device")),
          mtu: table.number(row, mtu, &log).flatMap(Int.init(exactly:)))
      }
    }
    for place in estate.hosts.indices {
      let nics = estate.hosts[place].nics
      let elsewhere = nics.filter { $0.switchName != "vSwitch0" }
      guard let fastest = (elsewhere.isEmpty ? nics : elsewhere).map(\.speed).max() else {
        continue
      }
      estate.hosts[place].migration = estate.hosts[place].migration ?? Estate.MigrationPath()
      estate.hosts[place].migration?.speed = Known(fastest, .standIn, "vNIC Speed")
    }
    if !tables(.kernelNIC).isEmpty, estate.hosts.contains(where: { $0.migration?.device == nil }) {
      estate.remarks.append(
        "No kernel NIC for vMotion is named on \(count(estate.hosts.filter { $0.migration?.device == nil }.count, "host")): check that vMotion is enabled there."
      )
    }
  }
}

/// Who made a processor.
enum CPUVendor {
  /// The vendor that a model's name tells.
  static func named(_ model: String) -> String? {
    ["Intel", "AMD", "Hygon", "Ampere"].first { model.lowercased().contains($0.lowercased()) }
  }
}

/// "1 host", "2 hosts"; with a plural of its own, "2 entries".
func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
  "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
}
