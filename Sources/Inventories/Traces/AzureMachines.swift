internal import Quantities

/// Reads the table of VMs of Azure's traces V1 and V2 (`vmtable.csv`): eleven cells without a line of names:
/// VM, subscription, deployment, created, deleted, max, mean and p95 CPU, category, cores, memory in GB.
///
/// From V2 on cores and memory are the bounds of a bucket: `>24` and `>64` are the last ones.
enum AzureMachines {
  static func fits(_ first: Substring) -> Bool {
    let cells = first.split(separator: ",", omittingEmptySubsequences: false)
    return cells.count == 11 && cells[5...7].allSatisfy { Double(decimal: $0) != nil }
  }

  static func estate(_ text: [UInt8], file: String, _ log: inout ImportLog) -> Estate {
    var estate = Estate()
    estate.sources = ["Azure's VM trace"]
    let lines = String(decoding: text, as: UTF8.self)
      .split(omittingEmptySubsequences: false) { $0.isNewline }
    for (place, line) in lines.enumerated() where !line.isEmpty {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
      func bucket(_ cell: String) -> Double? {
        Double(decimal: cell.hasPrefix(">") ? String(cell.dropFirst()) : cell)
      }
      guard cells.count == 11, let cores = bucket(cells[9]), let gigabytes = bucket(cells[10])
      else {
        log.report(
          ImportError(
            file, "line \(place + 1)", "is not a VM of vmtable.csv", "copy the file again"))
        continue
      }
      var vm = Estate.VM(cells[0], status: cells[8])
      vm.id = cells[0]
      let problem =
        Limit.problem(withProcessors: cores, written: cells[9], most: Limit.processors)
        ?? Limit.memory.problem(with: gigabytes * 0x1p30, written: cells[10])
      if let problem {
        log.report(ImportError(file, "line \(place + 1)", problem, Limit.remedy))
        continue
      }
      vm.vcpus = cores.whole.map { Known($0, .read, "vmtable cores") }
      vm.memory = Known(.gibibytes(gigabytes), .read, "vmtable memory")
      estate.vms.append(vm)
    }
    return estate
  }
}
