import Glibc
import Randomness
import Testing

@testable import Experiment

@Suite("Fitting dirty pages")
struct CurveFitTests {
  /// SPECweb99's rounds as Clark et al. (NSDI 2005) report them: length, and bytes found dirty.
  static let specWeb = """
    interval_s,dirty_bytes
    54.144,126.7e6
    10.136,39.0e6
    3.12,28.4e6
    1.85,24.2e6
    1.252,16.7e6
    0.852,14.2e6
    0.62,15.3e6
    0.495,18.2e6
    """

  @Test("SPECweb99's hot and cold curve is found in its rounds")
  func specWeb99() throws {
    let points = try DirtyPoints.points(of: NumberTable(parsing: Self.specWeb, file: "rounds"))
    let fit = try CurveFit(points)
    #expect(fit.curve.sets.count == 1)
    #expect(abs(fit.curve.sets[0].pages * 4096 / 19.5e6 - 1) < 0.01)
    #expect(abs(fit.curve.sets[0].time / 0.48 - 1) < 0.01)
    #expect(abs(fit.curve.background * 4096 / 1.98e6 - 1) < 0.01)
    for point in points {
      #expect(abs(fit.curve.pages(after: point.time) - point.pages) * 4096 <= 4.7e6)
    }
    #expect(fit.report.contains(#""size": "19020 KiB", "rate": "9930.9 writes/s""#))
  }

  @Test(
    "points exactly on a line are background, and nothing else",
    arguments: [[1.0, 2, 3, 4], [0.5, 1, 2, 4, 8], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    [2000.0, 5000])
  func exactLine(times: [Double], rate: Double) throws {
    let fit = try CurveFit(times.map { DirtyPoint(time: $0, pages: rate * $0) })
    #expect(fit.curve.sets.isEmpty)
    #expect(abs(fit.curve.background / rate - 1) < 1e-6)
  }

  static let truths = [
    DirtyCurve(sets: [.init(pages: 20_000, time: 2)], background: 0),
    DirtyCurve(
      sets: [.init(pages: 5000, time: 0.3), .init(pages: 60_000, time: 12)], background: 0),
    DirtyCurve(
      sets: [
        .init(pages: 3000, time: 0.1), .init(pages: 15_000, time: 1.5),
        .init(pages: 80_000, time: 25),
      ], background: 0),
    DirtyCurve(sets: [.init(pages: 8000, time: 0.5)], background: 900),
  ]

  /// Points over 120 intervals from 50 ms to 60 s, each with an error of 5 %.
  static func points(_ truth: DirtyCurve, replication: UInt64) -> [DirtyPoint] {
    var stream = RandomStream(seed: 21, name: "fit test", replication: replication)
    return (0..<120).map { index in
      let time = 0.05 * pow(1200, Double(index) / 119)
      return DirtyPoint(
        time: time, pages: truth.pages(after: time) * stream.normal(mean: 1, deviation: 0.05))
    }
  }

  @Test(
    "the curve comes back from points with an error of 5 %, with honest intervals", arguments: 0..<4
  )
  func roundTrip(index: Int) throws {
    let truth = Self.truths[index]
    var near = 0
    var inside = 0
    var looked = 0
    let runs = 12
    for replication in 0..<runs {
      let fit = try CurveFit(Self.points(truth, replication: UInt64(replication)))
      var worst = 0.0
      for point in fit.points {
        let exact = truth.pages(after: point.time)
        worst = max(worst, abs(fit.curve.pages(after: point.time) / exact - 1))
        looked += 1
        if fit.interval(after: point.time).contains(exact) { inside += 1 }
      }
      if worst < 0.05 { near += 1 }
    }
    #expect(near >= runs - 2, "\(near) of \(runs) curves are within 5 % everywhere")
    #expect(Double(inside) >= 0.85 * Double(looked), "\(inside) of \(looked)")
  }

  @Test("data that cannot carry a fit is refused, with the reason")
  func refusals() {
    func points(_ pairs: [(Double, Double)]) -> [DirtyPoint] {
      pairs.map { DirtyPoint(time: $0.0, pages: $0.1) }
    }
    #expect(throws: CurveFitError.tooFew(3)) {
      try CurveFit(points([(1, 10), (2, 20), (3, 30)]))
    }
    #expect(throws: CurveFitError.equalIntervals) {
      try CurveFit(points([(1, 10), (1.5, 20), (2, 30), (2.5, 31), (1, 11)]))
    }
    #expect(throws: CurveFitError.falling) {
      try CurveFit(points([(1, 1000), (2, 800), (4, 500), (8, 300), (16, 100), (32, 50)]))
    }
    #expect(throws: CurveFitError.unexplained) {
      try CurveFit(points([(0.1, 100), (1, 900), (10, 4000), (100, 5000)]))
    }
    #expect(throws: CurveFitError.notPositive(DirtyPoint(time: 0, pages: 5))) {
      try CurveFit(points([(0, 5), (1, 10), (2, 20), (3, 30)]))
    }
    #expect(throws: CurveFitError.tooFast(DirtyPoint(time: 1e-6, pages: 1e7))) {
      try CurveFit(points([(1e-6, 1e7), (1, 10), (2, 20), (3, 30)]))
    }
  }

  @Test(
    "what is measured is known by the names of the columns",
    arguments: [
      "interval_s,dirty_pages\n1,100\n2,150", "interval_s,dirty_bytes\n1,409600\n2,614400",
      "window_s,rate_pages_per_s\n1,100\n2,75", "window_s,rate_bytes_per_s\n1,409600\n2,307200",
      "time_s,dirty_pages\n5,7\n6,100\n8,150",
    ])
  func columns(text: String) throws {
    let points = try DirtyPoints.points(of: NumberTable(parsing: text, file: "points.csv"))
    #expect(points == [DirtyPoint(time: 1, pages: 100), DirtyPoint(time: 2, pages: 150)])
  }

  @Test(
    "a table may have quotes, semicolons or tabs, remarks, and any line ends",
    arguments: [
      "# ours, measured; twice\ninterval_s;dirty_pages\n1;100\n2;150",
      "interval_s\tdirty_pages\r\n1\t100\r\n\r\n2\t150",
      "\u{FEFF}interval_s,dirty_pages\r1,100\r # the rest\r2,150\r",
      "\"interval_s\",\"dirty_pages\"\n\"1\", 100\n  \n2,\"150\"\n",
    ])
  func forms(text: String) throws {
    let points = try DirtyPoints.points(of: NumberTable(parsing: text, file: "points.csv"))
    #expect(points == [DirtyPoint(time: 1, pages: 100), DirtyPoint(time: 2, pages: 150)])
  }

  @Test(
    "a faulty table is refused with its line",
    arguments: [
      (
        "# remark\ninterval_s,dirty_pages\n1,0x64",
        "t.csv:3: \"0x64\" at dirty_pages is not a number"
      ),
      ("interval_s,dirty_pages\n1,nan", "t.csv:2: \"nan\" at dirty_pages is not a number"),
      ("interval_s,interval_s,dirty_pages\n1,1,5", "t.csv:1: has two columns interval_s"),
      ("interval_s,dirty_pages\n1,5\n2,-5", "t.csv:3: dirty_pages is -5.0"),
      ("window_s,rate_pages_per_s\n1,0", "t.csv:2: rate_pages_per_s is 0.0"),
      ("interval_s,dirty_pages\n1,\"5", "t.csv:2: has a quote that is never closed"),
      ("interval_s,dirty_pages\n1,100\n2,", "t.csv:3: has a gap at dirty_pages"),
      ("interval_s,dirty_pages\n1,1\n0,2", "t.csv:3: interval_s is 0.0"),
      ("window_s,rate_pages_per_s\n0,1", "t.csv:2: window_s is 0.0"),
      ("time_s,dirty_pages\n1,1\n3,1\n2,1", "t.csv:4: the time does not grow"),
      ("interval_s,dirty_pages\n1,1,1", "t.csv:2: has 3 cells instead of 2"),
      ("1,2\n3,4", "t.csv:1: holds numbers, not the names of columns"),
      ("a,b\n3,4", "t.csv:1: there is no column dirty_pages or dirty_bytes"),
      ("interval_s,dirty_pages\n1,many", "t.csv:2: \"many\" at dirty_pages is not a number"),
    ])
  func faults(text: String, message: String) {
    let error = #expect(throws: NumberTableError.self) {
      try DirtyPoints.points(of: NumberTable(parsing: text, file: "t.csv"))
    }
    #expect(error?.description.hasPrefix(message) == true, "\(error!)")
  }
}
