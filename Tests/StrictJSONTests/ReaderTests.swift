import Quantities
import Randomness
import Testing

@testable import StrictJSON

@Suite("Reading a document")
struct ReaderTests {
  private func read(_ text: String) throws(JSONErrors) -> ExampleLab {
    try JSONDocument(parsing: Array(text.utf8), file: "lab.json")
      .read(.object) { (lab: ExampleLab, log) in
        if lab.hosts.isRead { ExampleHost.checkPeers(lab.hosts.value, log) }
      }
  }

  private func issues(_ text: String) -> [String] {
    do throws(JSONErrors) {
      _ = try read(text)
      return []
    } catch {
      return error.issues.map { String($0.description.dropFirst("lab.json:".count)) }
    }
  }

  /// The issues of a lab with one sound host and these further members.
  private func issues(adding members: String) -> [String] {
    issues("{ \"hosts\": [ { \"name\": \"a\", \"memory\": \"1 GiB\" } ],\n\(members) }")
  }

  /// The issues of a host that has a name and these further members, on line 2.
  private func hostIssues(_ members: String) -> [String] {
    issues("{ \"hosts\": [ { \"name\": \"a\",\n\(members) } ] }")
  }

  @Test("a sound document becomes its values, in the order of the file")
  func sound() throws {
    let lab = try read(
      """
      { "question": "Why?",
        "hosts": [
          { "name": "a", "memory": "64 GiB", "vendor": "amd", "peer": "b" },
          { "name": "b", "memory": "2 GiB", "used": "1 GiB", "spare": true } ],
        "strategies": { "z": { "cold": {} }, "a": { "preCopy": { "rounds": 5 } },
                        "m": { "preCopy": {} } },
        "writes": { "rate": "40 MiB/s" },
        "seed": 18446744073709551615, "share": 1,
        "think": { "exponential": { "mean": "300 ms" } } }
      """)
    #expect(lab.question == "Why?")
    #expect(lab.hosts.value.map(\.name.value) == ["a", "b"])
    #expect(lab.hosts.value.map(\.memory) == [.gibibytes(64), .gibibytes(2)])
    #expect(lab.hosts.value.map(\.used) == [.zero, .gibibytes(1)])
    #expect(lab.hosts.value.map(\.vendor) == [.amd, .intel])
    #expect(lab.hosts.value.map(\.spare) == [false, true])
    #expect(lab.hosts.value.map(\.peer?.value) == ["b", nil])
    #expect(lab.hosts.value[1].name.path.description == "$.hosts[1].name")
    #expect(lab.hosts.value[1].name.position == TextPosition(line: 4, column: 15))
    #expect(lab.strategies.map(\.name.value) == ["z", "a", "m"])
    #expect(lab.strategies.map(\.value) == [.cold, .preCopy(rounds: 5), .preCopy(rounds: 29)])
    #expect(lab.writes.map(\.rate) == [PagesPerSecond(10240)])
    #expect(lab.seed == .max)
    #expect(lab.share == 1)
    #expect(lab.think == .exponential(mean: 0.3))
  }

  @Test("what is left out takes its default")
  func defaults() throws {
    let lab = try read(#"{ "hosts": [ { "name": "a", "memory": "1 B" } ] }"#)
    #expect(lab.question == nil)
    #expect(lab.strategies.isEmpty)
    #expect(lab.writes.isEmpty)
    #expect(lab.seed == 1)
    #expect(lab.share == 0.5)
    #expect(lab.think == .constant(0))
  }

  @Test("all errors are reported at once, in the order of the lines")
  func allAtOnce() {
    let text = """
      { "hosts": [
          { "name": "a", "memroy": "64 GiB", "peer": "bb2" },
          { "name": "b2", "memory": "4 GB/s", "used": 5, "vendor": "adm", "colour": "red" },
          { "memory": "-1 GiB", "spare": "true" },
          7 ],
        "strategies": { "x": { "precopy": {} }, "x": { "cold": null } },
        "share": 1.5, "seed": -1 }
      """
    #expect(
      issues(text) == [
        #"2:20: $.hosts[0].memroy: there is no key "memroy" here; write "memory""#,
        #"2:48: $.hosts[0].peer: there is no host "bb2"; write "b2""#,
        #"3:31: $.hosts[1].memory: "4 GB/s" is not an amount of data: "GB/s" is a rate; "#
          + #"write for example "4 GiB" or "512 MiB""#,
        #"3:49: $.hosts[1].used: 5 is a number, not an amount of data; write for example "4 GiB""#,
        #"3:62: $.hosts[1].vendor: "adm" is not a CPU vendor; write "amd""#,
        #"3:69: $.hosts[1].colour: there is no key "colour" here; remove it; "#
          + #"the keys that may still be added are "spare", "peer""#,
        #"4:5: $.hosts[2]: the key "name" is missing; write for example "name": "a""#,
        #"4:17: $.hosts[2].memory: "-1 GiB" is not positive; write an amount of data above "0 B""#,
        #"4:36: $.hosts[2].spare: "true" is a text, not true or false; write true without quotes"#,
        #"5:5: $.hosts[3]: 7 is a number, not an object; write for example { ... }"#,
        #"6:26: $.strategies.x.precopy: "precopy" is not a strategy; write "preCopy""#,
        #"6:43: $.strategies.x: the key "x" is given twice; it is first on line 6; "#
          + "remove one of the two",
        #"7:12: $.share: 1.5 is above 1; write a number from 0 to 1"#,
        #"7:25: $.seed: -1 is not a seed; write a whole number from 0 to 18446744073709551615"#,
      ])
  }

  @Test(
    "a wrong member of a host is reported once, with a remedy",
    arguments: [
      (#""memory": "64""#, #"2:11: $.hosts[0].memory: "64" has no unit; write for example"#),
      (#""memory": null"#, "memory: is null, not an amount of data; leave the key out"),
      (#""memory": ["1 B"]"#, "memory: is an array, not an amount of data; write for example"),
      (#""memory": "0 B""#, #"memory: "0 B" is not positive; write an amount of data above"#),
      (
        #""memory": "1 B", "used": "-0 B""#,
        #"used: "-0 B" is negative; write an amount of data of"#
      ),
      (
        #""memory": "1 B", "used": "2 B""#, #"used: is more than the 1 B of "memory"; write 1 B or"#
      ),
      (#""memory": "1 B", "peer": """#, #"peer: the name "" is empty; write one character"#),
      (#""memory": "1 B", "peer": "a ""#, "begins or ends with a space; remove the space"),
      (#""memory": "1 B", "peer": "a\u0000""#, #""a\u0000" holds a control character"#),
      (#""memory": "1 B", "peer": "c""#, #"there is no host "c"; write "a""#),
      (#""memory": "1 B", "spare": 1"#, "spare: 1 is a number, not true or false"),
      (#""memory": "1 B", "vendor": "VIA""#, #"write one of "intel", "amd""#),
      (#""memory": "1 B", "vendor": "AMD""#, #""AMD" is not a CPU vendor; write "amd""#),
    ])
  func wrongHost(members: String, message: String) {
    let issues = hostIssues(members)
    #expect(issues.count == 1, "\(issues)")
    #expect(issues.first?.contains(message) == true, "\(issues)")
  }

  @Test(
    "a wrong member is reported once, with a remedy",
    arguments: [
      (#""seed": 1.5"#, "2:9: $.seed: 1.5 is not a seed"),
      (#""seed": 18446744073709551616"#, "$.seed: 18446744073709551616 is not a seed"),
      (#""seed": "7""#, #"$.seed: "7" is a text, not a whole number; write 7 without quotes"#),
      (#""share": "half""#, #"$.share: "half" is a text, not a number; write for example 1"#),
      (#""share": -0.0"#, "$.share: -0.0 is negative"),
      (#""strategies": []"#, "$.strategies: is an array, not an object"),
      (#""strategies": { "a": {} }"#, #"the object is empty; write one of "preCopy", "cold""#),
      (
        #""strategies": { "a": { "cold": {}, "preCopy": {} } }"#,
        #"$.strategies.a: a strategy is one of "cold", "preCopy", not several; keep one"#
      ),
      (#""strategies": { "a": "cold" }"#, #"is a text, not a strategy; write { "cold": { ... } }"#),
      (
        #""strategies": { "a b": { "cold": { "x": 1 } } }"#,
        #"$.strategies["a b"].cold.x: there is no"#
      ),
      (
        #""strategies": { "": { "cold": {} } }"#,
        #"$.strategies[""]: the name of a strategy is empty"#
      ),
      (
        #""strategies": { "a": { "preCopy": { "rounds": 100 } } }"#,
        "rounds: 100 is not from 1 to 99; write a whole number from 1 to 99"
      ),
      (
        #""strategies": { "a": { "preCopy": { "rounds": 4.5 } } }"#,
        "rounds: 4.5 is not a whole number; write a whole number from 1 to 99"
      ),
      (#""writes": []"#, "$.writes: the array is empty; write 1 or more, for example [{ ... }]"),
      (#""writes": [{}]"#, #"$.writes[0]: the key "rate" is missing; write for example "rate":"#),
      (#""writes": 5"#, "$.writes: 5 is a number, not an object or an array"),
      (#""hots": 5"#, #"$.hots: there is no key "hots" here; remove it; "hosts" is there already"#),
      (#""quest": """#, #"$.quest: there is no key "quest" here; write "question""#),
    ])
  func wrongMember(member: String, message: String) {
    let issues = issues(adding: member)
    #expect(issues.count == 1, "\(issues)")
    #expect(issues.first?.contains(message) == true, "\(issues)")
  }

  @Test("a name is not called dangling because its list could not be read")
  func noFollowUpErrors() {
    #expect(issues(#"{ "hosts": 5 }"#).count == 1)
    #expect(issues("[]") == ["1:1: $: is an array, not an object; write for example { ... }"])
    #expect(
      issues("{}") == [
        #"1:1: $: the key "hosts" is missing; write for example "hosts": [{ ... }]"#
      ])
    #expect(hostIssues(#""memory": "1 B", "peer": 5"#).count == 1)
  }

  @Test(
    "every distribution is read in SI base units",
    arguments: [
      (#""2 s""#, Distribution.Law.constant(2)),
      (#"{ "uniform": { "low": "1 s", "high": "2 min" } }"#, .uniform(low: 1, high: 120)),
      (#"{ "exponential": { "mean": "1 h" } }"#, .exponential(mean: 3600)),
      (#"{ "normal": { "mean": "1 s", "deviation": "0 s" } }"#, .normal(mean: 1, deviation: 0)),
      (
        #"{ "logNormal": { "mean": "1 s", "deviation": "5 ms" } }"#,
        .logNormal(mean: 1, deviation: 0.005)
      ),
      (#"{ "gamma": { "mean": "1 s", "deviation": "2 s" } }"#, .gamma(mean: 1, deviation: 2)),
      (#"{ "weibull": { "scale": "1 s", "shape": 1.5 } }"#, .weibull(scale: 1, shape: 1.5)),
      (#"{ "pareto": { "minimum": "1 s", "shape": 2 } }"#, .pareto(minimum: 1, shape: 2)),
      (
        #"{ "triangular": { "low": "1 s", "mode": "1 s", "high": "3 s" } }"#,
        .triangular(low: 1, mode: 1, high: 3)
      ),
      (
        #"{ "empirical": { "values": ["1 s", "2 s"], "weights": [1, 0] } }"#,
        .empirical(values: [1, 2], weights: [1, 0])
      ),
      (#"{ "empirical": { "values": ["1 s"] } }"#, .empirical(values: [1], weights: nil)),
    ])
  func distributions(text: String, value: Distribution.Law) throws {
    let lab = try read(
      #"{ "hosts": [ { "name": "a", "memory": "1 B" } ], "think": \#(text) }"#)
    #expect(lab.think == value)
  }

  @Test(
    "a distribution that makes no sense is refused",
    arguments: [
      ("5", "$.think: 5 is a number, not a duration or a distribution"),
      (#""-1 s""#, #"$.think: "-1 s" is negative"#),
      (#""13 s""#, "$.think: is unlucky; write another distribution, or a constant"),
      (
        #"{ "unifrom": {} }"#, #"$.think.unifrom: "unifrom" is not a distribution; write "uniform""#
      ),
      (#"{ "uniform": { "low": "2 s", "high": "1 s" } }"#, #"high: is below "low"; swap the two"#),
      (#"{ "uniform": { "low": "-1 s", "high": "1 s" } }"#, #"low: "-1 s" is negative"#),
      (#"{ "exponential": { "mean": "0 s" } }"#, #"mean: "0 s" is not positive"#),
      (#"{ "normal": { "mean": "1 s", "deviation": "-1 s" } }"#, "is negative"),
      (#"{ "weibull": { "scale": "1 s", "shape": 0 } }"#, "shape: 0 is not positive"),
      (#"{ "pareto": { "minimum": "1 s", "shape": "2" } }"#, "write 2 without quotes"),
      (
        #"{ "triangular": { "low": "2 s", "mode": "1 s", "high": "3 s" } }"#,
        #"mode: is below "low""#
      ),
      (
        #"{ "triangular": { "low": "1 s", "mode": "4 s", "high": "3 s" } }"#,
        #"high: is below "mode""#
      ),
      (#"{ "empirical": { "values": [] } }"#, "values: the array is empty"),
      (
        #"{ "empirical": { "values": ["1 s"], "weights": [1, 2] } }"#,
        "weights: has 2 weights for 1 values"
      ),
      (#"{ "empirical": { "values": ["1 s"], "weights": [0] } }"#, "no weight above 0"),
    ])
  func wrongDistributions(text: String, message: String) {
    let issues = issues(adding: "\"think\": \(text)")
    #expect(issues.count == 1, "\(issues)")
    #expect(issues.first?.contains(message) == true, "\(issues)")
  }
}
