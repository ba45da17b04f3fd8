public import Quantities

/// How one VM's state is moved: the seam between mechanism and policy.
///
/// A strategy is a value that takes part in a conversation. It is told how its last action ended
/// (`Report`) and answers with the next one (`Action`). It never waits, never reads a clock and
/// never sees an event; the mechanism does the waiting. An action carries its own bounds (what to
/// send, how fast, until when), so that the mechanism may skip ahead to the next decision.
///
/// A strategy's unit test is therefore a conversation, and builds no simulation.
public protocol Strategy: Sendable {
  /// Where in the paper's sequence the strategy stands; read after every answer.
  var stage: Stage { get }
  /// The name by which results know the engine: `"xen-modern"`.
  var engine: String { get }
  /// How closely the engine wants memory modelled where the user does not say.
  var preferredFidelity: MemoryFidelity { get }
  /// What the engine sends beside the VM's memory, as pages after its last: firmware, option ROMs.
  var firmware: [PageClass] { get }
  /// The pages in an emulated guest's table of translations, where reading the dirty bitmap leaves them there:
  /// the guest then writes them without their being marked.
  var translatedPages: Pages { get }
  /// What is left may take this long to send; `nil` for strategies without such a limit.
  var downtimeLimit: Seconds? { get }
  /// Whether the engine reads a cancellation while it copies what is left of a VM that stands still,
  /// however long the network holds it up.
  var readsCommandsInStopAndCopy: Bool { get }
  /// What all of its streams together move at most, whatever the network carries.
  var ceiling: BytesPerSecond { get }
  /// How many connections carry its pages: their windows add up.
  var connections: Int { get }
  /// Whether one migration uses links side by side all at a time.
  var usesLinksTogether: Bool { get }
  /// Whether it hands the memory of a VM over to another process of its host, so that there is something
  /// to do for a VM that stays there with its disks.
  var handsMemoryOver: Bool { get }
  /// The next action, after a report on the last one. The first report's cause is `.requested`.
  mutating func next(after report: Report) -> Action
  /// A manager says something other than `.cancel`, which every strategy is told in a report.
  ///
  /// What the strategy answers with `.heard` it obeys in its next action. An order to send that is under
  /// way in stage 2 is then broken off, and its report's cause is the command.
  mutating func hear(_ command: Command) -> CommandAnswer
}

extension Strategy {
  public var preferredFidelity: MemoryFidelity { .statistical }
  public var firmware: [PageClass] { [] }
  public var translatedPages: Pages { .zero }
  public var downtimeLimit: Seconds? { nil }
  public var readsCommandsInStopAndCopy: Bool { true }
  public var ceiling: BytesPerSecond { .unlimited }
  public var connections: Int { 1 }
  public var usesLinksTogether: Bool { false }
  public var handsMemoryOver: Bool { false }
  public mutating func hear(_ command: Command) -> CommandAnswer { .notUnderstood }

  /// What it will set aside in stage 1, asked as if all went well until then; `nil` if that is not its second
  /// action.
  public var reservation: Reservation? {
    var strategy = self
    var action = strategy.next(after: Report(.requested))
    if case .check = action { action = strategy.next(after: Report(.done)) }
    guard case .reserve(let reservation) = action else { return nil }
    return reservation
  }

  /// Whether a migration that has not begun would obey a command.
  public func understands(_ command: Command) -> Bool {
    var strategy = self
    return strategy.hear(command) == .heard
  }
}
