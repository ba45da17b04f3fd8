internal import Quantities
internal import StrictJSON

/// How a VM's memory is written, as far as its export says it, for the scenario's key `writes`.
struct GuestWrites {
  /// What the writes are known by, from the surest to the least sure.
  enum Basis: CaseIterable {
    case measured, activeWrite, active, unknown
  }

  let basis: Basis
  /// The value of the key `writes`.
  let json: JSONNode
  /// Where the parts come from, in words.
  let notes: [String]

  /// Dirty rates of guests of which nothing is known, in pages per second: the middles of ten equal
  /// shares of 7,399 guests whose migrations were measured under KVM (idle ones to memory stress; the
  /// data that the workload families are calibrated with). Each is as likely as the others.
  static let usualRates = [60, 96, 153, 947, 3343, 5014, 8011, 12_304, 15_524, 22_147]

  /// Estimates of active memory rest on a sample of 100 pages: less than one of them may be nothing or 1 %.
  private static let activeResolution = 0.01

  init(_ vm: Estate.VM, memory: Bytes) {
    let (known, field) = Self.content(of: vm, memory: memory)
    var content = known
    var notes: [String] = []
    var members: [(String, JSONNode)] = []
    if let rate = vm.dirtyRate {
      basis = .measured
      let most = memory / Seconds(1) * (1 / rate.window.value)
      let pages = min(rate.rate.value, PagesPerSecond(most.value / Pages.size.value))
      content = max(content, Bytes(pages.value * rate.window.value * Pages.size.value))
      let text: JSONNode =
        pages > .zero
        ? Self.text(pages)
        : ["uniform": ["low": Self.text(.zero), "high": Self.text(rate.step)]]
      members = [("measured", ["rate": text, "window": Self.text(rate.window)])]
      notes.append("dirty rate \(rate.rate.origin)")
      if pages < rate.rate.value { notes.append("cut to the memory's size") }
    } else if let active = vm.use.activeWrite, active.value > .zero {
      basis = .activeWrite
      members = [
        ("hot", ["size": Self.text(min(active.value, content)), "rate": Self.unknownRate(content)])
      ]
      notes.append("hot set \(active.origin), its rate a family's")
    } else if let active = vm.use.active {
      basis = .active
      let bound = max(active.value, memory * Self.activeResolution)
      let most = max(min(bound, content).pages.bytes, Pages.size)
      members = [
        (
          "hot",
          [
            "size": ["uniform": ["low": Self.text(Pages.size), "high": Self.text(most)]],
            "rate": Self.unknownRate(content),
          ]
        )
      ]
      notes.append("hot set stand-in (at most \(active.field)), its rate a family's")
    } else {
      basis = .unknown
      content = max(content, min(memory, .mebibytes(64)))
      members = [("measured", ["rate": Self.unknownRate(memory), "window": "1 s"])]
      notes.append("dirty rate a family's")
    }
    let empty = Pages(Int(((memory.pages.bytes - content) / Pages.size).rounded(.down)))
    if let field, empty > .zero {
      members.append(("zero", ["size": Self.text(empty.bytes)]))
      notes.append("memory in use \(field)")
    }
    json = JSONNode(.object(members.map { JSONNode.Member($0.0, $0.1) }))
    self.notes = notes
  }

  /// What of the memory has content, and what says so.
  ///
  /// What the host has given pages for counts before what the guest says it uses: a page that a guest
  /// has freed has content all the same.
  private static func content(of vm: Estate.VM, memory: Bytes) -> (Bytes, field: String?) {
    let use = vm.use
    if let resident = use.resident, resident.value > .zero {
      let kept = resident.value + (use.swapped?.value ?? .zero)
      let content = max(kept, use.guestWithoutCaches?.value ?? .zero)
      return (min(content, memory), resident.origin)
    }
    if let guest = use.guest, guest.provenance == .read, guest.value > .zero {
      return (min(guest.value, memory), guest.origin)
    }
    return (memory, nil)
  }

  private static let usualRate = empirical(usualRates)

  private static func unknownRate(_ memory: Bytes) -> JSONNode {
    if usualRates.last! < memory.pages.count / 2 { return usualRate }
    let fitting = usualRates.filter { $0 < memory.pages.count / 2 }
    return empirical(fitting.isEmpty ? [1] : fitting)
  }

  private static func empirical(_ rates: [Int]) -> JSONNode {
    let values = rates.map { text(PagesPerSecond(Double($0))) }
    return ["empirical": ["values": JSONNode(.array(values))]]
  }

  private static func text(_ quantity: some Quantity) -> JSONNode {
    JSONNode(.string(quantity.description))
  }
  private static func text(_ rate: PagesPerSecond) -> JSONNode {
    JSONNode(.string("\(JSONNode.number(rate.value).text) pages/s"))
  }
}
