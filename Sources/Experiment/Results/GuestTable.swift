import Datacenter
import Quantities

/// `guest.csv`: what each guest felt, where the scenario asks for it.
///
/// A guest has rows for the time in which it was moved or its host was short of cores; one that ran at
/// full speed throughout has none. A row of kind `whole` tells of all that time; the rows of kind
/// `sample` follow, one for each interval. `speed` is the share of full speed: work / duration.
extension ExperimentRun {
  /// The file by name, or none.
  var guestTable: [(name: String, text: String)] {
    guard scenario.whole.parts.guestView != nil else { return [] }
    var table = CSVTable(columns: Self.guestColumns)
    for (arm, replications) in zip(plan.arms, outcomes) {
      for (replication, outcome) in replications.enumerated() {
        for guest in outcome.guests {
          guard let first = guest.spans.first else { continue }
          let key = (
            arm: arm.name, replication: replication + 1,
            vm: scenario.whole.vms.names[guest.vm.index]
          )
          add("whole", first.started, guest.whole, key, to: &table)
          for span in guest.spans { add("sample", span.started, span.books, key, to: &table) }
        }
      }
    }
    return [("guest.csv", table.text)]
  }

  private static let guestColumns = [
    "scenario", "strategy", "point", "replication", "vm", "kind", "started_s", "duration_s",
    "speed", "work_s", "lost_work_s", "paused_s", "page_wait_s", "throttled_s", "contended_s",
    "logging_s", "reduced_speed_s",
  ]

  private func add(
    _ kind: String, _ started: Instant, _ books: GuestBooks,
    _ key: (arm: String, replication: Int, vm: String), to table: inout CSVTable
  ) {
    table.add(scenario.name)
    table.add(key.arm)
    table.add(nil as String?)
    table.add(key.replication)
    table.add(key.vm)
    table.add(kind)
    table.add(started)
    table.add(books.time)
    table.add((books.speed * 1e6).rounded() / 1e6)
    table.add(books.work)
    table.add(books.lost)
    table.add(books.paused)
    table.add(books.waiting)
    table.add(books.throttled)
    table.add(books.contended)
    table.add(books.logging)
    table.add(books.reduced)
  }
}
