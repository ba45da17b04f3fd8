import Datacenter
import Quantities
import Randomness

/// The memory models by themselves: how long the passes of a migration take without network, strategy or
/// events.
enum MemoryBenchmark {
  static func run() {
    print(
      """
      memory by numbers: 30 full passes over 4 GiB in four classes, 10 Gbit/s. Best of \(repetitions) in \
      CPU time.
      """)
    let table = TextTable("scan", "peek", "us/30 passes", "pages sent", "allocations")
    measureNumbers(scan: .fromStart, peek: nil, sends: 1_153_900, into: table)
    measureNumbers(scan: .fromStart, peek: 1024, sends: 1_137_200, into: table)
    measureNumbers(scan: .bitRotated, peek: 1024, sends: 1_091_300, into: table)
    print(
      """

      memory by pages: five passes of 4 GiB at 10 Gbit/s, against simulated time and against a plain loop \
      over pages and writes in the same run.
      """)
    let pages = TextTable(
      "writes/s", "simulated s", "ms", "times real time", "plain loop ms", "ratio")
    for rate in [1000.0, 50_000, 250_000] { measurePages(rate: rate, into: pages) }
  }

  private static let repetitions = 7
  private static let pageTime = 4096 / 1.25e9

  private static let fourClasses = [
    PageClass(name: "hot", pages: Pages(16_384), writes: .uniform(PagesPerSecond(100_000))),
    PageClass(name: "warm", pages: Pages(131_072), writes: .uniform(PagesPerSecond(20_000))),
    PageClass(name: "cold", pages: Pages(600_000), writes: .uniform(PagesPerSecond(2000))),
    PageClass(name: "still", pages: Pages(301_120), writes: .never),
  ]

  /// Thirty passes, of which the first sends everything.
  @inline(never)
  private static func passes(
    _ memory: inout MemoryProbe, count: Int, scan: Order.Scan, peek: Double?,
    drawing stream: inout RandomStream
  ) -> Int {
    var sent = 0.0
    memory.markAll()
    for _ in 0..<count {
      memory.scan(scan)
      if let peek {
        while memory.pending > 0 {
          let batch = memory.sendBatch(peek, drawing: &stream)
          sent += batch
          memory.run(for: Seconds(batch * pageTime))
        }
      } else {
        sent += memory.pending
        memory.run(for: Seconds(memory.pending * pageTime))
        _ = memory.send(memory.pending)
      }
      _ = memory.readBitmap(drawing: &stream)
    }
    return Int(sent)
  }

  private static func measureNumbers(
    scan: Order.Scan, peek: Double?, sends expected: Int, into table: TextTable
  ) {
    let rounds = peek == nil ? 100 : 5
    var best = Measurement()
    var sent = 0
    var memory = MemoryProbe(classes: fourClasses, fidelity: .statistical)
    var stream = RandomStream(seed: 1, name: "memory benchmark", replication: 0)
    _ = passes(&memory, count: 30, scan: scan, peek: peek, drawing: &stream)
    for _ in 0..<repetitions {
      best.keepBest(
        .of {
          for _ in 0..<rounds {
            sent = passes(&memory, count: 30, scan: scan, peek: peek, drawing: &stream)
          }
          return rounds
        })
    }
    precondition(abs(sent - expected) < 5000, "another run than recorded: \(sent) pages")
    let allocations = AllocationCount.during {
      _ = passes(&memory, count: 30, scan: scan, peek: peek, drawing: &stream)
    }
    table.printRow([
      scan == .bitRotated ? "rotated" : "address", peek == nil ? "no" : "1024",
      (best.nanosecondsPerEvent / 1000).text(), "\(sent)", allocations.map { "\($0)" } ?? "unknown",
    ])
  }

  private static func measurePages(rate: Double, into table: TextTable) {
    let count = 1 << 20
    let classes = [
      PageClass(name: "all", pages: Pages(count), writes: .uniform(PagesPerSecond(rate)))
    ]
    var best = Measurement()
    var plain = Measurement()
    var sent = 0
    var plainSent = 0
    var stream = RandomStream(seed: 1, name: "memory benchmark", replication: 1)
    for _ in 0..<3 {
      best.keepBest(
        .of {
          var memory = MemoryProbe(classes: classes, fidelity: .pages)
          sent = passes(&memory, count: 5, scan: .fromStart, peek: nil, drawing: &stream)
          return sent
        })
      plain.keepBest(
        .of {
          var loop = PlainPageLoop(pages: count, writesPerSecond: rate, pageTime: pageTime)
          loop.run(passes: 5, drawing: &stream)
          plainSent = loop.sent
          return loop.sent
        })
    }
    // Both send the same on average.
    precondition(abs(sent - plainSent) < 10_000, "\(sent) pages against \(plainSent)")
    let simulated = Double(sent) * pageTime
    table.printRow([
      "\(Int(rate))", simulated.text(places: 2), (best.nanoseconds / 1e6).text(places: 2),
      (simulated / (best.nanoseconds / 1e9)).text(),
      (plain.nanoseconds / 1e6).text(places: 1),
      (plain.nanoseconds / best.nanoseconds).text(),
    ])
  }
}
