import Datacenter
import Quantities

/// Why a migration had not ended when the run did.
enum UnfinishedReason: String, CaseIterable {
  /// Nothing had been sent: it had not begun, or was still being prepared.
  case waiting
  /// A link between the hosts was down.
  case linkDown = "link-down"
  /// The engine's own cap held it back for the longest time.
  case rateCap = "rate-cap"
  /// Everything had been sent once, and the guest had dirtied too much meanwhile.
  case dirtiesFaster = "dirties-faster"
  /// Not everything had been sent once: there was not enough time.
  case stillSending = "still-sending"

  init(_ record: MigrationRecord) {
    let hasSentAll =
      record.pagesSent > Double(record.memory.count)
      || record.disks.contains { $0.passes.count > 1 }
    self =
      if record.standing?.isCutOff == true {
        .linkDown
      } else if record.sent == .zero {
        .waiting
      } else if record.bottleneck == Self.rateCap.rawValue {
        .rateCap
      } else if hasSentAll, !record.wasServed {
        .dirtiesFaster
      } else {
        .stillSending
      }
  }

  /// The reason in a sentence.
  private var sentence: String {
    switch self {
    case .waiting: "Nothing had been sent yet"
    case .linkDown: "A link between the hosts is down"
    case .rateCap: "The engine's own cap holds it back"
    case .dirtiesFaster: "It dirties its memory or disks too fast for what is sent"
    case .stillSending: "There was not enough time to send everything once"
    }
  }

  /// What the names mean, for the column.
  static var meanings: String {
    "waiting: nothing was sent yet. link-down: a link on the path was down. rate-cap: the engine's own cap held it back. dirties-faster: the guest dirties faster than the engine sends. still-sending: not everything was sent once"
  }

  /// Why a migration had not ended, with numbers.
  static func account(of record: MigrationRecord) -> String {
    let sentence = Self(record).sentence
    guard let standing = record.standing, record.sent > .zero else { return sentence + "." }
    func rate(_ rate: BytesPerSecond) -> String {
      "\(Readable(roughly: rate.value / 1e6, .count).text) MB/s"
    }
    let left =
      standing.remaining > .zero
      ? "; \(Readable(roughly: standing.remaining.value, .data).text) remain" : ""
    return
      "\(sentence): it writes \(rate(standing.dirties)), sends \(rate(standing.sends))\(left)."
  }
}

extension MigrationRecord {
  /// Why it had not ended when the run did, in a sentence with numbers.
  var whyUnfinished: String { UnfinishedReason.account(of: self) }
}
