import ArgumentParser
import Experiment
import Foundation
import Inventories
import Quantities

/// `apus import`: exports of other systems in, a scenario out.
struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Turn an export of your own systems into a scenario.",
    discussion: """
      Reads what you have and writes a scenario. Kinds of files are recognised by their content:

        RVTools     a workbook (.xlsx), or a folder of CSV files, of 3.x and 4.x
        libvirt     virsh nodeinfo, capabilities, domstats --dirtyrate, dumpxml,
                    domjobinfo --completed, in a folder for each host
        KubeVirt    kubectl get vmi,nodes,vmim -A -o json; dirty rates of Prometheus
        Proxmox     pvesh get /cluster/resources --output-format json
        OpenStack   openstack server, flavor, hypervisor list --long -f json;
                    openstack server migration list -f json
        PowerCLI    Get-VM, Get-VMHost or Get-Stat, piped to Export-Csv
        any CSV     columns for name, memory and host, by name or by --column
        traces      PlanetLab, Bitbrains, Azure's readings, with --trace

      Each value in the scenario has a note of where it comes from. The screen sums up what was measured, \
      what is guessed, and what is missing, with the command that would get it.

        apus import RVTools_export/ --output fleet.json
        apus import kvm-a/ kvm-b/ --output fleet.json --bandwidth "25 Gbit/s"
        apus import vms.csv --column memory_mib="Memory (MB)" --output fleet.json
      """)

  @Argument(help: ArgumentHelp("Files, and folders of files.", valueName: "path"))
  var paths: [String]

  @Option(help: ArgumentHelp("The scenario to write.", valueName: "fleet.json"))
  var output: String?

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp(
      "What the files are: \(Importer.Kind.allCases.map(\.rawValue).joined(separator: ", ")) (default: what their content tells).",
      valueName: "kind"))
  var from: String?

  @Option(
    name: .customLong("column"),
    help: ArgumentHelp(
      "Which column of a CSV file holds a field: \(Field.allCases.map(\.rawValue).joined(separator: ", ")). The field may end in a unit: memory_mib.",
      valueName: "field=column"))
  var columns: [String] = []

  @Option(
    help: ArgumentHelp(
      "The data rate of the migration network (default: what the files say, else 10 Gbit/s).",
      valueName: "25 Gbit/s"), transform: dataRate)
  var bandwidth: BytesPerSecond?

  @Option(
    help: ArgumentHelp(
      "A CSV file for past migrations, for predict --score and calibrate.", valueName: "file.csv"))
  var history: String?

  @Flag(help: "Read the file as a trace of load, and write it for a scenario's \"activity\".")
  var trace = false

  @Option(help: ArgumentHelp("The VM to read, if the trace has several.", valueName: "id"))
  var vm: String?

  @Flag(help: "Replace the names of hosts, VMs and all else by numbers.")
  var anonymous = false

  func validate() throws {
    if output == nil, history == nil {
      throw ValidationError("name what to write: --output fleet.json, or --history past.csv")
    }
    if trace, output == nil || paths.count > 1 || history != nil {
      throw ValidationError("--trace takes one file and --output load.csv")
    }
    if vm != nil, !trace { throw ValidationError("--vm goes with --trace") }
    if let output, output == history {
      throw ValidationError("--output and --history name one file; name two")
    }
    if let from, Importer.Kind(rawValue: from) == nil {
      throw ValidationError(
        "--from must be one of \(Importer.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    for column in columns where !column.contains("=") {
      throw ValidationError(
        "--column \(column) has no =; write for example --column memory_mib=\"Memory (MB)\"")
    }
  }

  func run() throws {
    if trace { return try writeTrace() }
    let imported = try read()
    if output != nil, !imported.hasVMs {
      let why = imported.whyNoVMs
      try refuse(
        "\(paths.joined(separator: " ")): there is no VM to write\(imported.hasHistory ? "; --history alone writes past migrations" : "")\(why.isEmpty ? "" : "\n" + why)"
      )
    }
    try write(imported.scenario, to: output, option: "--output")
    try write(imported.history, to: history, option: "--history")
    try Screen.answer(imported.summary)
    if let output { try Screen.answer("Wrote \(output). Run it: apus run \(output)") }
  }

  private func writeTrace() throws {
    let bytes = try readFile(paths[0])
    let traces: [LoadTrace]
    do throws(ImportError) {
      traces = try LoadTrace.all(bytes, file: paths[0], vm: vm)
    } catch {
      try refuse(error)
    }
    guard let trace = traces.first else {
      try refuse("\(paths[0]): there is no VM \(vm ?? "") in it; check the name")
    }
    if traces.count > 1 {
      try refuse(
        "\(paths[0]): there are \(traces.count) VMs in it; name one, such as --vm \(trace.vm)")
    }
    try write(trace.csv, to: output, option: "--output")
    let gaps =
      trace.missing == 0
      ? "" : " \(trace.missing) of them are missing in the trace: the one before holds on."
    try Screen.answer(
      "\(trace.vm): \(trace.cpu.count) samples, \(Seconds(trace.step)) apart.\(gaps) Name \(output!) as \"trace\" of a VM's \"activity\"."
    )
  }

  private func read() throws -> Imported {
    var importer = Importer()
    importer.kind = from.flatMap(Importer.Kind.init)
    for column in columns {
      let parts = column.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      importer.columns[String(parts[0])] = String(parts[1])
    }
    do throws(ImportErrors) {
      let estate = try importer.estate(of: paths)
      return Imported(anonymous ? estate.anonymous : estate, bandwidth: bandwidth)
    } catch {
      try refuse(error)
    }
  }

  private func write(_ text: @autoclosure () -> String, to path: String?, option: String) throws {
    guard let path else { return }
    do throws(OutputError) {
      let file = try OutputFile(path, option: option, inputs: paths)
      try file.write(Data(text().utf8))
      try file.finish()
    } catch {
      try refuse(error)
    }
  }
}

private func dataRate(_ text: String) throws -> BytesPerSecond {
  do {
    let rate = try BytesPerSecond(parsing: text)
    guard rate > .zero else { throw ValidationError("--bandwidth must be above 0") }
    return rate
  } catch let error as QuantityError {
    throw ValidationError(error.description)
  }
}
