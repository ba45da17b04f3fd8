import Glibc
import Randomness
import Testing

@Suite("Least squares")
struct LeastSquaresTests {
  @Test("an exponential through exact points is found again")
  func exact() throws {
    let times = (1...12).map { Double($0) * 0.5 }
    let fit = try LeastSquares(of: 12, from: [1, 1]) { p, residuals in
      for (index, t) in times.enumerated() {
        residuals[index] = p[0] * exp(-p[1] * t) - 7 * exp(-0.3 * t)
      }
    }
    #expect(abs(fit.parameters[0] - 7) < 1e-6 && abs(fit.parameters[1] - 0.3) < 1e-7)
    #expect(fit.squares < 1e-12)
  }

  @Test("a straight line's spread is that of linear regression")
  func line() throws {
    let x = [0.0, 1, 2, 3, 4]
    let y = [1.1, 2.9, 5.2, 6.8, 9.1]
    let fit = try LeastSquares(of: 5, from: [0, 0]) { p, residuals in
      for index in x.indices { residuals[index] = p[0] + p[1] * x[index] - y[index] }
    }
    // (XᵀX)⁻¹ of an intercept and these x: [[0.6, -0.2], [-0.2, 0.1]].
    #expect(abs(fit.spread[0][0] - 0.6) < 1e-6 && abs(fit.spread[0][1] + 0.2) < 1e-6)
    #expect(abs(fit.spread[1][1] - 0.1) < 1e-6)
    #expect(abs(fit.parameters[1] - 1.99) < 1e-6)
  }

  @Test("residuals that are not numbers are an error, not an endless search")
  func notNumbers() {
    #expect(throws: GSLError.self) {
      _ = try LeastSquares(of: 3, from: [1]) { _, residuals in
        residuals = [.nan, .nan, .nan]
      }
    }
  }
}
