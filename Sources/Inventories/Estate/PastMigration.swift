package import Quantities

extension Estate {
  /// A migration that has been, as the system recorded it.
  package struct PastMigration: Equatable, Sendable {
    /// The VM's name, or its identifier where that is all there is.
    package var vm: String
    package var outcome: Outcome
    /// The outcome in the source's own words.
    package var status: String
    /// Waiting before anything was done for it.
    package var queued: Seconds?
    /// Making the target ready.
    package var preparing: Seconds?
    /// From the first page to the end.
    package var running: Seconds?
    /// From the wish to the end, where nothing finer is known.
    package var whole: Seconds?
    package var downtime: Seconds?
    package var sent: Bytes?
    package var memory: Bytes?
    /// Pages with content and pages of zeroes that were sent.
    package var normalPages: Pages?
    package var zeroPages: Pages?
    package var iterations: Int?
    package var dirtyRate: PagesPerSecond?
    /// What the network carried on average.
    package var bandwidth: BytesPerSecond?
    package var isPostCopy = false
    package var isLive = true
    package var source: String?
    package var destination: String?

    package init(_ vm: String, _ outcome: Outcome, status: String) {
      self.vm = vm
      self.outcome = outcome
      self.status = status
    }

    package enum Outcome: String, Sendable { case finished, failed, running }
  }
}
