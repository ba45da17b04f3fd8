internal import Quantities

extension RVTools {
  /// vDatastore.
  func readDatastores(
    into estate: inout Estate, _ servers: Servers, _ log: inout ImportLog
  ) {
    for table in tables(.datastore) {
      let capacity = table.numbers("Capacity MiB")
      let free = table.numbers("Free MiB")
      let hosts = table.numbers("# Hosts")
      for row in table.rows {
        guard let name = table.text(row, table.column("Name")) else { continue }
        var store = Estate.Datastore(servers.qualified(name, table, row))
        store.kind = table.text(row, table.column("Type"))
        store.capacity = table.size(row, capacity, of: .data, &log).map {
          Known($0, .read, "vDatastore Capacity MiB")
        }
        store.free = table.size(row, free, of: .data, &log).map {
          Known($0, .read, "vDatastore Free MiB")
        }
        store.hosts =
          table.text(row, table.column("Hosts"))?.split { $0 == "," || $0 == ";" }.map(\.trimmed)
          ?? []
        if let access = table.text(row, table.column("MHA")) {
          store.isShared = Known(access.isTrue, .read, "vDatastore MHA")
        } else if let count = table.number(row, hosts, &log) {
          store.isShared = Known(count > 1, .read, "vDatastore # Hosts")
        }
        estate.datastores.append(store)
      }
    }
  }
}
