import Datacenter
import Quantities
import StrictJSON

/// Scenarios whose runs would take more memory than there is: refused by the product that is too large.
extension ScenarioWhole {
  /// How many samples of links one replication may have, and of guests, which have none while they run
  /// at full speed.
  static let mostSamples = (links: 5_000_000.0, guests: 10_000_000.0)
  /// How much memory of VMs may be followed page by page: 256 GiB, in pages.
  static let mostPages = 0x1p26

  /// Reports products that are too large.
  func checkLimits(_ log: IssueLog) {
    guard !log.hasIssues(in: "hosts", "network", "vms") else { return }
    checkFlows(log)
    if let problem = samplesProblem ?? pagesProblem(parts.fidelity) {
      log.report(at: problem.place, problem: problem.text, remedy: problem.remedy)
    }
  }

  /// What is too large or has no effect, and where it can be changed.
  struct Excess {
    let place: Located<String>
    let text: String
    let remedy: String
  }

  private func checkFlows(_ log: IssueLog) {
    guard parts.network.loads.contains(where: { $0.flows > 0 }) else { return }
    let names = NameIndex(links.map(\.name))
    var total = 0
    for load in parts.network.loads {
      let directions = load.direction == .both ? 2 : 1
      total += load.flows * names.matches(load.link.value).count * directions
      guard total > Group.most else { continue }
      log.report(
        at: load.link, problem: "with these, more than \(Group.most) competing flows use the links",
        remedy: "write fewer \"flows\", or a \"rate\" that they use together")
      return
    }
  }

  /// Samples that would not fit.
  private var samplesProblem: Excess? {
    guard let place = parts.vms.first?.name else { return nil }
    let directions = Double(2 * links.count + parts.storage.count)
    let views = [
      (
        key: "usage", step: parts.network.usage, things: directions, noun: "directions of links",
        most: Self.mostSamples.links
      ),
      (
        key: "guestView", step: parts.guestView, things: Double(parts.vms.count), noun: "VMs",
        most: Self.mostSamples.guests
      ),
    ]
    for view in views {
      guard let step = view.step else { continue }
      let count = (parts.until.value / step.value).rounded(.up) * view.things
      guard count > view.most else { continue }
      return Excess(
        place: place,
        text:
          "\"\(view.key)\": \(step) until \(parts.until) makes \(CSVTable.shortest(count)) samples of \(Int(view.things)) \(view.noun), more than \(Int(view.most))",
        remedy: "write a longer \"\(view.key)\", or an earlier \"until\"")
    }
    return nil
  }

  /// Memory that is too large to be followed page by page.
  func pagesProblem(_ fidelity: MemoryFidelity?) -> Excess? {
    guard fidelity == .pages, let place = parts.vms.first?.name else { return nil }
    if let vm = parts.vms.first(where: \.isEmulated) {
      return Excess(
        place: vm.name,
        text: "the guest of \"\(vm.name.value)\" is \"emulated\", which has no effect page by page",
        remedy: "write the fidelity \"statistical\" or \"fluid\", or leave out \"emulated\"")
    }
    let pages = parts.vms.reduce(0) { $0 + Double($1.memory.value.pages.count) }
    guard pages > Self.mostPages else { return nil }
    let most = Bytes(Self.mostPages * Pages.size.value)
    return Excess(
      place: place,
      text:
        "the VMs have \(Bytes(pages * Pages.size.value)) of memory, more than can be modelled page by page (\(most))",
      remedy: "write the fidelity \"statistical\" or \"fluid\", or less memory")
  }
}

extension Scenario {
  /// What about it is too large to be run, as a sentence; `nil` if nothing is.
  public var tooLarge: String? {
    whole.pagesProblem(fidelity).map { Visible.text("\($0.text); \($0.remedy)") }
  }
}
