public import Quantities

/// The rules of CloudSim's world, each of which can be taken back.
///
/// They lift these invariants of Apus: a VM is in one place at a time (`sendsOnce`), a host holds no more
/// memory than it has (`checksMemory`), a VM goes on until somebody stops it (`deletesIdle`), and transfers
/// share the links that they use (`rate`). They are lifted here and nowhere else.
public struct CloudSimRules: Hashable, Sendable {
  /// Whether a host takes no more VMs than its memory holds. In CloudSim memory is checked at creation only.
  public var checksMemory = false
  /// Whether a host that gets VMs in a round is not emptied in the same round. In CloudSim it may be, and then
  /// a VM is sent to two hosts at once.
  public var sendsOnce = false
  /// Whether a VM that asks for nothing at an update is deleted.
  public var deletesIdle = true
  /// Whether a VM that is coming in counts with all that it asks for when it is asked whether a host gives its
  /// VMs less than they ask for, though a host gives it only a tenth of that.
  public var countsArrivalsInFull = true
  /// How fast every migration sends memory, however many there are: half of a gigabit per second.
  public var rate = BytesPerSecond(62.5 * 0x1p20)
  /// The share of its CPU that a VM loses at its source while it migrates, and gets at its destination.
  public var migrationShare = 0.1
  /// The time between rounds.
  public var interval = Seconds(300)
  /// When work begins, and the rounds' phase.
  public var start = Seconds(0.1)

  /// When the day ends, if that is before the trace does.
  public var end = Seconds(.infinity)

  public init() {}

  /// What plans respect under these rules.
  public var planning: PlanningRules {
    var rules = PlanningRules()
    rules.checksMemory = checksMemory
    rules.sendsOnce = sendsOnce
    rules.interval = interval
    rules.expectedRate = rate
    return rules
  }
}
