import Datacenter

/// VMs are to move: each as it was ordered, all at once.
public struct Migrate: FleetRequest {
  /// What is to move.
  public let moves: [Move]
  private var open: Int

  public init(_ moves: [Move]) {
    self.moves = moves
    open = moves.count
  }

  public var hearsOfLostHosts: Bool { false }

  public mutating func next(
    after news: FleetNews, _ view: borrowing FleetView
  ) -> [FleetOrder] {
    switch news {
    case .due:
      open = moves.count
      return moves.isEmpty ? [.done] : moves.map { .move($0) }
    case .ended:
      open -= 1
      return open == 0 ? [.done] : []
    case .settled, .woken, .lost, .back, .foreseen, .crashed, .notStarted, .appraised, .window:
      return []
    }
  }
}
