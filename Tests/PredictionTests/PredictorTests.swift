import Experiment
import Foundation
import Strategies
import Testing

@testable import Prediction

/// What `Predictor` makes of a text: the rows of its answer by column, and its complaints.
struct Predicted {
  var rows: [[String: String]] = []
  var header: [String] = []
  var text = ""
  var complaints: [String] = []
  var tally = Predictor.Tally()

  init(_ text: String, _ change: (inout Predictor) -> Void = { _ in }) throws {
    var predictor = Predictor()
    predictor.replications = 9
    change(&predictor)
    var answer = Data()
    var complaints: [String] = []
    tally = try predictor.predict(
      Array(text.utf8), file: "vms.csv",
      to: .init(answer: { answer += $0 }, complaint: { complaints.append($0) }))
    self.complaints = complaints
    self.text = String(decoding: answer, as: UTF8.self)
    var reader = CSVReader(Array(answer))
    while let row = reader.next() {
      let cells = row.cells.map { reader.text(of: $0) }
      if header.isEmpty {
        header = cells
      } else {
        rows.append(Dictionary(uniqueKeysWithValues: zip(header, cells)))
      }
    }
  }

  /// A number of the answer.
  func number(_ column: String, row: Int = 0) -> Double? { rows[row][column].flatMap(Double.init) }
}

@Suite("An inventory is predicted row by row")
struct PredictorTests {
  @Test("predictions stand behind the row, which passes through as it was")
  func passesThrough() throws {
    let answer = try Predicted("id,memory_mib,note\nweb-1,1024,\"a, b\"\n")
    #expect(answer.text.contains("\nweb-1,1024,\"a, b\",1,"))
    #expect(answer.header.prefix(3) == ["id", "memory_mib", "note"])
    #expect(Array(answer.header.dropFirst(3)) == PredictionColumns.names)
    #expect(PredictionColumns.names.count == 19)
  }

  @Test("the columns may come in any order")
  func anyOrder() throws {
    let a = try Predicted("memory_mib,dirty_rate_pages_per_s,workload\n2048,3000,oltp\n")
    let b = try Predicted("workload,memory_mib,dirty_rate_pages_per_s\noltp,2048,3000\n")
    for name in PredictionColumns.names { #expect(a.rows[0][name] == b.rows[0][name]) }
  }

  @Test("a dirty rate that is not known widens the interval instead of making an idle VM")
  func unknownRate() throws {
    let table = "memory_mib,dirty_rate_pages_per_s\n4096,unknown\n4096,0\n"
    let answer = try Predicted(table) { $0.replications = 40 }
    func width(_ row: Int) throws -> Double {
      let low = try #require(answer.number("predicted_total_time_ms_p05", row: row))
      // Empty where more than 5 % never end.
      let high = answer.number("predicted_total_time_ms_p95", row: row) ?? .infinity
      return high / low
    }
    #expect(try width(0) > 1.5 * width(1))
    #expect(answer.complaints.isEmpty)
  }

  @Test("a row's prediction does not depend on other rows, their order, or how many run at a time")
  func rowsAreIndependent() throws {
    let rows = (1...40).map { "vm-\($0),\($0 * 100),\($0 * 300)" }
    let header = "id,memory_mib,dirty_rate_pages_per_s\n"
    let forward = try Predicted(header + rows.joined(separator: "\n"))
    let both = try Predicted(header + rows.joined(separator: "\n")) { $0.jobs = 2 }
    let backward = try Predicted(header + rows.reversed().joined(separator: "\n"))
    #expect(forward.text == both.text)
    #expect(forward.rows == backward.rows.reversed())
  }

  @Test("every pre-copy engine can be asked for")
  func engines() {
    #expect(Engines.preCopy.allSatisfy { Predictor.engines.contains($0.name) })
  }

  @Test("outcomes pass through and are not read by predictions")
  func outcomesAreNotRead() throws {
    let plain = try Predicted("memory_mib,dirty_rate_pages_per_s\n1024,4000\n")
    let measured = try Predicted(
      """
      memory_mib,dirty_rate_pages_per_s,observed_mbit_per_s,total_time_ms,downtime_ms,sent_kib
      1024,4000,17,1,2,3

      """)
    for name in PredictionColumns.names { #expect(plain.rows[0][name] == measured.rows[0][name]) }
    #expect(measured.rows[0]["observed_mbit_per_s"] == "17")
  }

  @Test("an answer can be an inventory again: its predictions are made anew")
  func answersCanBePredictedAgain() throws {
    let once = try Predicted("id,memory_mib\na,1024\n")
    let twice = try Predicted(once.text)
    #expect(once.text == twice.text)
  }

  @Test(
    "a bad cell is told with its line and column, and other rows are predicted",
    arguments: [
      (",100,", "memory_mib: is missing"), ("0,100,", "memory_mib: is zero"),
      ("x,100,", "memory_mib: \"x\" is not a number"),
      ("1024,-5,", "dirty_rate_pages_per_s: -5 is too small"),
      ("1024,inf,", "dirty_rate_pages_per_s: \"inf\" is not a number"),
      ("0x400,100,", "memory_mib: \"0x400\" is not a number"),
      ("-1,100,", "memory_mib: -1 is too small; write a number above 0, up to 1073741824"),
      ("1024,100", "has 2 cells instead of 3"),
      ("1024,100,\"", "has a quote that is never closed"),
      ("1e300,100,", "memory_mib: 1e300 is too large"),
      ("1024,100,teleport", "technique: \"teleport\" is not a technique"),
      ("1024,100,post-copi", "write \"post-copy\""),
      (
        "1024,300000,",
        "dirty_rate_pages_per_s: 300000 pages/s over a window of 1 s are 1172 MiB of distinct pages, and the VM has 1 GiB of memory; write 262144 or less, or in dirty_rate_window_s the window"
      ),
    ])
  func badCells(row: String, complaint: String) throws {
    let answer = try Predicted(
      "memory_mib,dirty_rate_pages_per_s,technique\n512,10,\n\(row)\n256,20,cold\n")
    #expect(answer.tally.predicted == 2)
    #expect(answer.tally.failed == 1)
    #expect(answer.complaints.count == 1)
    #expect(answer.complaints[0].hasPrefix("vms.csv:3: "))
    #expect(answer.complaints[0].contains(complaint))
    #expect(answer.rows.count == 3)
    #expect(answer.rows[1]["predicted_converged"] == "")
  }

  @Test(
    "a cache that is no power of two is answered with the nearest",
    arguments: [(100, 128), (90, 64)])
  func caches(size: Int, nearest: Int) throws {
    let answer = try Predicted("memory_mib,xbzrle_cache_mib\n1024,\(size)\n")
    #expect(
      answer.complaints.contains(
        "vms.csv:2: xbzrle_cache_mib: is no power of two; write \(nearest)"))
  }

  @Test(
    "a measured cell that makes no sense is told with its line, and its row is not scored",
    arguments: [
      ("nan,,", "total_time_ms: \"nan\" is not a number"),
      ("soon,,", "total_time_ms: \"soon\" is not a number"),
      ("9000,-5,", "downtime_ms: -5 is negative; write a number of 0 or more, or leave it empty"),
      ("9000,200,perhaps", "converged: \"perhaps\" is neither yes nor no; write 1 or 0"),
    ])
  func senselessMeasurements(cells: String, complaint: String) throws {
    let text =
      "memory_mib,dirty_rate_pages_per_s,total_time_ms,downtime_ms,converged\n1024,10,9000,200,yes\n1024,10,\(cells)\n"
    let answer = try Predicted(text) { $0.scoresRows = true }
    #expect(answer.complaints.count == 1)
    #expect(answer.complaints[0].hasPrefix("vms.csv:3: \(complaint)"))
    #expect(answer.tally.unscored == 1 && answer.tally.predicted == 2)
    #expect(answer.tally.scores.comparisons(of: .totalTime).count == 1)
    // Predictions alone do not read what was measured.
    #expect(try Predicted(text).complaints.isEmpty)
  }

  @Test(
    "a blank total time among others is a migration that did not converge, unless it is said to have"
  )
  func blankTotals() throws {
    let answer = try Predicted(
      """
      memory_mib,dirty_rate_pages_per_s,total_time_ms,downtime_ms,converged
      1024,10,,200,
      1024,10,,200,1
      1024,10,,,

      """)
    let score = try #require(answer.tally.scores.scores.first { $0.quantity == .downtime })
    #expect(score.count == 1)
    #expect(score.verdicts == (1, 2))
    #expect(answer.tally.scores.screen.contains("1 row without any measurement: not scored."))
    #expect(answer.tally.scores.screen.contains("1 row with a blank total_time_ms"))
    // A file that tells downtimes only is of migrations that ended.
    let only = try Predicted("memory_mib,dirty_rate_pages_per_s,downtime_ms\n1024,10,200\n")
    #expect(only.tally.scores.comparisons(of: .downtime).count == 1)
  }

  @Test(
    "a file that is no inventory is refused as a whole",
    arguments: [
      ("", "is empty"), ("\n\n", "is empty"), ("a,b\n1,2\n", "no column memory_mib"),
      ("memory_mib,memory_mib\n1,2\n", "two columns memory_mib"),
      ("\u{0}\u{0},x\n", "no text"),
    ])
  func badFiles(text: String, problem: String) {
    #expect {
      try Predicted(text)
    } throws: {
      "\($0)".contains(problem)
    }
  }

  @Test("a workload that is not known counts as unknown, and is told once")
  func strangeWorkloads() throws {
    let header = "memory_mib,dirty_rate_pages_per_s,workload\n"
    let strange = try Predicted(header + "1024,4000,memcached\n1024,4000,memcached\n")
    let unknown = try Predicted(header + "1024,4000,unknown\n1024,4000,\n")
    #expect(strange.complaints.count == 1)
    #expect(strange.complaints[0].contains("\"memcached\" is not known and counts as unknown"))
    for name in PredictionColumns.names {
      #expect(strange.rows[0][name] == unknown.rows[0][name])
      #expect(strange.rows[0][name] == unknown.rows[1][name])
    }
  }

  @Test("a migration that cannot converge is predicted not to, with empty statistics")
  func noConvergence() throws {
    let answer = try Predicted(
      """
      memory_mib,stream0_pattern,stream0_working_set_pages,stream0_writes_per_s,time_limit_s
      1024,uniform,131072,200000,30

      """)
    #expect(answer.number("predicted_converged") == 0)
    #expect(answer.rows[0]["predicted_total_time_ms_p50"] == "")
  }

  @Test("known writes are taken as they are: a calm guest takes memory over goodput")
  func closedForm() throws {
    let answer = try Predicted(
      "memory_mib,link_bytes_per_s,stream0_pattern\n4096,125000000,\n")
    let total = try #require(answer.number("predicted_total_time_ms_p50"))
    let pass = 4096.0 * 1_048_576 * 4104 / 4096 / 125e6 * 1000
    #expect(abs(total - pass) < 0.005 * pass)
  }

  @Test("a link on which no VM can be moved is refused rather than waited for")
  func slowLinks() throws {
    let answer = try Predicted("memory_mib,link_bytes_per_s\n1024,1\n1024,10000000\n")
    #expect(answer.tally.failed == 1)
    #expect(answer.complaints.contains { $0.contains("vms.csv:2: link_bytes_per_s: at 1 no VM") })
  }

  @Test("an operator who waits lets a migration go on that does not converge")
  func patience() throws {
    let answer = try Predicted(
      """
      memory_mib,dirty_rate_pages_per_s,stop_when_stalled
      4096,200000,1
      4096,200000,0

      """)
    #expect(answer.number("predicted_converged", row: 0) == 1)
    #expect(try #require(answer.number("predicted_converged", row: 1)) < 0.5)
    #expect(try #require(answer.number("predicted_stopped_by_operator", row: 0)) > 0.5)
    #expect(answer.number("predicted_stopped_by_operator", row: 1) == 0)
  }

  @Test("nobody stops a VM that stalls unless told to: the faster it writes, the fewer converge")
  func noSilentOperator() throws {
    let rates = [0.5, 0.8, 1, 1.2, 1.6, 2.4, 4].map { $0 * 2550e6 / 8 / 4096 }
    let text =
      "memory_mib,link_mbit_per_s,dirty_rate_pages_per_s\n"
      + rates.map { "24576,2550,\($0)\n" }.joined()
    let alone = try Predicted(text) { $0.replications = 60 }
    let shares = try rates.indices.map {
      try #require(alone.number("predicted_converged", row: $0))
    }
    #expect(shares == shares.sorted(by: >))
    #expect(shares[0] > 0.95 && shares[6] < 0.3)
    #expect(alone.rows.allSatisfy { $0["predicted_stopped_by_operator"] == "0" })
    let watched = try Predicted(text) {
      $0.replications = 60
      $0.stopsWhenStalled = true
    }
    for row in rates.indices {
      #expect(watched.number("predicted_converged", row: row) == 1)
      let stopped = try #require(watched.number("predicted_stopped_by_operator", row: row))
      #expect(stopped >= 1 - shares[row] - 1e-9)
    }
  }

  @Test("a migration that compresses is given up by what its threads take, not by the link")
  func compressing() throws {
    let answer = try Predicted(
      """
      technique,engine,memory_mib,dirty_rate_pages_per_s,link_mbit_per_s,time_limit_s
      compress,qemu-7.2,65536,0,100000,
      compress,qemu-7.2,65536,0,100000,3600

      """)
    #expect(answer.number("predicted_converged", row: 0) == 1)
    #expect(answer.number("predicted_converged", row: 1) == 1)
  }

  @Test("a migration that failed is scored: its convergence is called right or wrong")
  func scoredFailures() throws {
    let failures = try Predicted(
      "memory_mib,dirty_rate_pages_per_s,link_mbit_per_s,converged\n4096,84000,1000,0\n")
    let score = try #require(failures.tally.scores.scores.first)
    #expect(score.quantity == .converged)
    #expect(score.errors == nil)
    #expect(score.verdicts == (1, 1))
    #expect(failures.tally.scores.screen.contains("1/1"))
    let junk = try Predicted("memory_mib,converged\n1024,perhaps\n")
    #expect(junk.tally.scores.isEmpty)
  }

  @Test("both units of a rate say the same, and only one may stand")
  func units() throws {
    let bytes = try Predicted("memory_mib,link_bytes_per_s\n1024,125000000\n")
    let bits = try Predicted("memory_mib,link_mbit_per_s\n1024,1000\n")
    for name in PredictionColumns.names { #expect(bytes.rows[0][name] == bits.rows[0][name]) }
    let both = try Predicted("memory_mib,link_bytes_per_s,link_mbit_per_s\n1024,125000000,1000\n")
    #expect(both.tally.failed == 1)
  }

  @Test(
    "stop-and-copy and a VM that is stopped first are one thing, zero pages included",
    arguments: ["qemu-7.2", "xen-modern", "cloud-hypervisor"], ["virtio", "bench"])
  func stopAndCopy(engine: String, devices: String) throws {
    let answer = try Predicted(
      """
      memory_mib,memory_used_mib,dirty_rate_pages_per_s,link_mbit_per_s,technique,stop_first
      4096,1024,2000,1000,stop-and-copy,
      4096,1024,2000,1000,,1

      """
    ) {
      $0.engine = engine
      $0.devices = devices
    }
    for name in PredictionColumns.names { #expect(answer.rows[0][name] == answer.rows[1][name]) }
    // QEMU sends a page of zeroes as 9 bytes, Xen as it is.
    let sent = try #require(answer.number("predicted_sent_bytes_p50")) / 0x1p30
    #expect(engine == "qemu-7.2" ? sent < 1.1 : sent > 0.9)
  }

  @Test(
    "a VM that is stopped first does not move by post-copy, nor is it off",
    arguments: ["post-copy", "cold"])
  func stoppedOtherwise(technique: String) throws {
    let answer = try Predicted("memory_mib,technique,stop_first\n1024,\(technique),1\n")
    #expect(
      answer.complaints.contains(
        "vms.csv:2: stop_first: does not go with \(technique); write 0, or the technique stop-and-copy"
      ))
  }

  @Test("a VM that is stopped first is paused for all of its migration")
  func stoppedFirst() throws {
    let answer = try Predicted("memory_mib,stop_first\n1024,1\n")
    #expect(
      answer.rows[0]["predicted_downtime_ms_p50"] == answer.rows[0]["predicted_total_time_ms_p50"])
  }

  @Test("a score of a perfect sample is nothing, and grows with the distance")
  func crps() {
    #expect(ScoreBoard.Comparison.crps(of: [5, 5, 5], against: 5) == 0)
    #expect(ScoreBoard.Comparison.crps(of: [5, 5, 5], against: 8) == 3)
    // Two points: E|X - y| = 1, E|X - X'|/2 = 1/2.
    #expect(ScoreBoard.Comparison.crps(of: [4, 6], against: 5) == 0.5)
  }

  @Test("scores are by technique and workload, over what was measured")
  func scores() throws {
    let answer = try Predicted(
      """
      memory_mib,technique,workload,total_time_ms,outage_ms,sent_bytes,converged
      1024,pre-copy,idle,9300,130,1076000000,1
      1024,pre-copy,oltp,9300,130,1076000000,1
      1024,post-copy,idle,9300,2,1076000000,1

      """
    ) { $0.devices = "bench" }
    let scores = answer.tally.scores.scores
    #expect(Set(scores.map(\.technique)) == ["pre-copy", "post-copy", "all"])
    #expect(scores.filter { $0.technique == "pre-copy" && $0.workload == "all" }.count == 3)
    #expect(scores.allSatisfy { $0.errors!.medianError < 0.5 })
    #expect(answer.tally.scores.csv.hasPrefix("technique,workload,quantity,unit,rows,"))
  }
}
