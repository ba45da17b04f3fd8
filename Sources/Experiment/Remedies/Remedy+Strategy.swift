import Orchestration
import Strategies

/// Another strategy altogether.
extension Remedy {
  /// One live pass, and then the VM moves ahead of what is dirty.
  static let postCopy = strategy { spec in
    // It leaves disks where they are.
    guard !spec.moveClass.bringsFiles else { return nil }
    return (StrategySpec(PostCopy(switchOver: .afterPasses(1))), "post-copy after one pass")
  }

  /// The VM is off while it moves.
  static let cold = strategy { _ in (StrategySpec(ColdMigration()), "cold migration") }
}
