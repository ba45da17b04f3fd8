import Experiment
import Glibc
import Randomness

/// Whether fitted curves come back and their intervals are honest: 500 fits of each of four curves to 120
/// points with an error of 5 %.
enum FitStudy {
  static func run() {
    print("curve,fits,within_5_percent,coverage_of_95_percent_intervals")
    for (name, truth) in truths {
      var near = 0
      var inside = 0
      var looked = 0
      for replication in 0..<500 {
        guard let fit = try? CurveFit(points(truth, UInt64(replication))) else { continue }
        var worst = 0.0
        for point in fit.points {
          let exact = truth.pages(after: point.time)
          worst = max(worst, abs(fit.curve.pages(after: point.time) / exact - 1))
          looked += 1
          if fit.interval(after: point.time).contains(exact) { inside += 1 }
        }
        if worst < 0.05 { near += 1 }
      }
      let coverage = Double(inside) / Double(looked)
      print(name, 500, Double(near) / 500, coverage, separator: ",")
    }
  }

  private static let truths: [(String, DirtyCurve)] = [
    ("one set", DirtyCurve(sets: [.init(pages: 20_000, time: 2)], background: 0)),
    (
      "two sets",
      DirtyCurve(
        sets: [.init(pages: 5000, time: 0.3), .init(pages: 60_000, time: 12)], background: 0)
    ),
    (
      "three sets",
      DirtyCurve(
        sets: [
          .init(pages: 3000, time: 0.1), .init(pages: 15_000, time: 1.5),
          .init(pages: 80_000, time: 25),
        ], background: 0)
    ),
    (
      "set and background",
      DirtyCurve(sets: [.init(pages: 8000, time: 0.5)], background: 900)
    ),
  ]

  private static func points(_ truth: DirtyCurve, _ replication: UInt64) -> [DirtyPoint] {
    var stream = RandomStream(seed: 22, name: "fit study", replication: replication)
    return (0..<120).map { index in
      let time = 0.05 * pow(1200, Double(index) / 119)
      return DirtyPoint(
        time: time, pages: truth.pages(after: time) * stream.normal(mean: 1, deviation: 0.05))
    }
  }
}
