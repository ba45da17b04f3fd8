import Parallel

/// The rows of the replications of a run, in memory.
final class CollectedRows: Sendable {
  private let files = Locked<[CSVBytes?]>(Array(repeating: nil, count: ReplicationRows.files.count))

  /// Adds the rows of the next replication. There is always room.
  func append(_ all: ReplicationRows) -> Bool {
    files.withLock { files in
      for (place, rows) in all.bytes.enumerated() {
        guard let rows else { continue }
        var file = files[place].take() ?? all.headers[place]
        file.append(rows)
        files[place] = file
      }
    }
    return true
  }

  /// The files, those without rows of any replication left out.
  var all: [(name: String, bytes: CSVBytes)] {
    files.withLock { files in
      zip(ReplicationRows.files, files).compactMap { file, bytes in bytes.map { (file.name, $0) } }
    }
  }
}
