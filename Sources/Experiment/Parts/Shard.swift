import StrictJSON

/// One of several equal parts of an experiment, which any machine may run: of n shards, the i-th has
/// every n-th replication from the i-th on, so that each has its share of every point and strategy.
public struct Shard: Sendable, Equatable, CustomStringConvertible {
  /// From 1.
  public let number: Int
  /// Of how many.
  public let count: Int

  /// The most shards.
  public static let most = 100_000

  /// - Parameter text: `"2/3"`.
  /// - Returns: `nil` unless it is a shard.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]),
      (1...Self.most).contains(count), (1...count).contains(number)
    else { return nil }
    (self.number, self.count) = (number, count)
  }

  public var description: String { "\(number)/\(count)" }

  /// The name of its folder beside that of the results.
  public var suffix: String { ".shard-\(number)-of-\(count)" }

  /// Which of so many units are its own.
  func units(of total: Int) -> [Int] { Array(stride(from: number - 1, to: total, by: count)) }
}
