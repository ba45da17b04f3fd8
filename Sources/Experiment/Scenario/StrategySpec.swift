import Datacenter
import Strategies
import StrictJSON

/// A way to move a VM, as the scenario describes it.
struct StrategySpec: Sendable {
  /// A strategy that has not begun.
  let strategy: any Strategy
  /// What can be set on it, by subject, with what is set.
  private let subjects: [(form: FormDescription, given: Settings)]
  /// The strategy with other settings of its subjects.
  private let remake: @Sendable ([Settings]) -> any Strategy
  /// What it does with disks; `nil` if it leaves them where they are.
  var disks: DiskMove?

  /// What a strategy does with disks.
  struct DiskMove: Sendable {
    /// What they become at the destination; `nil` for what they are.
    let provisioning: DiskProvisioning?
    /// Whether the VM stays on its host, so that nothing else moves.
    var isAll = false
    /// Whether the VM is shut down, so that any processor will do.
    var isOff = false
  }

  /// Whether a VM stays on its host.
  var staysOnItsHost: Bool { disks?.isAll == true || strategy.handsMemoryOver }

  /// Whether it goes on until somebody says that the VM is to move ahead of its memory.
  var waitsForCommand: Bool { setting("onCommand") == .flag(true) }

  /// The setting of a key on the first subject that has it; `nil` if none has, or it has no value.
  func setting(_ key: String) -> Setting? {
    subject(with: key).flatMap { place in
      subjects[place].given[key]
        ?? subjects[place].form.fields.first { $0.key == key }?.standard
    }
  }

  private func subject(with key: String) -> Int? {
    subjects.firstIndex { $0.form.fields.contains { $0.key == key } }
  }

  /// The same with another setting of a key; `nil` if nothing has such a key or the settings do not go
  /// together.
  func setting(_ key: String, to setting: Setting?) -> StrategySpec? {
    guard let place = subject(with: key) else { return nil }
    var subjects = subjects
    subjects[place].given[key] = setting
    let (form, given) = subjects[place]
    guard form.rules.allSatisfy({ $0.complaint(given) == nil }) else { return nil }
    return StrategySpec(subjects, disks: disks, remake)
  }

  /// A strategy with its defaults.
  init(_ strategy: any Strategy) { self.init([], disks: nil) { _ in strategy } }

  private init(
    _ subjects: [(form: FormDescription, given: Settings)], disks: DiskMove?,
    _ remake: @escaping @Sendable ([Settings]) -> any Strategy
  ) {
    self.subjects = subjects
    self.remake = remake
    self.disks = disks
    strategy = remake(subjects.map { $0.given })
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
    case .settings(let form, let usual, let make):
      let given = o.settings(form)
      let costs = usual.map { StageCosts(reading: &o, from: $0) } ?? StageCosts()
      subjects = [(form, given)]
      remake = { make($0[0], costs) }
      options = StorageOptions(given)
    case .memory(let make):
      let memory = MemorySpec(reading: &o)
      subjects = [memory.choice.subject]
      remake = { make(memory.choice.descriptor.engine($0[0]), memory.costs) }
      options = StorageOptions()
    case .disks(let usual, let make):
      let disks = DiskMoverSpec(reading: &o)
      let given = StorageOptions(o.settings(StorageOptions.description))
      let costs = StageCosts(reading: &o, from: usual)
      if case .moveAlone = kind.disks {
        let hasStreams = o.isGiven("perStream") || o.isGiven("streams")
        o.check(
          "perStream", "streams", holds: !hasStreams,
          "disks that stay with their host go over no stream",
          "remove it, or write \"speed\" for a limit of the copy")
      }
      options = given
      subjects = [disks.choice.subject]
      remake = { make(disks.choice.descriptor.engine($0[0]), given, costs) }
    case .disksAndMemory(let make, let makePostCopy):
      let disks = o.optional(
        "disks", Shape<DiskMoverSpec>.object,
        "How the disks are copied; without it, by \(Engines.disks[0].name).")
      let memory = o.optional(
        "memory", Shape<MemorySpec>.object,
        "How the memory is copied, and what the stages cost; without it, as preCopy does.")
      let given = StorageOptions(o.settings(StorageOptions.description))
      let postCopy = o.optional(
        "postCopy", Shape<PostCopySpec>.object,
        "How the memory follows the VM, instead of \"memory\". The disks are mirrored until the VM moves."
      )
      o.check(
        "postCopy", restsOn: ["memory"], holds: postCopy == nil || memory == nil,
        "memory goes by pre-copy or by post-copy", "remove \"memory\" or \"postCopy\"")
      let mover = disks?.choice ?? EngineChoice(Engines.disks[0])
      if let postCopy {
        options = given
        subjects = [postCopy.subject, mover.subject]
        remake = {
          makePostCopy(mover.descriptor.engine($0[1]), $0[0], given, postCopy.costs)
        }
        break
      }
      let engine = memory?.choice ?? EngineChoice(Engines.preCopy[0])
      let costs = memory?.costs ?? Engines.preCopy[0].costs
      options = given
      subjects = [engine.subject, mover.subject]
      remake = {
        make(mover.descriptor.engine($0[1]), engine.descriptor.engine($0[0]), given, costs)
      }
    }
    strategy = remake(subjects.map { $0.given })
    disks =
      switch kind.disks {
      case .stay, .stayWithVM: nil
      case .move: DiskMove(provisioning: options.provisioning)
      case .moveOff: DiskMove(provisioning: options.provisioning, isOff: true)
      case .moveAlone: DiskMove(provisioning: options.provisioning, isAll: true)
      }
  }
}

/// An engine for the memory, and what the stages around it cost.
private struct MemorySpec: ReadableObject {
  static let schemaName = StrategyDescriptor.preCopy.title
  static let schemaText = StrategyDescriptor.preCopy.details

  let choice: EngineChoice<any PreCopyEngine>
  let costs: StageCosts

  init(reading o: inout ObjectReader) {
    choice = EngineChoice(
      reading: &o, among: Engines.preCopy, fields: Engines.preCopyFields,
      "The engine, whose algorithm is followed.")
    costs = StageCosts(reading: &o, from: choice.descriptor.costs)
  }
}

/// Post-copy, and what the stages around it cost.
private struct PostCopySpec: ReadableObject {
  static let schemaName = StrategyDescriptor.postCopy.title
  static let schemaText = StrategyDescriptor.postCopy.details

  let subject: (form: FormDescription, given: Settings)
  let costs: StageCosts

  init(reading o: inout ObjectReader) {
    subject = (PostCopy.form, o.settings(PostCopy.form))
    costs = StageCosts(reading: &o, from: PostCopy.usualCosts)
  }
}

/// An engine for the disks of a VM that runs.
private struct DiskMoverSpec: ReadableObject {
  static let schemaName = "DiskMover"
  static let schemaText = "How the disks of a running VM are copied."

  let choice: EngineChoice<any DiskMover>

  init(reading o: inout ObjectReader) {
    choice = EngineChoice(
      reading: &o, among: Engines.disks, fields: Engines.diskFields, "The method of copying disks.")
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
