import Quantities
import StrictJSON
import Testing

@testable import Experiment

@Suite("Scenarios that chance has damaged")
struct MutatedScenarioTests {
  /// Values that some check might not expect.
  private static let nasty = [
    "\"\"", "\"*\"", "\"{}\"", "\"web-{}\"", "\"a\"", "\"b\"", "\"web\"", "\"san\"", "\"xen\"",
    "null", "true",
    "{}", "[]", "[[]]", "0", "-0", "1", "-1", "0.5", "1e308", "1e-320", "30", "1000", "\"0 B\"",
    "\"1 B\"",
    "\"4095 B\"", "\"1 PiB\"", "\"1e308 PiB\"", "\"1024 PiB\"", "\"-1 GiB\"", "\"1 bit/s\"",
    "\"8000 Tbit/s\"",
    "\"0 writes/s\"", "\"1e10 writes/s\"", "\"1e-300 writes/s\"", "\"0 s\"", "\"1 ns\"",
    "\"3650 d\"", "\"1e300 s\"",
    "{ \"pareto\": { \"minimum\": \"1 MiB\", \"shape\": 0.1 } }",
    "{ \"pareto\": { \"minimum\": \"1 s\", \"shape\": 0.1 } }",
    "{ \"normal\": { \"mean\": \"1 writes/s\", \"deviation\": \"1e10 writes/s\" } }",
    "{ \"logNormal\": { \"mean\": \"1 PiB\", \"deviation\": \"1 PiB\" } }",
    "{ \"empirical\": { \"values\": [\"1 B\", \"1 PiB\"], \"weights\": [0, 1e308] } }",
    "{ \"textbook\": {} }", "{ \"preCopy\": { \"engine\": \"textbook\" } }",
    "{ \"stopAndCopy\": {} }",
    "{ \"cold\": { \"shutdown\": \"0 s\", \"boot\": \"3650 d\" } }", "\u{7F}", "\"\\ud800\"", "NaN",
  ]

  private static let rich = """
    {
      "format": 1,
      "hosts": [
        { "name": "a", "memory": "64 GiB" },
        { "name": "n-{}", "count": 3, "memory": "64 GiB", "cpu": { "vendor": "intel", "features": ["avx2"] } }
      ],
      "network": {
        "switches": ["s"],
        "links": [
          { "between": ["n-*", "s"], "bandwidth": "10 Gbit/s", "latency": "1 ms" },
          { "between": ["a", "s"], "bandwidth": "1 Gbit/s", "name": "up" }
        ]
      },
      "storage": [
        { "name": "san", "hosts": ["n-*", "a"], "capacity": "1 TiB", "bandwidth": "1 GB/s" },
        { "name": "own", "host": "a" }
      ],
      "vms": [
        {
          "name": "v-{}", "count": 2, "host": "n-{}", "memory": "1 GiB", "devices": "bare", "storage": "san",
          "disks": [ { "size": "20 GiB", "allocated": "1 GiB", "storage": "san" } ],
          "writes": {
            "hot": { "size": { "uniform": { "low": "1 MiB", "high": "64 MiB" } }, "rate": "100 writes/s" },
            "sweep": { "size": "64 MiB", "rate": "100 writes/s", "phase": 0.5 },
            "classes": [ { "name": "c", "size": "1 MiB", "rate": "9 writes/s", "pattern": "sequential" } ],
            "rest": { "rate": "1 writes/s" },
            "zero": { "size": "10 MiB" }
          }
        },
        { "name": "off", "host": "a", "memory": "1 GiB", "devices": "bare", "power": "off", "storage": "own" }
      ],
      "requests": [
        { "at": "1 s", "migrate": ["v-*"], "to": ["n-3", "a"], "strategy": "xen" },
        { "migrate": "off", "to": "n-1", "storage": "san", "strategy": "cold" }
      ],
      "strategies": {
        "xen": { "preCopy": { "maximumRounds": 5, "targetDirty": 50, "deviceState": "1 MiB" } },
        "cold": { "cold": { "boot": { "exponential": { "mean": "30 s" } }, "powerOn": true } }
      },
      "replications": 1, "seed": 1, "until": "2 h", "fidelity": "statistical"
    }
    """

  /// SplitMix64.
  private struct Chance: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  /// The places of the values (texts, numbers, words) of a text, found without a parser.
  private static func values(of text: [Character]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var index = 0
    while index < text.count {
      let start = index
      if text[index] == "\"" {
        index += 1
        while index < text.count, text[index] != "\"" { index += 1 }
        index = min(index + 1, text.count)
        found.append(start..<index)
      } else if text[index].isNumber || text[index].isLetter {
        while index < text.count, text[index].isNumber || text[index].isLetter { index += 1 }
        found.append(start..<index)
      } else {
        index += 1
      }
    }
    return found
  }

  private static func damage(_ text: String, by chance: inout Chance) -> String {
    var text = Array(text)
    for _ in 0..<Int.random(in: 1...2, using: &chance) {
      let values = values(of: text)
      guard let value = values.randomElement(using: &chance),
        let other = values.randomElement(using: &chance)
      else { break }
      switch Int.random(in: 0..<8, using: &chance) {
      case 0: text.remove(at: Int.random(in: 0..<text.count, using: &chance))
      case 1: text.replaceSubrange(value, with: text[other])
      case 2: text.removeSubrange(value.lowerBound..<max(value.upperBound, other.lowerBound))
      default: text.replaceSubrange(value, with: nasty.randomElement(using: &chance)!)
      }
    }
    return String(text)
  }

  @Test(
    "each is refused with reasons, or it runs and every number is finite",
    arguments: 1...UInt64(8))
  func survive(seed: UInt64) throws {
    var chance = Chance(state: seed)
    for round in 0..<100 {
      let text = Self.damage(round.isMultiple(of: 3) ? Starter.text : Self.rich, by: &chance)
      do {
        var scenario = try Scenario(parsing: text, file: "damaged.json")
        scenario.replications = 1
        for file in ExperimentRun(scenario).files {
          let words = file.text.split { !$0.isLetter && !$0.isNumber && $0 != "+" }
          #expect(!words.contains { ["inf", "nan"].contains($0.lowercased()) }, "\(text)")
        }
      } catch {
        #expect(error.issues.allSatisfy { !$0.problem.isEmpty && !$0.remedy.isEmpty })
      }
    }
  }
}
