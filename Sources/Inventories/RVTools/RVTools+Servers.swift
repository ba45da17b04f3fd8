extension RVTools {
  /// What tells equal names of several vCenters apart: clusters, datastores and rules are named within
  /// one vCenter only. With one vCenter names stay as they are.
  struct Servers {
    /// The name of each by its identifier; empty for one vCenter.
    private var names: [String: String] = [:]

    /// - Parameter tables: those of vInfo, where every VM names its vCenter.
    init(_ tables: [Table]) {
      var found: [String: String] = [:]
      for table in tables {
        let column = Self.column(table)
        let name = table.column("VI SDK Server")
        for row in table.rows {
          guard let id = table.text(row, column), found[id] == nil else { continue }
          found[id] = table.text(row, name) ?? id
        }
      }
      if found.count > 1 { names = found }
    }

    /// The column with the identifier of the vCenter.
    static func column(_ table: Table) -> Table.Column? {
      table.column("VI SDK UUID", "vCenter UUID", "VI SDK Server")
    }

    /// A name of a row, as it is known among all vCenters: `"prod (vc02.example.org)"`.
    func qualified(_ name: String, _ table: Table, _ row: Int) -> String {
      guard !names.isEmpty, let id = table.text(row, Self.column(table)) else { return name }
      return "\(name) (\(names[id] ?? id))"
    }
  }
}
