import Experiment
import StrictJSON
import Testing

@Suite("QEMU's engines in a scenario")
struct QemuKeysTests {
  /// What is wrong with a strategy, one line each; empty if nothing is.
  private func complaints(_ strategy: String) -> String {
    do throws(ScenarioErrors) {
      _ = try Scenario(parsing: FaultSpecTests.text(strategy: strategy), file: "test.json")
      return ""
    } catch {
      return error.description
    }
  }

  @Test(
    "every release takes a limit, a cap and the aids of its time",
    arguments: ["qemu-2.0", "qemu-4.2", "qemu-7.2", "qemu-8.2", "qemu-11"])
  func releases(engine: String) {
    #expect(
      complaints(
        """
        { "engine": "\(engine)", "downtimeLimit": "100 ms", "maximumBandwidth": "10 GB/s",
          "autoConverge": { "initial": 30, "increment": 5, "maximum": 80 },
          "xbzrle": { "cache": "128 MiB", "encodedPage": "100 B" },
          "zeroPageTime": "0.1 us", "bitmapTimePerGiB": "0.05 ms",
          "firmware": { "full": 0, "zero": 0 } }
        """) == "")
  }

  @Test(
    "what cannot be combined is refused with what to write instead",
    arguments: [
      (
        #"{ "engine": "qemu-11", "autoConverge": {}, "dirtyLimit": {} }"#,
        "dirty-limit and auto-converge exclude each other"
      ),
      (#"{ "engine": "qemu-11", "multifd": {}, "xbzrle": {} }"#, "multifd cannot send changes"),
      (#"{ "engine": "qemu-11", "compression": {} }"#, "add \"multifd\": {}"),
      (#"{ "engine": "qemu-7.2", "dirtyLimit": {} }"#, "qemu-7.2 has no such parameter"),
      (#"{ "engine": "xen-modern", "xbzrle": {} }"#, "xen-modern has no such parameter"),
      (#"{ "engine": "qemu-11", "maximumRounds": 5 }"#, "qemu-11 has no such parameter"),
      (
        #"{ "engine": "qemu-11", "xbzrle": { "cache": "100 MiB" } }"#,
        "the cache is no power of two of pages of 4 KiB; write \"128 MiB\""
      ),
      (#"{ "engine": "qemu-11", "xbzrle": { "cache": "300 GiB" } }"#, "write \"256 GiB\""),
      (#"{ "engine": "qemu-11", "xbzrle": { "cache": "1 B" } }"#, "write \"4 KiB\""),
      (#"{ "engine": "qemu-11", "xbzrle": { "cache": "8191 B" } }"#, "write \"8 KiB\""),
      (
        #"{ "engine": "qemu-11", "autoConverge": { "initial": 50, "maximum": 40 } }"#,
        "the highest throttle is below the first"
      ),
    ])
  func refused(strategy: String, complaint: String) {
    #expect(complaints(strategy).contains(complaint))
  }

  @Test(
    "a release has what had come by then, and is told what came later",
    arguments: [
      (#""qemu-2.0", "multifd": {}"#, "qemu-2.0 has no such parameter"),
      (#""qemu-2.0", "autoConverge": { "tailslow": true }"#, "\"tailslow\" came with QEMU 5.1"),
      (#""qemu-4.2", "autoConverge": { "tailslow": true }"#, "\"tailslow\" came with QEMU 5.1"),
      (#""qemu-7.2", "autoConverge": { "tailslow": true }"#, ""),
      (#""qemu-4.2", "compression": {}"#, "zstd came with QEMU 5.0; write \"method\": \"zlib\""),
      (#""qemu-2.0", "compression": { "method": "zlib" }"#, ""),
      (#""qemu-4.2", "compression": { "method": "zlib" }, "multifd": {}"#, "since QEMU 5.0"),
      (#""qemu-7.2", "compression": { "method": "zstd" }"#, "or add \"multifd\": {}"),
      (#""qemu-7.2", "compression": { "method": "zstd" }, "multifd": {}"#, ""),
      (#""qemu-8.2", "compression": { "method": "qatzip" }, "multifd": {}"#, "with QEMU 9.2"),
      (#""qemu-11", "compression": { "method": "qatzip" }, "multifd": {}"#, ""),
    ])
  func history(keys: String, complaint: String) {
    let found = complaints(#"{ "engine": \#(keys) }"#)
    #expect(complaint.isEmpty ? found == "" : found.contains(complaint), "\(found)")
  }
}
