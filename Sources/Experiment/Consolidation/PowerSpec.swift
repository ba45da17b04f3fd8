import Consolidation
import StrictJSON

/// How much power a host takes.
struct PowerSpec: ReadableObject, Sendable {
  static let schemaName = "Power"
  static let schemaText =
    "The power that a host takes: a measured host by its name, a table, or a formula."

  let model: PowerModel

  init(reading o: inout ObjectReader) {
    let names = PowerModel.tables.map(\.name)
    let name: String? = o.optional(
      "of", .name("a measured host", among: names),
      "A host that SPECpower_ssj2008 has measured. "
        + PowerModel.tables.map { "\($0.name): \($0.machine)" }.joined(separator: "; ") + ".")
    let watts: [Double] = o.optional(
      "watts", .array(of: .number(.within(0...1e6)), atLeast: 2), default: [],
      "Watts at evenly spaced loads from idle to full, linear between them.")
    let idle: Double? = o.optional("idle", .number(.within(0...1e6)), "Watts when it is idle.")
    let full: Double? = o.optional("full", .number(.within(0...1e6)), "Watts at full load.")
    let exponent: Int? = o.optional(
      "exponent", .count(1...9),
      "Between idle and full load, power is idle + (full - idle) load^exponent. 1 is linear; 3 is what voltage and frequency scaling promises (default: 1)."
    )
    let isFormula = idle != nil || full != nil || exponent != nil
    o.check(
      "of", "watts", "idle", "full", "exponent",
      holds: [name != nil, !watts.isEmpty, isFormula].count { $0 } == 1,
      "power is a name, a table or a formula",
      "write one of \"of\", \"watts\", and \"idle\" with \"full\"")
    o.check(
      "idle", "full", "exponent", restsOn: ["of", "watts"],
      holds: !isFormula || idle != nil && full != nil, "a formula needs both ends",
      "write \"idle\" and \"full\"")
    o.check(
      "watts", holds: zip(watts, watts.dropFirst()).allSatisfy { $0 <= $1 },
      "power falls as the load grows", "write the watts in the order of the load, idle first")
    o.check(
      "full", restsOn: ["idle"], holds: (idle ?? 0) <= (full ?? .infinity),
      "a host takes less at full load than idle", "write \"full\" of \"idle\" or more")
    if let known = name.flatMap({ PowerModel.named($0) }) {
      model = known
    } else if watts.count > 1 {
      model = PowerModel(table: watts)
    } else {
      model = PowerModel(idle: idle ?? 0, full: full ?? 0, exponent: exponent ?? 1)
    }
  }
}
