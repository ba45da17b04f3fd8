import Datacenter
import Quantities
import Randomness
import StrictJSON

/// What fails again and again, and is repaired.
struct OutageSpec: ReadableObject, Sendable {
  static let schemaName = "Outages"
  static let schemaText =
    "Hosts, links or datastores that fail again and again, alone or together, and are repaired. Every arm meets the same failures. The run ends at \"until\"."

  let hosts: [Located<String>]
  let links: [Located<String>]
  let datastores: [Located<String>]
  let trace: Located<FailureTrace>?
  let together: Bool
  let share: Double
  let life: RandomQuantity<Seconds>?
  let repair: RandomQuantity<Seconds>?
  let age: RandomQuantity<Seconds>
  let effect: FailureProcess.Effect

  init(reading o: inout ObjectReader) {
    let names = Shape<[Located<String>]>.names
    hosts = o.optional(
      "hosts", names, default: [],
      "The hosts that fail: names or patterns. The VMs on a host crash with it.")
    links = o.optional("links", names, default: [], "The links that fail: names or patterns.")
    datastores = o.optional(
      "datastores", names, default: [],
      "The datastores that become slow: names or patterns. Copies from and to them slow down too.")
    trace = o.optional(
      "trace", .located(FailureTrace.shape),
      "A CSV file of recorded outages, with the columns name (of a host, link or datastore), at_s and lasting_s."
    )
    let published: PublishedFailures? = o.optional(
      "like", .word("a published set"),
      "Published distributions of times to failure and repair, Weibull or exponential (Javadi et al., The Failure Trace Archive, 2013). lanl-2005: nodes of clusters. grid5000-2006: a research grid. microsoft-1999: desktop computers."
    )
    let life: RandomQuantity<Seconds>? = o.optional(
      "life", .random(.span), "The time from a repair until the next failure, sampled each time.")
    let repair: RandomQuantity<Seconds>? = o.optional(
      "repair", .random(.duration), "The time from a failure until the repair, sampled each time.")
    self.life = published?.life ?? life
    self.repair = published?.repair ?? repair
    let age: RandomQuantity<Seconds>? = o.optional(
      "age", .random(.duration),
      "The time from the last repair, or from new, until the run begins. Without it, everything is new when the run begins."
    )
    self.age = age ?? .constant(.zero)
    together = o.optional(
      "together", .flag, default: false,
      "Whether everything that one name or pattern means fails at the same time, such as a rack, or hosts that share power."
    )
    let share: Double? = o.optional(
      "share", .number(.above(0, upTo: 1)),
      "The probability that each of those that fail together is struck (default: 1).")
    self.share = share ?? 1
    let connections: Fault.Connections? = o.optional(
      "connections", .word("what becomes of connections"),
      "What happens to connections over a link that is down: \"silent\", the default, or \"closed\"."
    )
    let speed: Double? = o.optional(
      "speed", .number(.above(0, upTo: 1)),
      "The share of its bandwidth that a link or datastore keeps during an outage. Without it, a link is down."
    )
    let flaps: (up: Seconds, down: Seconds)? = o.optional(
      "flaps",
      .object("A link that is down and up by turns until it is repaired.") { o in
        (
          o.required("up", .quantity(.step), "How long the link is up each time."),
          o.required(
            "down", .quantity(.step), "How long the link is down each time. It goes down first.")
        )
      }, "Makes a link go down and up again and again until its repair.")
    let linkEffect = connections ?? .silent
    effect =
      if let speed {
        .slow(speed)
      } else if let flaps {
        .flapping(linkEffect, up: flaps.up, down: flaps.down)
      } else {
        .down(linkEffect)
      }
    let givenParts = [!hosts.isEmpty, !links.isEmpty, !datastores.isEmpty, trace != nil]
    o.check(
      "hosts", "links", "datastores", "trace", holds: givenParts.count { $0 } == 1,
      givenParts.contains(true) ? "these fail by laws of their own" : "it is not said what fails",
      givenParts.contains(true)
        ? "write an object for each" : "write \"hosts\", \"links\", \"datastores\" or \"trace\"")
    o.check(
      "life", "repair", "like", restsOn: ["trace"],
      holds: trace == nil || (life == nil && repair == nil && published == nil),
      "the trace says when it fails", "remove it, or remove \"trace\"")
    o.check(
      "like", restsOn: ["life", "repair"],
      holds: published == nil || (life == nil && repair == nil),
      "a published set brings both \"life\" and \"repair\"", "remove them, or remove \"like\"")
    o.check(
      "repair", restsOn: ["life", "trace"],
      holds: repair == nil || life != nil || published != nil || trace != nil,
      "nothing fails that could be repaired", "add \"life\", or write \"like\"")
    o.check(
      "life", restsOn: ["repair", "like", "trace"],
      holds: trace != nil || published != nil || (life != nil && repair != nil),
      life == nil ? "it is not said how long it works until it fails" : "it is never repaired",
      life == nil
        ? "add \"life\" and \"repair\", or write \"like\""
        : "add \"repair\"; what fails once and for good is one of \"faults\"")
    o.check(
      "age", restsOn: ["trace"], holds: age == nil || trace == nil,
      "the trace says when it fails", "remove it")
    o.check(
      "together", restsOn: ["trace"], holds: !together || trace == nil,
      "the trace says what fails at the same time", "remove it")
    o.check(
      "share", restsOn: ["together"], holds: share == nil || together,
      "only what fails together is struck in part", "remove it, or add \"together\": true")
    o.check(
      "connections", restsOn: ["links", "trace", "speed"],
      holds: connections == nil || speed == nil && (!links.isEmpty || trace != nil),
      "no link goes down here", "remove it")
    o.check(
      "flaps", restsOn: ["links", "trace"],
      holds: flaps == nil || !links.isEmpty || trace != nil, "only a link flaps", "remove it")
    o.check(
      "flaps", restsOn: ["speed"], holds: flaps == nil || speed == nil,
      "a link that flaps is down or has its full bandwidth", "remove \"flaps\" or \"speed\"")
    o.check(
      "speed", restsOn: ["hosts"], holds: speed == nil || hosts.isEmpty,
      "a host that fails is down", "remove it")
    o.check(
      "datastores", restsOn: ["speed"], holds: datastores.isEmpty || speed != nil,
      "a datastore is slowed and not down", "add \"speed\", such as 0.01 for a stall")
  }
}

extension ScenarioWhole {
  /// Whether parts fail, or anybody acts on it: results then tell of outages, and the run goes on to its
  /// end.
  var hasOutages: Bool {
    !parts.failures.isEmpty || parts.requests.contains(where: \.isAboutOutages)
  }

  /// Reports failures of what there is not, and more of them than a run could have.
  func checkFailures(_ log: IssueLog) {
    guard !parts.failures.isEmpty else { return }
    let links = NameIndex(self.links.map(\.name))
    var expected = 0.0
    for spec in parts.failures {
      for (names, index, noun, isKnown) in [
        (spec.hosts, hosts, "host", areRead.hosts), (spec.links, links, "link", areRead.hosts),
        (spec.datastores, datastores, "datastore", areRead.datastores),
      ] where isKnown {
        for name in names {
          let found = index.matches(name.value)
          if found.isEmpty { log.reportDangling(name, noun: noun, among: index.names) }
          guard let life = spec.life?.distribution.mean, let repair = spec.repair else { continue }
          let count = spec.together ? 1 : Double(found.count)
          expected += count * parts.until.value / (life + repair.distribution.mean)
          if expected > Double(Group.most) {
            log.report(
              at: name,
              problem:
                "with these, a run has more than \(Group.most) failures until \(parts.until)",
              remedy: "write a longer \"life\", or an earlier \"until\"")
            return
          }
        }
      }
      for name in spec.datastores {
        for store in datastores.matches(name.value) where !parts.storage[store].hasLimits {
          log.report(
            at: name, problem: "\"\(datastores.names[store])\" has no bandwidth that it could lose",
            remedy: "write the \"bandwidth\" of the datastore")
        }
      }
      if let trace = spec.trace, areRead.hosts { check(trace, spec.effect, links, log) }
    }
  }

  /// Where no host fails, nothing can be foreseen, and where warnings are hardly ever right there are too
  /// many of them. What could not be read may have said that a host fails.
  func checkForesight(_ request: RequestSpec, _ log: IssueLog) {
    guard let watched = request.foresee.first, log.count == 0 else { return }
    let hostsFail =
      parts.failures.contains { !$0.hosts.isEmpty || $0.trace != nil }
      || parts.faults.contains { $0.kind == .hostLost }
    if !hostsFail {
      log.report(
        at: watched, problem: "no host fails, so that there is nothing to foresee",
        remedy: "add \"failures\" of hosts, or a fault \"host-lost\"")
    } else if foreseenFailures(request) / request.outages.precision > Double(Group.most) {
      log.report(
        at: watched,
        problem: "with these, a run has more than \(Group.most) warnings until \(parts.until)",
        remedy: "write a higher \"precision\", or an earlier \"until\"")
    }
  }

  /// How many failures are foreseen in a run on average, of those that laws describe.
  private func foreseenFailures(_ request: RequestSpec) -> Double {
    let watched = Set(request.foresee.flatMap { hosts.matches($0.value) })
    return request.outages.recall
      * parts.failures.reduce(0) { sum, spec in
        guard let life = spec.life?.distribution.mean, let repair = spec.repair else { return sum }
        let count = Set(spec.hosts.flatMap { hosts.matches($0.value) }).intersection(watched).count
        return sum + Double(count) * parts.until.value / (life + repair.distribution.mean)
      }
  }

  private func check(
    _ trace: Located<FailureTrace>, _ effect: FailureProcess.Effect, _ links: NameIndex,
    _ log: IssueLog
  ) {
    for recorded in trace.value.parts {
      let place = "the trace \(trace.value.file), line \(recorded.line),"
      switch part(recorded.name, links) {
      case nil:
        log.report(
          at: trace,
          problem:
            "\(place) names \"\(abridged(recorded.name))\", and there is no such host, link or datastore",
          remedy: "write the name as the scenario has it")
      case .datastore:
        if case .slow = effect { continue }
        log.report(
          at: trace, problem: "\(place) names a datastore, which is slowed and not down",
          remedy: "add \"speed\", such as 0.01 for a stall, or write a trace of its own for it")
      case .host, .link: continue
      }
    }
  }

  private func part(_ name: String, _ links: NameIndex) -> FailureProcess.Part? {
    hosts[name].map { .host(HostID($0)) } ?? links[name].map { .link(LinkID($0)) }
      ?? datastores[name].map { .datastore(DatastoreID($0)) }
  }

  /// The scenario's failures in the world's terms.
  var modelFailures: [FailureProcess] {
    guard !parts.failures.isEmpty else { return [] }
    let links = NameIndex(self.links.map(\.name))
    return parts.failures.enumerated().flatMap { number, spec -> [FailureProcess] in
      if let trace = spec.trace {
        return trace.value.parts.compactMap { recorded in
          part(recorded.name, links).map {
            FailureProcess(
              "\(number)/\(recorded.name)", of: [$0], .recorded(recorded.outages),
              effect: spec.effect)
          }
        }
      }
      let course = FailureProcess.Course.drawn(
        life: spec.life!, repair: spec.repair!, age: spec.age)
      func processes(
        _ names: [Located<String>], _ index: NameIndex, _ part: (Int) -> FailureProcess.Part
      ) -> [FailureProcess] {
        names.flatMap { name -> [FailureProcess] in
          let found = index.matches(name.value)
          if spec.together {
            return [
              FailureProcess(
                "\(number)/\(name.value)", of: found.map(part), course, effect: spec.effect,
                share: spec.share)
            ]
          }
          return found.map {
            FailureProcess(
              "\(number)/\(index.names[$0])", of: [part($0)], course, effect: spec.effect)
          }
        }
      }
      return processes(spec.hosts, hosts) { .host(HostID($0)) }
        + processes(spec.links, links) { .link(LinkID($0)) }
        + processes(spec.datastores, datastores) { .datastore(DatastoreID($0)) }
    }
  }
}

extension StorageSpec {
  /// Whether anything limits how fast it is.
  fileprivate var hasLimits: Bool {
    bandwidth != nil || device.read.isFinite || device.write.isFinite || device.requests.isFinite
  }
}
