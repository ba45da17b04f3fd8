public import Kernel

/// What can be due in the world.
public enum WorldEvent: Hashable, Sendable, Traceable {
  /// A transfer has moved its last byte.
  case flowFinished(FlowID)
  /// A migration's fixed time is over.
  case timer(MigrationID)
  /// A VM has stood still for as long as its engine lets it.
  case pauseTooLong(MigrationID)
  /// Something the layer above asked to be reminded of.
  case appointment(Int)
  /// A fault strikes.
  case fault(Int)
  /// A link works again.
  case linkUp(LinkID)
  /// A link that was silent works again.
  case linkBack(LinkID)
  /// Transfers over a link that was silent go on.
  case linkCarries(LinkID)
  /// The connections over a silent link are given up.
  case linkGivenUp(LinkID)
  /// A background load changes.
  case loadStep(load: Int, step: Int)
  /// A process by which parts fail strikes.
  case failure(Int)
  /// The repair of a host is over.
  case hostBack(HostID)
  /// A link or datastore is no longer slowed to a share of its bandwidth.
  case fastAgain(FailureProcess.Part, Double)
  /// A guest wants more CPU, or less.
  case demandStep(VMID)
  /// A datastore has no space left for what is being copied to it.
  case storageFull(DatastoreID)

  /// Folds the event's kind and number into the trace.
  public func fold(into trace: inout TraceHash) {
    switch self {
    case .flowFinished(let flow): trace.fold(UInt64(flow.index) << 2 | 1)
    case .timer(let migration): trace.fold(UInt64(migration.index) << 2 | 2)
    case .appointment(let number): trace.fold(UInt64(number) << 2 | 3)
    case .fault(let number): trace.fold(UInt64(number) << 3)
    case .linkUp(let link): trace.fold(UInt64(link.index) << 3 | 4)
    // Complemented, so that it cannot equal the codes used above.
    case .loadStep(let load, let step):
      trace.fold(~UInt64(load))
      trace.fold(UInt64(step))
    case .linkBack(let link): trace.fold(~UInt64(link.index) ^ 1 << 60)
    case .linkCarries(let link): trace.fold(~UInt64(link.index) ^ 2 << 60)
    case .linkGivenUp(let link): trace.fold(~UInt64(link.index) ^ 3 << 60)
    case .pauseTooLong(let migration): trace.fold(~UInt64(migration.index) ^ 4 << 60)
    case .failure(let number): trace.fold(~UInt64(number) ^ 5 << 60)
    case .hostBack(let host): trace.fold(~UInt64(host.index) ^ 6 << 60)
    case .fastAgain(let part, let share):
      trace.fold(~UInt64(part.number) ^ 7 << 60)
      trace.fold(share.bitPattern)
    case .demandStep(let vm): trace.fold(~UInt64(vm.index) ^ 8 << 60)
    case .storageFull(let store):
      trace.fold(~UInt64(Int32.max))
      trace.fold(UInt64(store.index))
    }
  }
}

extension FailureProcess.Part {
  /// A number that no other part has.
  fileprivate var number: Int {
    switch self {
    case .host(let host): 4 * host.index
    case .link(let link): 4 * link.index + 1
    case .datastore(let store): 4 * store.index + 2
    }
  }
}
