import Randomness
import Testing

@Suite("A simplex finds a minimum without derivatives")
struct SimplexMinimumTests {
  @Test("of Rosenbrock's valley, at (1, 1)")
  func rosenbrock() throws {
    let found = try SimplexMinimum(
      from: [-1.2, 1], steps: [0.5, 0.5], tolerance: 1e-6, limit: 2000
    ) { x in
      let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
      return a * a + 100 * b * b
    }
    #expect(abs(found.parameters[0] - 1) < 1e-4)
    #expect(abs(found.parameters[1] - 1) < 1e-4)
  }

  @Test("within its limit of evaluations, but for a few")
  func limit() throws {
    let found = try SimplexMinimum(from: [5, 5, 5], steps: [1, 1, 1], tolerance: 0, limit: 50) {
      $0.reduce(0) { $0 + $1 * $1 }
    }
    #expect(found.evaluations < 60)
    #expect(found.value < 75)
  }

  @Test("even where the limit is spent before the first step, and always the same")
  func tooFew() throws {
    for _ in 0..<3 {
      let found = try SimplexMinimum(from: [5, 5, 5], steps: [1, 1, 1], tolerance: 0, limit: 1) {
        $0.reduce(0) { $0 + $1 * $1 }
      }
      #expect(found.value <= 75 && found.value > 1)
      #expect(found.value == found.parameters.reduce(0) { $0 + $1 * $1 })
    }
  }

  @Test("a function that is not finite is refused")
  func notFinite() {
    #expect(throws: GSLError.self) {
      _ = try SimplexMinimum(from: [0], steps: [1]) { _ in .nan }
    }
  }
}
