import Quantities
import Randomness

@testable import StrictJSON

/// A small document that uses every kind of shape.
struct ExampleLab: ReadableObject {
  static let schemaName = "Lab"
  static let schemaText = "A laboratory."

  let question: String?
  let hosts: Located<[ExampleHost]>
  let strategies: [Named<ExampleStrategy>]
  let writes: [ExampleWrites]
  let seed: UInt64
  let share: Double
  let think: Distribution.Law

  init(reading object: inout ObjectReader) {
    question = object.optional("question", .text, "What the scenario asks.")
    hosts = object.required(
      "hosts", .located(.array(of: .object, atLeast: 1)), "The hosts, at least one.")
    strategies = object.optional(
      "strategies",
      .dictionary(
        "a strategy",
        of: .choice(
          "a strategy",
          [
            Variant(
              "preCopy", "Iterative copying.",
              .object("Its parameters.") {
                .preCopy(
                  rounds: $0.optional("rounds", .count(1...99), default: 29, "Rounds at most."))
              }),
            Variant("cold", "The VM is off.", .object("No parameters.") { _ in .cold }),
          ])), default: [], "The strategies, by name.")
    writes = object.optional(
      "writes", .oneOrMore(.object), default: [], "What is written.")
    seed = object.optional("seed", .seed, default: 1, "The seed.")
    share = object.optional(
      "share", .number(.within(0...1)), default: 0.5, "The share that is hot.")
    think = object.optional(
      "think", .random(Seconds.self, .nonNegative) { $0 == .constant(13) ? "is unlucky" : nil },
      default: .constant(0), "The time between requests.")
  }
}

enum ExampleStrategy: Equatable {
  case preCopy(rounds: Int)
  case cold
}

struct ExampleHost: ReadableObject {
  static let schemaName = "Host"
  static let schemaText = "A host."

  enum Vendor: String, CaseIterable { case intel, amd }

  let name: Located<String>
  let memory: Bytes
  let used: Bytes
  let vendor: Vendor
  let spare: Bool
  let peer: Located<String>?

  init(reading object: inout ObjectReader) {
    name = object.required("name", .located(.name), "The host's name.")
    memory = object.required("memory", .quantity(.positive), "The memory.")
    used = object.optional("used", .quantity(.nonNegative), default: .zero, "Memory in use.")
    vendor = object.optional("vendor", .word("a CPU vendor"), default: .intel, "The CPU vendor.")
    spare = object.optional("spare", .flag, default: false, "Whether it is a spare.")
    peer = object.optional("peer", .located(.name), "The host that takes over.")
    object.check(
      "used", "memory", holds: used <= memory, "is more than the \(memory) of \"memory\"",
      "write \(memory) or less")
  }

  /// Reports a peer that does not exist.
  static func checkPeers(_ hosts: [ExampleHost], _ log: IssueLog) {
    for case let peer? in hosts.map(\.peer)
    where !hosts.contains(where: { $0.name.value == peer.value }) {
      log.reportDangling(peer, noun: "host", among: hosts.map(\.name.value))
    }
  }
}

struct ExampleWrites: ReadableObject {
  static let schemaName = "Writes"
  static let schemaText = "Writes to memory."

  let rate: PagesPerSecond

  init(reading object: inout ObjectReader) {
    rate = object.required("rate", .quantity(.any), "The rate.")
  }
}
