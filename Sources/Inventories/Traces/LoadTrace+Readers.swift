internal import Quantities

extension LoadTrace {
  /// PlanetLab as CloudSim distributes it (Beloglazov and Buyya, 2012): a file for each VM and day, a line
  /// for each 300 s, on it the busy share of the CPU in percent.
  static func planetLab(_ text: [UInt8], file: String) throws(ImportError) -> LoadTrace {
    var cpu: [Double] = []
    for (place, raw) in lines(text).enumerated() {
      let line = raw.trimmed
      if line.isEmpty { continue }
      guard let percent = Double(decimal: line), (0...100).contains(percent) else {
        throw ImportError(
          file, "line \(place + 1)", "\"\(line.prefix(20))\" is no percentage",
          "write a number from 0 to 100 on each line")
      }
      cpu.append(percent / 100)
    }
    return LoadTrace(vm: name(of: file), step: 300, cpu: cpu)
  }

  /// Bitbrains' GWA-T-12 (fastStorage and Rnd): a file for each VM, a row for each 300 s, cells separated
  /// by a semicolon and a tab. The column "Timestamp [ms]" holds seconds.
  static func bitbrains(_ text: [UInt8], file: String) throws(ImportError) -> LoadTrace {
    var log = ImportLog()
    let table = try Table(csv: text, file: file, &log)
    // Fractions have a point, whatever separates the cells.
    let time = table.column("Timestamp [ms]")
    let columns = ["CPU usage [%]", "Memory usage [KB]", "Disk write throughput [KB/s]"]
      .map { table.column($0) }
    var times: [Double] = []
    var values: [[Double]] = [[], [], []]
    for row in table.rows {
      guard let moment = table.number(row, time, &log) else { continue }
      if let last = times.last, moment < last {
        throw table.error(
          row, time, "goes back in time",
          "order the rows by time, or name a whole file of the trace")
      }
      times.append(moment)
      for (place, column) in columns.enumerated() where column != nil {
        guard let value = table.number(row, column, &log) else {
          log.report(table.error(row, column, "has no value", "copy the file again"))
          continue
        }
        values[place].append(value)
      }
    }
    if let error = log.errors.first { throw error }
    guard times.count > 1, times[0] < times[times.count - 1] else {
      throw table.error("has fewer than two rows", "name a whole file of the trace")
    }
    let steps = zip(times.dropFirst(), times).map { $0 - $1 }.sorted()
    // Some copies of the trace count milliseconds, as the column says.
    let step = steps[steps.count / 2]
    var trace = LoadTrace(
      vm: name(of: file), step: step >= 10_000 ? step / 1000 : step,
      cpu: values[0].map { min(max($0 / 100, 0), 1) })
    trace.memory = values[1].map { .kibibytes($0) }
    trace.diskWrites = values[2].map { BytesPerSecond($0 * 1024) }
    try trace.align(to: step >= 10_000 ? times.map { $0 / 1000 } : times, file: file)
    return trace
  }

  /// The readings of Azure's VM traces V1 and V2: rows of time in seconds, VM, least, greatest and mean
  /// use of the CPU in percent over 300 s, all VMs mixed, without a line of names.
  static func azure(
    _ text: [UInt8], file: String, vm wanted: String?
  ) throws(ImportError) -> [LoadTrace] {
    var samples: [String: [(time: Double, cpu: Double)]] = [:]
    var order: [String] = []
    for (place, line) in lines(text).enumerated() where !line.isEmpty {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
      if place == 0, Double(decimal: cells[0]) == nil { continue }
      guard cells.count == 5, let time = Double(decimal: cells[0]),
        let mean = Double(decimal: cells[4]), (0...100).contains(mean)
      else {
        throw ImportError(
          file, "line \(place + 1)", "is not of the form time,VM,min,max,mean",
          "name a file of readings: vm_cpu_readings-file-N-of-M.csv")
      }
      if let wanted, cells[1] != wanted { continue }
      if samples[cells[1]] == nil { order.append(cells[1]) }
      samples[cells[1], default: []].append((time, mean / 100))
    }
    return try order.map { vm throws(ImportError) in
      let sorted = samples[vm]!.sorted { $0.time < $1.time }
      var trace = LoadTrace(vm: vm, step: 300, cpu: sorted.map(\.cpu))
      try trace.align(to: sorted.map(\.time), file: file)
      return trace
    }
  }

  private static func lines(_ text: [UInt8]) -> [Substring] {
    String(decoding: text, as: UTF8.self).split(omittingEmptySubsequences: false) { $0.isNewline }
  }
}
