/// How columns are tied to each other: a sum, a bound, an equality.
struct Relation<Subject>: Sendable {
  /// What a subject breaks, with the numbers; `nil` where all is well.
  let broken: @Sendable (Subject) -> String?

  init(_ broken: @escaping @Sendable (Subject) -> String?) { self.broken = broken }
}

/// Numbers as results round them.
enum Rounded {
  /// Whether two times, of which each is a sum of rounded ones, are one.
  static func isSame(_ a: Double, _ b: Double, times count: Int = 1) -> Bool {
    abs(a - b) <= 1e-9 * Double(count + 1) + 1e-12 * max(abs(a), abs(b))
  }

  /// Whether a time is another one or longer.
  static func isAtLeast(_ a: Double, _ b: Double) -> Bool { a >= b || isSame(a, b, times: 4) }

  /// Whether two amounts of bytes are one, when so many amounts were rounded on the way.
  static func areBytes(_ a: Double, _ b: Double, times count: Int) -> Bool {
    abs(a - b) <= 0.5 * Double(count + 1) + 1e-12 * max(abs(a), abs(b))
  }

  static func text(_ number: Double) -> String { CSVTable.shortest(number) }
}
