import Foundation
import Testing

@Suite("apus calibrate")
struct CalibrateCommandTests {
  /// As virsh answers: the dirty rate is ready at the second look, and each VM's migration takes as long as
  /// its name says.
  private static let virsh = #"""
    #!/bin/sh
    echo "$*" >>calls
    case "$*" in
    domdirtyrate-calc*) echo "Start to calculate domain's memory dirty rate successfully." ;;
    domstats*)
      status=2 && [ $(($(grep -c domstats calls) % 3)) = 1 ] && status=1
      printf "Domain: '%s'\n  dirtyrate.calc_status=%s\n  dirtyrate.calc_start_time=12\n" "$2" $status
      printf "  dirtyrate.calc_period=1\n  dirtyrate.megabytes_per_second=20\n\n" ;;
    dommemstat*) printf 'actual 4194304\nunused 1000000\navailable 4000000\nrss 2097152\n\n' ;;
    migrate*away*) echo "error: operation failed" >&2 && exit 1 ;;
    *domjobinfo*)
      printf 'Job type:         Completed   \nOperation:        Outgoing migration\n'
      printf 'Time elapsed:     %-12s ms\nData processed:   2.125 GiB\n' "${4#vm-}"
      printf 'Data remaining:   0.000 B\nMemory bandwidth: 108.302 MiB/s\nPage size:        4096         bytes\n'
      printf 'Total downtime:   189          ms\nDowntime w/o network: 185      ms\n\n' ;;
    esac
    """#

  private func tool() throws -> CommandLineTool {
    let tool = try CommandLineTool()
    try tool.write(Self.virsh, to: "virsh")
    #expect(try tool.shell("chmod +x virsh; apus calibrate --script > measure").code == 0)
    return tool
  }

  @Test("the script migrates VMs with virsh, one after the other, and writes a row of each")
  func script() throws {
    let tool = try tool()
    let text = try tool.text("measure")
    #expect(text.hasPrefix("#!/bin/sh\n"))
    #expect(text.split(separator: "\n").count <= 30)
    let line = #"PATH="$PWD:$PATH" sh measure past.csv host-b 940 database"#
    #expect(try tool.shell("\(line) vm-21843 vm-22001").code == 0)
    #expect(try tool.shell("\(line) vm-19950").code == 0)
    #expect(
      try tool.text("past.csv") == """
        technique,workload,memory_mib,memory_used_mib,dirty_rate_pages_per_s,link_mbit_per_s,total_time_ms,downtime_ms,sent_bytes
        pre-copy,database,4096,2048,5120,940,21843,189,2281701376
        pre-copy,database,4096,2048,5120,940,22001,189,2281701376
        pre-copy,database,4096,2048,5120,940,19950,189,2281701376

        """)
    let calls = try tool.text("calls")
    #expect(
      calls.contains(
        "migrate --live --p2p --persistent --undefinesource vm-21843 qemu+ssh://host-b/system\n"))
    #expect(calls.contains("-c qemu+ssh://host-b/system domjobinfo vm-21843 --completed\n"))
  }

  @Test("a migration that fails ends the script, and leaves no row")
  func failure() throws {
    let tool = try tool()
    let ending = try tool.shell(
      #"PATH="$PWD:$PATH" sh measure past.csv host-b 940 java vm-9000 away vm-9001"#)
    #expect(ending.code == 1)
    #expect(ending.errors.contains("operation failed"))
    #expect(try tool.text("past.csv").split(separator: "\n").count == 2)
    #expect(try tool.shell("sh measure").code == 2)
  }

  @Test("twenty rows of the script are calibrated with, and their worth is told")
  func twenty() throws {
    let tool = try tool()
    let vms = (0..<20).map { "vm-\(21_000 + 137 * $0)" }.joined(separator: " ")
    #expect(
      try tool.shell(#"PATH="$PWD:$PATH" sh measure past.csv host-b 940 database \#(vms)"#).code
        == 0
    )
    let ending = try tool.apus(
      "calibrate", "past.csv", "--output", "families.json", "--evaluations", "8",
      "--replications", "4")
    #expect(ending.code == 0)
    #expect(ending.output.contains("What these migrations are worth."))
    #expect(ending.output.contains("database: these 20 migrations"))
    #expect(try tool.text("families.json").contains("\"database\""))
  }

  @Test("rows that are not used are told with their lines, and why")
  func passedOver() throws {
    let tool = try CommandLineTool()
    let good = (0..<20).map { "pre-copy,database,4096,2048,5000,\(21_000 + 100 * $0)," }
    let bad = [
      "pre-copy,database,4096,2048,5000,,", "pre-copy,database,4096,2048,5000,-3,",
      "pre-copy,database,none,2048,5000,21000,", "pre-copy,database,4096,2048,unknown,21000,",
      "pre-copy,database,4096,2048,5000,21000,0", "post-copy,database,4096,2048,5000,21000,",
      "pre-copy,chess,4096,2048,5000,21000,", "pre-copy,java,4096,2048,5000,21000,",
      "pre-copy,database,4096,2048,5000,,",
    ]
    let header =
      "technique,workload,memory_mib,memory_used_mib,dirty_rate_pages_per_s,total_time_ms,converged"
    try tool.write(([header] + good + bad).joined(separator: "\n") + "\n", to: "past.csv")
    let ending = try tool.apus(
      "calibrate", "past.csv", "--output", "f.json", "--evaluations", "1", "--replications", "2")
    #expect(ending.code == 0)
    for line in [
      "past.csv: 9 rows are not used:",
      "  lines 22 and 30: there is no total_time_ms; write what was measured",
      "  line 23: total_time_ms: -3 is negative",
      "  line 24: memory_mib: \"none\" is not a number",
      "  line 25: dirty_rate_pages_per_s is unknown",
      "  line 26: converged says that the migration did not end",
      "  line 27: post-copy tells nothing of how guests write",
      "  line 28: the workload \"chess\" is not known",
      "  line 29: fewer than 20 rows have the workload java",
    ] { #expect(ending.errors.contains(line), "\(ending.errors)") }
    try tool.write(([header] + bad).joined(separator: "\n") + "\n", to: "few.csv")
    let few = try tool.apus("calibrate", "few.csv")
    #expect(few.code == 2)
    #expect(few.errors.contains("no workload has 20 pre-copy migrations"))
    #expect(few.errors.contains("  lines 2 and 10: there is no total_time_ms"))
  }

  @Test("a file and --script exclude each other, and one of them is needed")
  func refused() throws {
    let tool = try CommandLineTool()
    #expect(try tool.apus("calibrate").code == 64)
    #expect(try tool.apus("calibrate", "past.csv", "--script").code == 64)
  }
}
