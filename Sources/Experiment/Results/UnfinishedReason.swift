import Datacenter
import Quantities

/// Why a migration had not ended when the run did.
enum UnfinishedReason: String, CaseIterable {
  /// It had not begun, or was still being prepared.
  case waiting
  /// A link between the hosts was down.
  case linkDown = "link-down"
  /// Loads took all of a link between the hosts.
  case linkTaken = "link-taken"
  /// The engine's own cap held it back for the longest time.
  case rateCap = "rate-cap"
  /// Everything had been sent once, and the guest dirtied about as much as was sent, or more.
  case dirtiesFaster = "dirties-faster"
  /// There was not enough time.
  case stillSending = "still-sending"

  /// From which share on of what is sent a guest dirties about as much: each round is then nine tenths of
  /// the one before, or more.
  private static let aboutAsFast = 0.9

  init(_ record: MigrationRecord) {
    let hasSentAll =
      record.pagesSent > Double(record.memory.count)
      || record.disks.contains { $0.passes.count > 1 }
    let keepsUp = record.standing.map { $0.dirties >= $0.sends * Self.aboutAsFast } ?? false
    let isPrepared = (record.stages.last?.stage.number ?? 0) >= 2
    self =
      if record.standing?.isCutOff == true {
        .linkDown
      } else if record.standing?.takenLink != nil {
        .linkTaken
      } else if record.sent == .zero, !isPrepared {
        .waiting
      } else if record.bottleneck == Self.rateCap.rawValue {
        .rateCap
      } else if hasSentAll, keepsUp, record.stopReason == nil {
        .dirtiesFaster
      } else {
        .stillSending
      }
  }

  /// The reason in a sentence, without its stop.
  private func sentence(of record: MigrationRecord) -> String {
    switch self {
    case .waiting: "It had not begun to move the VM"
    case .linkDown: "A link between the hosts is down"
    case .linkTaken:
      "The loads take all of the link \"\(record.standing?.takenLink ?? "")\", and nothing is left for the migration"
    case .rateCap: "The engine's own cap holds it back"
    case .dirtiesFaster: "It dirties its memory or disks about as fast as they are sent, or faster"
    case .stillSending: "There was not enough time"
    }
  }

  /// What the names mean, for the column.
  static var meanings: String {
    "waiting: it had not begun to move the VM. link-down: a link on the path was down. link-taken: loads took all of a link on the path. rate-cap: the engine's own cap held it back. dirties-faster: the guest dirties about as fast as the engine sends, or faster. still-sending: there was not enough time"
  }

  /// Whether its speed, beside that of the guest, has to do with it.
  private var isAboutSpeed: Bool {
    switch self {
    case .waiting, .linkDown, .linkTaken: false
    case .rateCap, .dirtiesFaster, .stillSending: true
    }
  }

  /// Why a migration had not ended, with numbers.
  static func account(of record: MigrationRecord) -> String {
    let reason = Self(record)
    let sentence = reason.sentence(of: record)
    guard let standing = record.standing, record.sent > .zero else { return sentence + "." }
    func rate(_ rate: BytesPerSecond) -> String {
      "\(Readable(roughly: rate.value / 1e6, .count).text) MB/s"
    }
    let left =
      standing.remaining > .zero
      ? "; \(Readable(roughly: standing.remaining.value, .data).text) remain" : ""
    guard reason.isAboutSpeed else { return "\(sentence)\(left)." }
    // What a guest writes where it runs ahead of its memory is nothing more to send.
    let writes = record.wasServed ? "" : "writes \(rate(standing.dirties)), "
    return "\(sentence): it \(writes)sends \(rate(standing.sends))\(left)."
  }
}

extension MigrationRecord {
  /// Why it had not ended when the run did, in a sentence with numbers.
  var whyUnfinished: String { UnfinishedReason.account(of: self) }
}
