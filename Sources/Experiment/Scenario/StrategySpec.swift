import Datacenter
import Strategies
package import StrictJSON

/// A way to move a VM, as the scenario describes it.
struct StrategySpec: Sendable {
  /// A strategy that has not begun.
  let strategy: any Strategy
  /// What it does with disks; `nil` if it leaves them where they are.
  var disks: DiskMove?

  /// What a strategy does with disks.
  struct DiskMove: Sendable {
    /// What they become at the destination; `nil` for what they are.
    let provisioning: DiskProvisioning?
    /// Whether the VM stays on its host, so that nothing else moves.
    var isAll = false
  }

  static var shape: Shape<StrategySpec> {
    .choice(
      "a strategy",
      Engines.strategies.map { kind in
        Variant(
          kind.key, kind.text,
          Shape.object(kind.details) { StrategySpec(reading: &$0, as: kind) }
            .defined(as: kind.title))
      })
  }

  private init(reading o: inout ObjectReader, as kind: StrategyDescriptor) {
    let options: StorageOptions
    switch kind.ingredients {
    case .settings(let form, let hasStageCosts, let make):
      let given = o.settings(form)
      let costs = hasStageCosts ? StageCosts(reading: &o) : StageCosts()
      strategy = make(given, costs)
      options = StorageOptions(given)
    case .memory(let make):
      let memory = MemorySpec(reading: &o)
      strategy = make(memory.engine, memory.costs)
      options = StorageOptions()
    case .disks(let make):
      let disks = DiskMoverSpec(reading: &o)
      options = StorageOptions(o.settings(StorageOptions.description))
      strategy = make(disks.mover, options, StageCosts(reading: &o))
    case .disksAndMemory(let make):
      let disks = o.optional(
        "disks", Shape<DiskMoverSpec>.object,
        "How the disks are copied; without it, by \(Engines.disks[0].name).")
      let memory = o.optional(
        "memory", Shape<MemorySpec>.object,
        "How the memory is copied, and what the stages cost; without it, as preCopy does.")
      options = StorageOptions(o.settings(StorageOptions.description))
      strategy = make(
        disks?.mover ?? Engines.disks[0].engine(), memory?.engine ?? Engines.preCopy[0].engine(),
        options, memory?.costs ?? Engines.preCopy[0].costs)
    }
    disks =
      switch kind.disks {
      case .stay: nil
      case .move: DiskMove(provisioning: options.provisioning)
      case .moveAlone: DiskMove(provisioning: options.provisioning, isAll: true)
      }
  }
}

/// An engine for the memory, and what the stages around it cost.
private struct MemorySpec: ReadableObject {
  static let schemaName = StrategyDescriptor.preCopy.title
  static let schemaText = StrategyDescriptor.preCopy.details

  let engine: any PreCopyEngine
  let costs: StageCosts

  init(reading o: inout ObjectReader) {
    let choice = EngineChoice(reading: &o, among: Engines.preCopy, "Whose algorithm.")
    engine = choice.engine
    costs = StageCosts(reading: &o, from: choice.descriptor.costs)
  }
}

/// An engine for the disks of a VM that runs.
private struct DiskMoverSpec: ReadableObject {
  static let schemaName = "DiskMover"
  static let schemaText = "How the disks of a VM that runs are copied."

  let mover: any DiskMover

  init(reading o: inout ObjectReader) {
    mover = EngineChoice(reading: &o, among: Engines.disks, "Whose way.").engine
  }
}

extension StageCosts {
  /// The keys that every live strategy has.
  ///
  /// - Parameter usual: the costs where nobody says.
  fileprivate init(reading o: inout ObjectReader, from usual: StageCosts = StageCosts()) {
    self = usual.with(o.settings(Self.description(from: usual)))
  }
}
