import Foundation
import Testing

@testable import Evidence

/// Two inputs of the cases are in no column, and were read off the runs.
@Suite("What the measured runs tell of their managers and guests")
struct ManagerInputTests {
  /// A link of 64 MB/s carries so many pages in a millisecond, and a turn of QEMU has 833 of them.
  private static let (pagesPerMillisecond, turn) = (64e3 / 4104, 833.0)

  /// What remains in a run: after each read of the bitmap, and how it falls in between.
  private struct Remaining {
    let times: [Double]
    let pages: [Double]

    init(_ run: MeasuredCase) {
      func list(_ column: String) -> [Double] {
        run.text(column).split(separator: " ").compactMap { Double($0) }
      }
      let (found, times) = (list("sync_new_dirty_pages"), list("sync_t_ms"))
      var pages = [128.0 * 256 + 131]
      for read in 1..<found.count {
        let turns = ((times[read] - times[read - 1]) / 53.35).rounded()
        pages.append(pages[read - 1] - turn * turns + found[read])
      }
      (self.times, self.pages) = (times, pages)
    }

    func at(_ time: Double) -> Double {
      let read = times.lastIndex { $0 <= time } ?? 0
      return pages[read] - (time - times[read]) * pagesPerMillisecond
    }
  }

  @Test(
    "Proxmox's rule looked every 109 to 110.5 ms: then it doubles the limit when it was doubled")
  func looks() throws {
    let runs = try #require(ManagerCase.all.first { $0.text("manager") == "pve" }).runs
    let measured = try runs.map { run in
      let actions = try JSONSerialization.jsonObject(with: Data(run.text("actions").utf8))
      return (Remaining(run), try #require(actions as? [[Any]]).compactMap { $0[0] as? Double })
    }
    func error(_ interval: Double) -> Double {
      measured.reduce(0) { sum, run in
        // The first looks come every second or a little later.
        sum
          + stride(from: 0, to: 30, by: 1).map { late -> Double in
            let doublings = Self.doublings(
              run.0, from: 2000 + late, every: interval, until: run.1[1] + 400)
            return doublings.count < 2
              ? 400 : min(400, abs(doublings[0] - run.1[0]) + abs(doublings[1] - run.1[1]))
          }.min()!
      }
    }
    let intervals = stride(from: 100, through: 118, by: 0.1).map { ($0, error($0)) }
    let best = try #require(intervals.min { $0.1 < $1.1 })
    #expect((109...110.5).contains(best.0))
  }

  /// When the rule doubles the limit: at every sixth look at which more remains than at the one before.
  private static func doublings(
    _ remaining: Remaining, from start: Double, every interval: Double, until end: Double
  ) -> [Double] {
    var (time, last, count) = (start, remaining.at(start - 1000), 0)
    var doublings: [Double] = []
    while time < min(end, remaining.times.last!) {
      let now = remaining.at(time)
      if now > last { count += 1 }
      if count == 6 {
        count = 0
        doublings.append(time)
      }
      (last, time) = (now, time + interval)
    }
    return doublings
  }

  /// Uniform writes n of a turn make W (1 - e^(-n/W)) of W pages dirty, and of these those count that were
  /// sent: all but what is pending at the end of a turn that just fails a limit of 300 ms.
  @Test("at a throttle of 60 % pages become dirty as by 42 to 46 % of the guest's writes")
  func throttled() throws {
    let row = try #require(ManagerCase.all.first { $0.name.contains("ac-raise40") })
    var found: [Double] = []
    for run in row.runs {
      let times = run.text("sync_t_ms").split(separator: " ").compactMap { Double($0) }
      let new = run.text("sync_new_dirty_pages").split(separator: " ").compactMap { Double($0) }
      for read in new.indices.dropFirst()
      where times[read] > 10_000 && (51...56).contains(times[read] - times[read - 1]) {
        found.append(new[read])
      }
    }
    #expect(found.count >= 9)
    let size = 64.0 * 256
    let pending = 300 * 64e3 / 4096 - Self.turn
    let distinct = found.reduce(0, +) / Double(found.count) / (1 - pending / size)
    let writes = -size * log(1 - distinct / size)
    let share = writes / (Self.turn / Self.pagesPerMillisecond / 1000) / 40_000
    #expect((0.42...0.46).contains(share))
  }
}
