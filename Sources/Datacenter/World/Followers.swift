/// Migrations whose sender is followed at the network's rate, in the order in which that began.
struct Followers {
  /// Migration -> a number that grows from one that begins to the next; 0 for those that are not followed.
  private var numbers: [Int] = []
  private var last = 0
  private var count = 0

  var isEmpty: Bool { count == 0 }

  mutating func enter(_ migration: MigrationID) {
    while numbers.count <= migration.index { numbers.append(0) }
    guard numbers[migration.index] == 0 else { return }
    last += 1
    count += 1
    numbers[migration.index] = last
  }

  mutating func leave(_ migration: MigrationID) {
    guard number(of: migration) > 0 else { return }
    numbers[migration.index] = 0
    count -= 1
  }

  /// Which of some migrations are followed, each once, in order.
  func among(_ migrations: [MigrationID]) -> [MigrationID] {
    Set(migrations).filter { number(of: $0) > 0 }.sorted { number(of: $0) < number(of: $1) }
  }

  private func number(of migration: MigrationID) -> Int {
    migration.index < numbers.count ? numbers[migration.index] : 0
  }
}
