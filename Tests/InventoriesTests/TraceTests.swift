import Experiment
import Quantities
import Testing

@testable import Inventories

@Suite("Traces")
struct TraceTests {
  @Test("PlanetLab has a percentage for each 300 s")
  func planetLab() throws {
    let trace = try #require(
      try LoadTrace.all(Array("10\n30\n20\n".utf8), file: "d/75-130-96-12_static").first)
    #expect(trace.vm == "75-130-96-12_static")
    #expect(trace.step == 300)
    #expect(trace.cpu == [0.1, 0.3, 0.2])
    let lines = trace.csv.split(separator: "\n")
    #expect(lines[0] == "time_s,share,cpu_share")
    #expect(lines[2].hasPrefix("300,1.5"))
    let error = #expect(throws: ImportError.self) {
      try LoadTrace.all(Array("10\n130\n".utf8), file: "a")
    }
    #expect(error?.description.contains("a, line 2") == true)
  }

  @Test("Bitbrains' time stamps are seconds, its sizes KB")
  func bitbrains() throws {
    let text = """
      Timestamp [ms];\tCPU cores;\tCPU capacity provisioned [MHZ];\tCPU usage [MHZ];\tCPU usage [%];\tMemory capacity provisioned [KB];\tMemory usage [KB];\tDisk read throughput [KB/s];\tDisk write throughput [KB/s];\tNetwork received throughput [KB/s];\tNetwork transmitted throughput [KB/s]
      1376314846;\t4;\t11703.99824;\t10912.027692;\t93.2333333;\t67108864.0;\t6129274.4;\t0.1333333;\t20812.0;\t74.9333;\t1.6
      1376315146;\t4;\t11703.99824;\t5852.0;\t50.0;\t67108864.0;\t6755624.0;\t1.3333;\t13.0;\t75.8;\t2.4

      """
    let trace = try #require(try LoadTrace.all(Array(text.utf8), file: "1.csv").first)
    #expect(trace.step == 300)
    #expect(trace.cpu.map { ($0 * 1000).rounded() } == [932, 500])
    #expect(trace.memory[1] == .kibibytes(6_755_624))
    #expect(trace.diskWrites[0].value == 20_812 * 1024)
  }

  @Test("samples that a trace lacks are the ones before them, and are counted")
  func gaps() throws {
    let readings = "0,x,0,9,4.0\n300,x,0,9,8.0\n1200,x,0,9,2.0\n1500,x,0,9,6.0\n"
    let trace = try #require(try LoadTrace.all(Array(readings.utf8), file: "r.csv").first)
    #expect(trace.cpu == [0.04, 0.08, 0.08, 0.08, 0.02, 0.06])
    #expect(trace.missing == 2)
    #expect(throws: ImportError.self) {
      try LoadTrace.all(Array((readings + "1e18,x,0,9,6.0\n").utf8), file: "r.csv")
    }
    let head = "Timestamp [ms];\tCPU usage [%];\tMemory usage [KB]\n"
    let empty = #expect(throws: ImportError.self) {
      try LoadTrace.all(Array((head + "0;\t1;\t5\n300;\t;\t5\n").utf8), file: "b.csv")
    }
    #expect(empty?.description.contains("row 3, column \"CPU usage [%]\": has no value") == true)
    #expect(throws: ImportError.self) {
      try LoadTrace.all(Array((head + "300;\t1;\t5\n0;\t1;\t5\n").utf8), file: "b.csv")
    }
  }

  @Test("Azure's readings mix VMs, and its table has sizes as bounds")
  func azure() throws {
    let readings = "0,x,0.1,9.0,4.0\n0,y,1,2,1.5\n300,x,0.1,9.0,8.0\n"
    let traces = try LoadTrace.all(Array(readings.utf8), file: "r.csv")
    #expect(traces.map(\.vm) == ["x", "y"])
    #expect(traces[0].cpu == [0.04, 0.08])
    #expect(try LoadTrace.all(Array(readings.utf8), file: "r.csv", vm: "y").count == 1)
    let table =
      "x,s,d,0,2591700,9.0,4.0,8.0,Unknown,4,32\ny,s,d,0,2591700,9.0,4.0,8.0,Interactive,>24,>64\n"
    let estate = try Samples.estate(files: ["vmtable.csv": Array(table.utf8)])
    #expect(estate.vms.map(\.memory?.value) == [.gibibytes(32), .gibibytes(64)])
    #expect(estate.vms.map(\.vcpus?.value) == [4, 24])
    _ = try Scenario(parsing: Imported(estate).scenario, file: "fleet.json")
  }
}
