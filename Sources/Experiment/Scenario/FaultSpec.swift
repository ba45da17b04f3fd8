import Datacenter
import Quantities
import StrictJSON

/// Something that breaks, or that somebody does, while VMs move.
struct FaultSpec: ReadableObject, Sendable {
  static let schemaName = "Fault"
  static let schemaText =
    "Something that breaks, or that an operator does: at a time, or in a stage of a VM's migration."

  let kind: Kind
  let at: Seconds?
  let during: Stage.Kind?
  let part: Fault.Part
  let vm: Located<String>?
  let link: Located<String>?
  let host: Located<String>?
  let lasting: Seconds?
  let connections: Fault.Connections

  /// What may happen.
  enum Kind: String, CaseIterable, Sendable {
    case linkDown = "link-down"
    case hostLost = "host-lost"
    case destinationLost = "destination-lost"
    case sourceLost = "source-lost"
    case destinationRefuses = "destination-refuses"
    case guestHangs = "guest-hangs"
    case cancelled
    case reportLost = "report-lost"
    case yanked
    case startPostCopy = "start-post-copy"

    /// Whether it is about one migration and nothing else, so that it finds nothing where that is not
    /// under way.
    var isOfAMigration: Bool {
      switch self {
      case .linkDown, .hostLost, .destinationLost, .sourceLost: false
      case .destinationRefuses, .guestHangs, .cancelled, .reportLost, .yanked, .startPostCopy: true
      }
    }
  }

  init(reading o: inout ObjectReader) {
    let kind: Kind = o.required("fault", .word("a fault"), "The kind of fault.")
    let at: Seconds? = o.optional("at", .quantity(.duration), "The time of the fault.")
    let during: Stage.Kind? = o.optional(
      "during", .word("a stage"), "The stage of the VM's migration in which the fault happens.")
    let part: Fault.Part? = o.optional(
      "part", .word("a part of a stage"),
      "Where in the stage the fault happens: at its start (the default), in the middle of its first transfer or wait, or at its end."
    )
    let vm: Located<String>? = o.optional(
      "vm", .locatedName, "The VM whose migration the fault concerns.")
    let link: Located<String>? = o.optional(
      "link", .locatedName, "The name of the link that goes down, such as \"a-b\".")
    let host: Located<String>? = o.optional("host", .locatedName, "The host that dies.")
    let lasting: Seconds? = o.optional(
      "lasting", .quantity(.span), "How long the link is down; without it, until the run ends.")
    let connections: Fault.Connections? = o.optional(
      "connections", .word("what becomes of connections"),
      "What happens to connections over a link that goes down. \"silent\", the default: TCP waits, and continues when the link is back, up to 15 minutes. \"closed\": both ends notice at once, and the migration fails."
    )
    o.check(
      "at", "during", holds: (at == nil) != (during == nil),
      at == nil ? "it is not said when the fault happens" : "the fault has two times",
      "write either \"at\" or \"during\"")
    o.check(
      "part", restsOn: ["during"], holds: part == nil || during != nil, "only a stage has parts",
      "remove it, or write \"during\" instead of \"at\"")
    o.check(
      "vm", restsOn: ["fault", "during"],
      holds: vm != nil || (during == nil && (kind == .linkDown || kind == .hostLost)),
      "it is not said whose migration is meant", "add \"vm\"")
    o.check(
      "link", restsOn: ["fault"], holds: (link != nil) == (kind == .linkDown),
      link == nil ? "it is not said which link goes down" : "no link goes down here",
      link == nil ? "add \"link\"" : "remove it")
    o.check(
      "host", restsOn: ["fault"], holds: (host != nil) == (kind == .hostLost),
      host == nil ? "it is not said which host dies" : "the fault is not \"host-lost\"",
      host == nil ? "add \"host\"" : "remove it")
    o.check(
      "lasting", restsOn: ["fault"], holds: lasting == nil || kind == .linkDown,
      "only a link comes back", "remove it")
    o.check(
      "connections", restsOn: ["fault"], holds: connections == nil || kind == .linkDown,
      "no link goes down here", "remove it")
    self.kind = kind
    self.at = at
    self.during = during
    self.part = part ?? .start
    self.vm = vm
    self.link = link
    self.host = host
    self.lasting = lasting
    self.connections = connections ?? .silent
  }
}

extension ScenarioWhole {
  /// Reports faults of things that there are not, or that nobody moves.
  func checkFaults(_ log: IssueLog) {
    guard !parts.faults.isEmpty else { return }
    let links =
      parts.network.links.allSatisfy { $0.between.count == 2 } ? NameIndex(linkNames) : nil
    let sent = Set(moves.all.map(\.vm))
    // Whoever maintains hosts may move any VM.
    let maintains = parts.requests.contains { !$0.maintain.isEmpty }
    let moved =
      maintains
      ? Set(parts.vms.indices) : sent.union(parts.requests.flatMap { movesSomewhere(of: $0) })
    for fault in parts.faults {
      if let link = fault.link, let links, links[link.value] == nil {
        log.reportDangling(link, noun: "link", among: links.names)
      }
      if let host = fault.host, areRead.hosts, hosts[host.value] == nil {
        log.reportDangling(host, noun: "host", among: hosts.names)
      }
      guard let name = fault.vm, areRead.vms else { continue }
      guard let vm = vms[name.value] else {
        log.reportDangling(name, noun: "VM", among: vms.names)
        continue
      }
      if !moved.contains(vm) {
        log.report(
          at: name, problem: "no request moves \"\(name.value)\"",
          remedy: "name a VM that a request moves")
      } else if fault.kind == .destinationLost, !sent.contains(vm) {
        log.report(
          at: name, problem: "where \"\(name.value)\" goes is not known before",
          remedy: "write the kind of fault that names a host, or say \"to\" where it moves")
      }
    }
  }

  /// The names of all links, in the order of the world's table.
  private var linkNames: [String] { links.map(\.name) }

  /// The scenario's faults in the world's terms.
  var modelFaults: [Fault] {
    guard !parts.faults.isEmpty else { return [] }
    let links = NameIndex(linkNames)
    let destinations = Dictionary(
      moves.all.map { ($0.vm, $0.host) }, uniquingKeysWith: { first, _ in first })
    return parts.faults.map { spec in
      let vm = spec.vm.flatMap { vms[$0.value] } ?? 0
      let event: Fault.Event =
        switch spec.kind {
        case .linkDown:
          .linkDown(LinkID(links[spec.link!.value]!), lasting: spec.lasting, spec.connections)
        case .hostLost: .hostLost(HostID(hosts[spec.host!.value]!))
        case .destinationLost:
          .hostLost(HostID(destinations[vm]!!))
        case .sourceLost: .hostLost(HostID(host(of: parts.vms[vm])!))
        case .destinationRefuses: .destinationRefuses(VMID(vm))
        case .guestHangs: .guestHangs(VMID(vm))
        case .cancelled: .cancelled(VMID(vm))
        case .reportLost: .reportLost(VMID(vm))
        case .yanked: .yanked(VMID(vm))
        case .startPostCopy: .postCopyWanted(VMID(vm))
        }
      return Fault(
        event,
        spec.at.map { .at(Instant($0.value)) } ?? .during(VMID(vm), spec.during!, spec.part))
    }
  }
}
