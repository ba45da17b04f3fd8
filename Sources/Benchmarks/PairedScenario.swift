import Experiment
import Foundation

/// Pairs of hosts on one switch as a scenario, each with a small VM that moves, starts over a minute; and
/// what may go on beside that.
struct PairedScenario {
  let count: Int
  var company = Company.none

  /// What goes on beside the moves, once for every pair.
  enum Company: String, CaseIterable {
    case none
    /// Hosts have cores.
    case cores
    /// Destinations die in the middle.
    case lostHosts = "lost hosts"
    /// Migrations are cancelled in a stage.
    case faultsInStages = "faults in stages"
    /// Links go down for a second.
    case linksDown = "links down"
    /// Links have a load that changes.
    case loads
    /// Post-copy instead of pre-copy.
    case postCopy = "post-copy"
    /// A sender that is followed at the network's rate.
    case followed = "followed senders"
    /// Guests write to disks on one datastore.
    case disks
  }

  /// Reads it, runs it, writes all of its files into a folder that is removed, and makes what the screen says.
  func run() {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("apus-pairs-\(ProcessInfo.processInfo.processIdentifier)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      guard case .whole(let study) = try StudyRun.play(scenario, into: ResultsFolder(folder)) else {
        fatalError("the run did not end")
      }
      let answer = try StoredResults(folder, isFresh: true).answer().headline
      precondition(!study.screen(answer: answer, width: 100).isEmpty)
    } catch {
      fatalError("\(error)")
    }
  }

  /// It, read.
  var scenario: Scenario {
    do {
      return try Scenario(parsing: text, file: "pairs.json")
    } catch {
      fatalError("\(error)")
    }
  }

  /// The scenario's file.
  var text: String {
    let requests = each { number, at in
      #"{"at":"\#(at) s","migrate":"vm-\#(number)","to":"d-\#(number)"}"#
    }
    return """
      {"format": 1, "question": "How does the cost grow?",
       "hosts": [{"name": "s-{}", "count": \(count), "memory": "8 GiB"\(cores)},
                 {"name": "d-{}", "count": \(count), "memory": "8 GiB"\(cores)}],
       "network": {"topologies": [
         {"singleSwitch": {"cable": {"bandwidth": "1 Gbit/s", "latency": "5 us"}}}]\(loads)},
       "storage": [{"name": "san", "shared": true}],
       "vms": [{"name": "vm-{}", "count": \(count), "host": "s-{}", "memory": "64 MiB"\(disks)}],
       "requests": \(requests), "faults": \(faults),
       "strategies": {"moved": \(strategy)}, "replications": 1, "seed": 1}
      """
  }

  /// A text for each pair, from its number and the time of its request, as an array.
  private func each(_ text: (_ number: Int, _ at: Double) -> String) -> String {
    let texts = (0..<count).map { text($0 + 1, 60 * Double($0) / Double(count)) }
    return "[\(texts.joined(separator: ","))]"
  }

  private var cores: String { company == .cores ? #", "cores": 4"# : "" }

  private var disks: String {
    company == .disks
      ? #", "disks": [{"size": "1 GiB", "writes": {"region": "64 MiB", "rate": "10 writes/s"}}]"#
      : ""
  }

  private var loads: String {
    guard company == .loads else { return "" }
    let loads = each { number, _ in
      #"""
      {"link":"s-\#(number)-switch","period":"10 s",
       "profile":[{"at":"0 s","rate":"100 Mbit/s"},{"at":"5 s","rate":"200 Mbit/s"}]}
      """#
    }
    return #", "loads": "# + loads
  }

  private var faults: String {
    switch company {
    case .lostHosts:
      each { #"{"fault":"host-lost","host":"d-\#($0)","at":"\#($1 + 0.2) s"}"# }
    case .faultsInStages:
      each { number, _ in #"{"fault":"cancelled","vm":"vm-\#(number)","during":"stop-and-copy"}"# }
    case .linksDown:
      each {
        #"{"fault":"link-down","link":"s-\#($0)-switch","at":"\#($1 + 0.2) s","lasting":"1 s"}"#
      }
    case .none, .cores, .loads, .postCopy, .followed, .disks: "[]"
    }
  }

  private var strategy: String {
    switch company {
    case .postCopy: #"{"postCopy": {}}"#
    case .followed: #"{"preCopy": {"engine": "qemu-7.2"}}"#
    case .none, .cores, .lostHosts, .faultsInStages, .linksDown, .loads, .disks:
      #"{"preCopy": {"engine": "xen-modern"}}"#
    }
  }
}
