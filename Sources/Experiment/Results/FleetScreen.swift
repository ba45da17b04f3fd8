import Quantities
import Randomness
import StrictJSON

/// What the screen says first about a fleet: a line for each request and arm.
extension ExperimentRun {
  /// One headline for each request and arm; none where the scenario is not about a fleet.
  var headlines: [String] {
    guard scenario.whole.isFleet else { return [] }
    let lines = scenario.whole.parts.requests.indices.flatMap { request in
      plan.arms.indices.map { headline(request, arm: $0) }
    }
    return lines.map(Visible.text) + [""]
  }

  private func headline(_ request: Int, arm: Int) -> String {
    let runs = digests[arm].map { digest in
      digest.fleet?.runs.filter { $0.request == request } ?? []
    }
    let all = Array(runs.joined())
    let subject = subject(of: request) + (plan.arms.count > 1 ? " (\(plan.arms[arm].name))" : "")
    guard !all.isEmpty else { return "\(subject): not begun before the run ended" }
    let times = Observations(
      metric: "time", unit: "s", observed: runs.map { ArraySlice($0.map { $0.time ?? .infinity }) })
    var parts: [String] = []
    if let mean = times.means {
      var text = "done after \(Readable(mean, .time).text)"
      if scenario.replications > 1 || all.count > 1 {
        text += ", 95 % within \(Readable(quantile: 0.95, of: times, .time).text)"
      }
      parts.append(text)
    }
    if times.never > 0 { parts.append("unfinished in \(times.never) of \(all.count) runs") }
    if let text = Self.text(of: all.map(\.left), "left behind") {
      let reasons = all.reduce(into: [:]) { $0.merge($1.reasons, uniquingKeysWith: +) }
        .sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }.prefix(3).map(\.key)
      parts.append("\(text) (\(reasons.joined(separator: ", ")))")
    }
    for (counts, what) in [(all.map(\.lost), "lost"), (all.map(\.unfinished), "not there yet")] {
      if let text = Self.text(of: counts, what) { parts.append(text) }
    }
    let deadlines = all.compactMap(\.meetsDeadline)
    if !deadlines.isEmpty {
      parts.append("deadline met in \(deadlines.count { $0 }) of \(deadlines.count) runs")
    }
    return "\(subject): \(parts.joined(separator: "; "))"
  }

  /// How many VMs something became of, per run.
  private static func text(of counts: [Int], _ what: String) -> String? {
    guard let most = counts.max(), most > 0 else { return nil }
    if counts.allSatisfy({ $0 == most }) { return "\(most) VM\(most == 1 ? "" : "s") \(what)" }
    let mean = Double(counts.reduce(0, +)) / Double(counts.count)
    return "\(Readable(roughly: mean, .count).text) VMs \(what) on average, \(most) at most"
  }

  /// What a request asks for, in a few words.
  private func subject(of request: Int) -> String {
    let spec = scenario.whole.parts.requests[request]
    let names = spec.objects.map(\.value)
    let shown =
      names.count > 3
      ? names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more"
      : names.joined(separator: ", ")
    return (spec.name.map { "\($0.value), " } ?? "") + "\(spec.kind) \(shown)"
  }
}
