import Datacenter
import Quantities

extension StageRecord {
  /// `stages.csv`.
  static let table = ResultTable<MigrationKey, StageRecord>(
    file: "stages.csv", about: "Each stage of each migration that began.",
    keys: MigrationKey.columns,
    columns: [
      Column(
        "stage",
        "pre-migration, reservation, iterative-pre-copy, stop-and-copy, commitment, activation or post-copy.",
        isKey: true
      ) { $0.stage.name },
      Column("started_s", "When it began.") { $0.started },
      Column("duration_s", "How long it lasted.") { $0.duration },
    ])
}

extension RoundRecord {
  /// `rounds.csv`.
  static let table = ResultTable<MigrationKey, RoundRecord>(
    file: "rounds.csv",
    about:
      "Each transfer of pages: the rounds of pre-copy, the last transfer in stop-and-copy, and what post-copy pushes.",
    keys: MigrationKey.columns,
    columns: [
      Column(
        "round",
        "Its number, as the engine counts; what post-copy pushes has the number of the transfer before.",
        isKey: true
      ) { $0.round },
      Column("started_s", "When it began.") { $0.started },
      Column("duration_s", "How long it took.") { $0.duration },
      Column("sent_bytes", "What it put on the network.") { $0.sent },
      Column(
        "dirtied_bytes",
        "Pages that the bitmap reads in it and after it found dirty; empty where there was none."
      ) { $0.dirtied.map(Self.bytes) },
      Column("remaining_bytes", "Pages known to be dirty, and not sent, at its end.") {
        Self.bytes($0.remaining)
      },
      Column("rate_bytes_per_s", "What it sent, divided by its duration.") {
        $0.duration > .zero ? $0.sent / $0.duration : nil
      },
      Column(
        "skipped_pages", unit: "pages",
        "Pages that it passed over because they had been written again."
      ) { $0.skipped },
    ])

  private static func bytes(_ pages: Double) -> Bytes { Bytes(pages * Pages.size.value) }
}
