import Datacenter
import Orchestration
import Quantities
import Randomness
import Seam
import StrictJSON
import Testing

@testable import Experiment

@Suite("Failures, high availability and foresight in a scenario")
struct OutageSpecTests {
  /// A small fleet with failures and a request.
  static func text(
    failures: String = "[]", request: String = #"{ "restart": "web" }"#, power: String = "{}"
  ) -> String {
    """
    { "format": 1,
      "hosts": [ { "name": "a", "memory": "1 GiB" }, { "name": "b", "memory": "1 GiB" } ],
      "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
      "storage": [ { "name": "san", "shared": true, "bandwidth": "1 GB/s" },
                   { "name": "free", "shared": true } ],
      "vms": [ { "name": "web", "host": "a", "memory": "64 MiB", "devices": "bare" } ],
      "requests": [ \(request) ],
      "failures": \(failures),
      "strategies": { "live": { "preCopy": { "engine": "xen-modern" } } },
      "until": "2 h", "replications": 1 }
    """
  }

  @Test(
    "what may fail is accepted",
    arguments: [
      #"{ "hosts": "*", "life": "3 d", "repair": "1 h" }"#,
      #"{ "hosts": "*", "life": { "weibull": { "scale": "3 d", "shape": 0.7 } }, "repair": { "logNormal": { "mean": "1 h", "deviation": "2 h" } }, "age": { "uniform": { "low": "0 s", "high": "9 d" } } }"#,
      #"{ "hosts": ["a", "b"], "together": true, "share": 0.5, "like": "lanl-2005" }"#,
      #"{ "hosts": "a", "life": { "empirical": { "values": ["2 h", "3 h"] } }, "repair": "1 min" }"#,
      #"{ "links": "a-b", "life": "3 h", "repair": "1 min", "connections": "closed" }"#,
      #"{ "links": "*", "life": "3 h", "repair": "1 min", "flaps": { "up": "2 s", "down": "1 s" } }"#,
      #"{ "links": "a-b", "life": "3 h", "repair": "1 min", "speed": 0.1 }"#,
      #"{ "datastores": "san", "life": "3 h", "repair": "1 min", "speed": 0.01 }"#,
    ])
  func sound(failure: String) {
    #expect(complaints(Self.text(failures: "[\(failure)]")) == "")
  }

  @Test(
    "failures that make no sense are refused with line and remedy",
    arguments: [
      (#"{ "hosts": "a", "repair": "1 h" }"#, "nothing fails that could be repaired; add \"life\""),
      (#"{ "hosts": "a", "life": "1 h" }"#, "it is never repaired; add \"repair\""),
      (#"{ "hosts": "a" }"#, "how long it works until it fails"),
      (#"{ "life": "1 h", "repair": "1 h" }"#, "it is not said what fails"),
      (#"{ "hosts": "a", "links": "a-b", "life": "1 h", "repair": "1 h" }"#, "object for each"),
      (#"{ "hosts": "z", "life": "1 h", "repair": "1 h" }"#, "there is no host \"z\""),
      (#"{ "links": "a-z", "life": "1 h", "repair": "1 h" }"#, "there is no link \"a-z\""),
      (#"{ "hosts": "a", "life": "0 s", "repair": "1 h" }"#, "is not positive"),
      (#"{ "hosts": "a", "life": "-1 h", "repair": "1 h" }"#, "is not positive"),
      (#"{ "hosts": "a", "life": "1 ms", "repair": "0 s" }"#, "more than 1000000 failures"),
      (#"{ "hosts": "a", "like": "lanl-2005", "life": "1 h", "repair": "1 h" }"#, "remove them"),
      (#"{ "hosts": "a", "like": "lanl" }"#, "lanl-2005"),
      (#"{ "hosts": "a", "life": "1 h", "repair": "1 h", "share": 0.5 }"#, "\"together\": true"),
      (
        #"{ "hosts": "a", "life": "1 h", "repair": "1 h", "speed": 0.5 }"#,
        "a host that fails is down"
      ),
      (#"{ "datastores": "san", "life": "1 h", "repair": "1 h" }"#, "slowed and not down"),
      (
        #"{ "datastores": "free", "life": "1 h", "repair": "1 h", "speed": 0.5 }"#,
        "no bandwidth that it could lose"
      ),
      (#"{ "trace": "no-such-file.csv" }"#, "no-such-file.csv"),
    ])
  func senseless(failure: String, complaint: String) {
    let told = complaints(Self.text(failures: "[\(failure)]"))
    #expect(told.contains(complaint), "\(told)")
    #expect(told.contains("test.json:8:"), "\(told)")
  }

  @Test(
    "a predictor beyond its limits, and keys of another request, are refused",
    arguments: [
      (#"{ "foresee": "*", "lead": "1 min", "precision": 1.5 }"#, "is above 1"),
      (#"{ "foresee": "*", "lead": "1 min", "precision": 0 }"#, "is not positive"),
      (#"{ "foresee": "*", "lead": "1 min", "recall": -0.1 }"#, "is negative"),
      (#"{ "foresee": "*", "lead": "1 min", "recall": 1.1 }"#, "is above 1"),
      (#"{ "foresee": "*", "lead": "-1 min" }"#, "is negative"),
      (#"{ "foresee": "*" }"#, "add \"lead\""),
      (
        #"{ "foresee": "*", "lead": "10 min", "patience": "5 min" }"#,
        "every host is used again before it fails: the shortest \"lead\" is 10 min"
      ),
      (#"{ "foresee": "z", "lead": "1 min" }"#, "there is no host \"z\""),
      (#"{ "restart": "z" }"#, "there is no VM \"z\""),
      (#"{ "restart": "web", "lead": "1 min" }"#, "says \"foresee\""),
      (#"{ "restart": "web", "deadline": "1 min" }"#, "as long as the run"),
      (#"{ "evacuate": "a", "detection": "1 min" }"#, "says \"restart\""),
    ])
  func requests(request: String, complaint: String) {
    let told = complaints(Self.text(request: request))
    #expect(told.contains(complaint), "\(told)")
  }

  @Test(
    "a trace of outages has names, times and no gaps",
    arguments: [
      ("name,at_s\na,1\n", 1, "has not the columns"),
      ("name,at_s,lasting_s\na,1,\n", 2, "has a gap"),
      ("name,at_s,lasting_s\na,1\n", 2, "has a gap"),
      ("name,at_s,lasting_s\na,-1,5\n", 2, "time or a duration"),
      ("name,at_s,lasting_s\na,1,0\n", 2, "time or a duration"),
      ("name,at_s,lasting_s\na,10,5\nb,2,1\na,12,1\n", 4, "before it is over"),
    ])
  func traces(text: String, line: Int, problem: String) {
    do throws(NumberTableError) {
      _ = try FailureTrace(Array(text.utf8), file: "t.csv")
      Issue.record("it was taken")
    } catch {
      #expect(error.line == line)
      #expect(error.problem.contains(problem), "\(error)")
    }
  }

  @Test("a sound trace has the outages of each name, in order")
  func soundTrace() throws {
    let trace = try FailureTrace(
      Array("name,at_s,lasting_s\na,10,5\nb,2,1\na,100,7\n".utf8), file: "t.csv")
    #expect(trace.parts.map(\.name) == ["a", "b"])
    #expect(trace.parts[0].outages.map(\.at) == [Seconds(10), Seconds(100)])
  }

  @Test("published laws have the means that were published", arguments: PublishedFailures.allCases)
  func published(set: PublishedFailures) {
    #expect(set.life.distribution.mean > set.repair.distribution.mean)
    #expect(set.life.distribution.mean > 3600)
  }

  @Test("foreseeing failures where no host fails is refused")
  func nothingToForesee() {
    let text = #"""
      { "format": 1, "hosts": [ { "name": "a" }, { "name": "b" } ],
        "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
        "vms": [ { "name": "vm", "host": "a", "memory": "1 GiB" } ],
        "requests": [ { "foresee": "a", "lead": "10 min" } ],
        "strategies": { "s": { "preCopy": { "engine": "qemu-8.2" } } },
        FAILURES "until": "10 d" }
      """#
    let told = complaints(text.replacing("FAILURES", with: ""))
    #expect(told.contains("$.requests[0].foresee: no host fails"), "\(told)")
    let failures = #""failures": [ { "hosts": "b", "life": "5 d", "repair": "1 h" } ],"#
    #expect(complaints(text.replacing("FAILURES", with: failures)) == "")
    let fault = #""faults": [ { "fault": "host-lost", "host": "a", "at": "1 d" } ],"#
    #expect(complaints(text.replacing("FAILURES", with: fault)) == "")
  }

  @Test("who loses patience before some failures is told how many, before anything starts")
  func patience() throws {
    func forecast(_ request: String) throws -> String {
      let failures = #"[ { "hosts": "*", "life": "3 d", "repair": "1 h" } ]"#
      return try Scenario(
        parsing: Self.text(failures: failures, request: request), file: "test.json"
      ).forecast.joined()
    }
    let uniform = #""foresee": "*", "lead": { "uniform": { "low": "0 s", "high": "100 s" } }"#
    // A fifth of the leads are longer than 80 s.
    let told = try forecast("{ \(uniform), \"patience\": \"80 s\" }")
    let share = try #require(told.firstMatch(of: /but ([0-9.]+) % of failures come later/)).output.1
    #expect(abs(try #require(Double(share)) - 20) < 1.6, "\(told)")
    #expect(try forecast("{ \(uniform) }") == "")
    #expect(try forecast(#"{ "foresee": "*", "lead": "10 min", "patience": "10 min" }"#) == "")
    // Twice its mean is not enough for an exponential lead: exp(-2) of them are longer.
    let long = try forecast(#"{ "foresee": "*", "lead": { "exponential": { "mean": "9 min" } } }"#)
    #expect(long.contains("% of failures come later"), "\(long)")
  }

  @Test("the nines of an availability")
  func nines() throws {
    #expect(abs(try #require(OutageDigest.nines(0.999)) - 3) < 1e-9)
    #expect(OutageDigest.nines(1) == nil)
  }

  @Test("equal failures meet every arm, and the results say what VMs felt")
  func results() throws {
    let text = Self.text(
      failures:
        #"[{ "hosts": "*", "life": { "exponential": { "mean": "20 min" } }, "repair": "2 min" }]"#
    ).replacing(
      #""live": { "preCopy": { "engine": "xen-modern" } }"#,
      with:
        #""live": { "preCopy": { "engine": "xen-modern" } }, "other": { "stopAndCopy": {} }"#)
    let run = ExperimentRun(try Scenario(parsing: text, file: "test.json"))
    let files = Dictionary(
      run.files.map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
    let failures = try #require(files["failures.csv"]).split(separator: "\n").dropFirst()
    let live = failures.filter { $0.contains(",live,") }
    #expect(live.count > 3)
    #expect(
      live.map { String($0).replacing(",live,", with: ",other,") }
        == failures.filter { $0.contains(",other,") }.map(String.init))
    #expect(try #require(files["vms.csv"]).contains("availability,nines"))
    #expect(try #require(files["summary.csv"]).contains(",availability,"))
    #expect(run.screen.contains("a VM is available"))
  }

  @Test("the events of a migration tell of failures meanwhile, and of its VM's crash and restart")
  func explained() throws {
    let text = Self.text(
      failures: #"[{ "hosts": "a", "life": "5 s", "repair": "1 min" }]"#,
      request:
        #"{ "migrate": "web", "to": "b", "at": "4.9 s" }, { "restart": "web", "detection": "10 s" }"#
    )
    let told = try Explanation(Scenario(parsing: text, file: "test.json"), telling: .events).text
    for line in ["host a fails", "the VM crashes with a", "the VM runs again"] {
      #expect(told.contains(line), "\(told)")
    }
  }
}
