import Testing

@Suite("apus predict")
struct PredictCommandTests {
  @Test("an inventory goes to the output, or whole into a file")
  func output() throws {
    let tool = try CommandLineTool()
    try tool.write("id,memory_mib,dirty_rate_pages_per_s\na,1024,50\n", to: "vms.csv")
    let shown = try tool.apus("predict", "vms.csv", "--replications", "5")
    #expect(shown.code == 0)
    #expect(shown.errors == "")
    #expect(shown.output.hasPrefix("id,memory_mib,dirty_rate_pages_per_s,predicted_converged,"))
    let written = try tool.apus(
      "predict", "vms.csv", "--replications", "5", "--output", "predicted.csv", "--jobs", "2")
    #expect(written.output == "")
    #expect(try tool.text("predicted.csv") == shown.output)
  }

  @Test("a row that is wrong is told, the others are predicted, and the exit code is 3")
  func partly() throws {
    let tool = try CommandLineTool()
    try tool.write("id,memory_mib\na,1024\nb,none\nc,512\n", to: "vms.csv")
    let ending = try tool.apus("predict", "vms.csv", "--replications", "5")
    #expect(ending.code == 3)
    #expect(ending.output.split(separator: "\n").count == 4)
    #expect(ending.errors.contains("vms.csv:3: memory_mib: \"none\" is not a number"))
    #expect(ending.errors.contains("1 of 3 rows could not be predicted"))
  }

  @Test("what cannot be used or written at all is refused with exit code 2, and leaves nothing")
  func refused() throws {
    let tool = try CommandLineTool()
    try tool.write("", to: "empty.csv")
    try tool.write("memory_mib\n512\n", to: "vms.csv")
    for arguments in [
      ["predict", "empty.csv"], ["predict", "missing.csv"],
      ["predict", "empty.csv", "--output", "out.csv"],
      ["predict", "vms.csv", "--output", "no/such/folder.csv"],
      ["predict", "vms.csv", "--families", "missing.json"],
      ["predict", "--memory", "8 GiB", "--dirty-rate", "1 pages/s", "--workload", "chess"],
      ["predict", "--memory", "1e30 GiB", "--dirty-rate", "1 pages/s"],
      ["predict", "--memory", "8 GiB", "--dirty-rate", "1 pages/s", "--bandwidth", "1 bit/s"],
      ["predict", "--memory", "8 GiB", "--dirty-rate", "9000000 pages/s"],
      [
        "predict", "--memory", "8 GiB", "--dirty-rate", "1 pages/s", "--engine", "xen-modern",
        "--downtime-limit", "1 s",
      ],
    ] {
      let ending = try tool.apus(arguments)
      #expect(ending.code == 2, "\(arguments)")
      #expect(ending.output == "")
      #expect(!ending.errors.isEmpty)
    }
    #expect(try tool.shell("ls").output == "empty.csv\nvms.csv\n")
  }

  @Test(
    "a command line that makes no sense is refused",
    arguments: [
      ["predict"], ["predict", "--memory", "8 GiB"],
      ["predict", "vms.csv", "--memory", "8 GiB"], ["predict", "vms.csv", "--engine", "warp"],
      ["predict", "vms.csv", "--technique", "beam"], ["predict", "vms.csv", "--replications", "0"],
      ["predict", "--memory", "8 apples", "--dirty-rate", "1 pages/s"],
      ["predict", "--memory", "8 GiB", "--dirty-rate", "unknown", "--window", "1 s"],
    ])
  func commandLine(arguments: [String]) throws {
    #expect(try CommandLineTool().apus(arguments).code == 64)
  }

  @Test("a single migration is answered in a sentence and a table of techniques")
  func single() throws {
    let ending = try CommandLineTool().apus(
      "predict", "--memory", "2 GiB", "--dirty-rate", "100 pages/s", "--technique", "post-copy",
      "--replications", "9")
    #expect(ending.code == 0)
    #expect(
      ending.output.hasPrefix("Moving 2 GiB over Gigabit Ethernet by post-copy (qemu-7.2) takes "))
    for technique in ["pre-copy", "auto-converge", "xbzrle", "compress", "stop-and-copy", "cold"] {
      #expect(ending.output.contains("\n  \(technique) "), "\(technique)")
    }
    #expect(ending.output.contains("\n> post-copy "))
  }

  @Test("a single migration says what holds it back, and what compression was taken for")
  func assumptions() throws {
    let tool = try CommandLineTool()
    let fast = try tool.apus(
      "predict", "--memory", "2 GiB", "--dirty-rate", "unknown", "--bandwidth", "100 Gbit/s",
      "--replications", "9")
    #expect(fast.code == 0)
    #expect(
      fast.output.contains(
        "\nqemu-7.2: the link is not the limit, as the one stream of qemu-7.2 moves 7 Gbit/s at most"
      ))
    #expect(fast.output.contains("\ncompress: zlib, "))
    let cold = try tool.apus(
      "predict", "--memory", "2 GiB", "--dirty-rate", "9 pages/s", "--technique", "cold",
      "--replications", "9")
    #expect(cold.output.hasPrefix("Moving 2 GiB over Gigabit Ethernet by cold migration takes "))
    #expect(!cold.output.contains("not the limit"))
    #expect(
      try tool.apus("predict").errors.contains(
        "name an inventory, or give --memory and --dirty-rate\n"))
  }

  @Test("an engine that is not one of QEMU's is compared without QEMU's techniques")
  func otherEngine() throws {
    let ending = try CommandLineTool().apus(
      "predict", "--memory", "2 GiB", "--dirty-rate", "100 pages/s", "--engine",
      "cloud-hypervisor", "--replications", "5")
    #expect(ending.output.contains("by pre-copy (cloud-hypervisor)"))
    #expect(!ending.output.contains("xbzrle"))
  }

  @Test("an inventory that says nothing of writes is taken for idle, and says so")
  func idle() throws {
    let tool = try CommandLineTool()
    try tool.write("memory_mib,link_mbits_per_s\n1024,5000\n", to: "vms.csv")
    let ending = try tool.apus("predict", "vms.csv", "--replications", "2")
    #expect(ending.code == 0)
    #expect(ending.errors.contains("did you mean link_mbit_per_s?"))
    #expect(ending.errors.contains("every VM is taken to be idle"))
  }

  @Test("a dirty rate under another name is refused, rather than taking every VM for idle")
  func misspelt() throws {
    let tool = try CommandLineTool()
    try tool.write("memory_mib,dirty_rate_pages_s\n1024,5000\n", to: "vms.csv")
    let ending = try tool.apus("predict", "vms.csv", "--replications", "2")
    #expect(ending.code != 0)
    #expect(ending.errors.contains("rename it dirty_rate_pages_per_s"))
  }

  @Test("scores compare with what was measured, on the screen and in a file")
  func scores() throws {
    let tool = try CommandLineTool()
    try tool.write(
      "memory_mib,dirty_rate_pages_per_s,total_time_ms,downtime_ms,sent_kib\n1024,10,9500,200,1050000\n",
      to: "vms.csv")
    let ending = try tool.apus(
      "predict", "vms.csv", "--score", "--score-output", "scores.csv", "--replications", "9")
    #expect(ending.code == 0)
    #expect(ending.output.contains("pre-copy"))
    #expect(ending.output.contains("coverage"))
    #expect(try tool.text("scores.csv").split(separator: "\n").count == 4)
    try tool.write(
      "memory_mib,link_mbit_per_s,total_time_ms\n4188,8902,5000\n4188,8902,-5\n4188,8902,soon\n",
      to: "odd.csv")
    let odd = try tool.apus("predict", "odd.csv", "--score")
    #expect(odd.code == 3)
    #expect(odd.output.contains("1/1"))
    #expect(odd.errors.contains("odd.csv:3: total_time_ms: -5 is negative"))
    #expect(odd.errors.contains("odd.csv:4: total_time_ms: \"soon\" is not a number"))
    #expect(odd.errors.contains("odd.csv: 2 of 3 rows could not be scored"))
    try tool.write("memory_mib\n512\n", to: "bare.csv")
    let nothing = try tool.apus("predict", "bare.csv", "--score", "--replications", "2")
    #expect(nothing.output.contains("Nothing to score"))
  }
}
