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
  static func content(of vm: Estate.VM, memory: Bytes) -> (Bytes, field: String?) {
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

  private static let usualRate = empirical(UsualDirtyRates.all)

  private static func unknownRate(_ memory: Bytes) -> JSONNode {
    let rates = UsualDirtyRates.of(memory: memory.pages)
    // Most VMs are large enough for all of them, and share one value.
    return rates.count == UsualDirtyRates.all.count ? usualRate : empirical(rates)
  }

  private static func empirical(_ rates: [PagesPerSecond]) -> JSONNode {
    ["empirical": ["values": JSONNode(.array(rates.map { text($0) }))]]
  }

  private static func text(_ quantity: some Quantity) -> JSONNode {
    JSONNode(.string(quantity.description))
  }
  private static func text(_ rate: PagesPerSecond) -> JSONNode {
    JSONNode(.string("\(JSONNode.number(rate.value).text) pages/s"))
  }
}
