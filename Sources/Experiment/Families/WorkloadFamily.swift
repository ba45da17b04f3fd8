/// How a kind of workload spreads its writes, for guests of which only a dirty rate is known.
///
/// A dirty rate over a window says how many distinct pages were written in that time, and nothing about
/// shorter or longer times, or about other days. A family fills the gap with what guests of its kind have
/// shown; whatever it leaves open is drawn anew in each replication, so that results carry what one
/// number leaves open.
package enum WorkloadFamily: String, CaseIterable, Sendable {
  case idle, oltp, database
  case keyValue = "key-value"
  case java, scientific, media, compile
  case sequentialStress = "sequential-stress"
  case unknown

  /// What the family is called, in lists for people.
  package static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// The family that a workload's name means, by its own name or by that of a known benchmark.
  package static func named(_ name: String?) -> WorkloadFamily? {
    switch name?.lowercased() {
    case nil: nil
    case "mem": .sequentialStress
    case "dacapo": .java
    case "parsec": .scientific
    case "mplayer": .media
    case "bzip": .compile
    case let name?: WorkloadFamily(rawValue: name)
    }
  }

  /// The family whose parameters count: OLTP is what databases are calibrated with.
  package var calibrated: WorkloadFamily { self == .oltp ? .database : self }

  /// How its guests behave, as far as measured migrations have shown.
  package var parameters: FamilyParameters { CalibratedFamilies.standard[self] }
}
