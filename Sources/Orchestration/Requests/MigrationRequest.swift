public import Datacenter
public import Quantities

/// Someone wants a VM moved: what, where to, when, and how.
public struct MigrationRequest: Sendable {
  /// When it is asked for.
  public var at: Instant
  /// The VM to move.
  public var vm: VMID
  /// Where to.
  public var destination: HostID
  /// How.
  public var strategy: any Strategy
  /// How closely memory is modelled; `nil` leaves it to the engine.
  public var fidelity: MemoryFidelity?
  /// Where copied files go; `nil` for the first datastore that has room.
  public var datastore: DatastoreID?

  public init(
    at: Instant, vm: VMID, destination: HostID, strategy: any Strategy,
    fidelity: MemoryFidelity? = nil, datastore: DatastoreID? = nil
  ) {
    self.at = at
    self.vm = vm
    self.destination = destination
    self.strategy = strategy
    self.fidelity = fidelity
    self.datastore = datastore
  }

  /// The same as a request to a fleet.
  public var scheduled: ScheduledRequest {
    let move = Move(
      vm, to: destination, by: Mover(strategy, fidelity: fidelity), datastore: datastore)
    return ScheduledRequest(Migrate([move]), .at(at))
  }
}
