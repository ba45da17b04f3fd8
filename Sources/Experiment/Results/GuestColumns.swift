import Datacenter
import Quantities

/// What became of a guest's time, as a whole or in one interval: a row of `guest.csv`.
struct GuestRow {
  let started: Instant
  let books: GuestBooks
  let isWhole: Bool

  /// The rows of a guest. One that ran at full speed throughout has none.
  static func rows(of guest: GuestView) -> [GuestRow] {
    guard let first = guest.spans.first else { return [] }
    return [GuestRow(started: first.started, books: guest.whole, isWhole: true)]
      + guest.spans.map { GuestRow(started: $0.started, books: $0.books, isWhole: false) }
  }

  /// `guest.csv`.
  static let table = ResultTable<GuestKey, GuestRow>(
    file: "guest.csv",
    about:
      "Each guest, for the time in which it was moved or its host was short of cores, where the scenario asks for it (guestView).",
    keys: RunKey.columns.map { column in column.within { $0.run } } + [
      Column("vm", "The VM.") { $0.vm }
    ],
    columns: [
      Column(
        "kind",
        "whole: all the time in which the guest was moved or its host was short of cores; sample: one interval of that time. Add up one kind, not both.",
        isKey: true
      ) { $0.isWhole ? "whole" : "sample" },
      Column("started_s", "When the time or the interval begins.") { $0.started },
      Column("duration_s", "How much time it is.") { $0.books.time },
      Column("speed", "The share of full speed: work_s / duration_s.") { Share($0.books.speed) },
      Column("work_s", "Work that was done, in seconds at full speed.") { $0.books.work },
      Column("lost_work_s", "Work that was not done: the sum of the five causes that follow.") {
        $0.books.lost
      },
      Column("paused_s", "Lost because no CPU of the VM ran.") { $0.books.paused },
      Column("page_wait_s", "Lost waiting for pages that were missing (post-copy).") {
        $0.books.waiting
      },
      Column("throttled_s", "Lost because the engine slowed the guest down.") {
        $0.books.throttled
      },
      Column("contended_s", "Lost because other VMs and migrations wanted the cores of the host.") {
        $0.books.contended
      },
      Column("logging_s", "Lost in first writes to pages whose writes are logged.") {
        $0.books.logging
      },
      Column("reduced_speed_s", "How long the guest ran, but not at full speed.") {
        $0.books.reduced
      },
    ])
}

/// The guest that a row is about.
struct GuestKey: Sendable {
  let run: RunKey
  let vm: String
}
