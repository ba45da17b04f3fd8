/// The place of one kind of thing in the world's tables.
@frozen
public struct Identifier<Thing>: Hashable, Sendable {
  @usableFromInline let number: Int32
  /// The place as an array index.
  public var index: Int { Int(number) }
  /// The thing at an array index.
  public init(_ index: Int) { number = Int32(index) }
}

/// Names a host.
public typealias HostID = Identifier<Host>
/// Names a VM.
public typealias VMID = Identifier<VirtualMachine>
/// Names a datastore.
public typealias DatastoreID = Identifier<Datastore>
/// Names a link between two nodes of the network.
public typealias LinkID = Identifier<Link>
/// Names a migration.
public typealias MigrationID = Identifier<MigrationRecord>
/// Names a capacity that transfers share.
typealias CapacityID = Identifier<FlowNetwork.Capacity>
/// Names a transfer.
public typealias FlowID = Identifier<FlowTag>
/// Marks the identifiers of transfers.
public enum FlowTag {}
