/// The candidate that someone who wrote `word` most likely meant, or nil if none is near.
///
/// Near is an edit distance (insertions, deletions, replacements and swaps of neighbours, letter
/// case ignored) of at most a third of the longer word, or a beginning of three letters or more. A word
/// that means the same comes first.
/// - Complexity: O(candidates · length²), of at most 1000 candidates.
package func nearest(_ word: String, in candidates: some Sequence<String>) -> String? {
  if let synonym = Synonyms.of(word, in: candidates) { return synonym }
  let folded = Array(word.lowercased().unicodeScalars)
  var best: (candidate: String, distance: Int)?
  var beginning: String?
  for candidate in candidates.prefix(1000) {
    let other = Array(candidate.lowercased().unicodeScalars)
    let limit = max(folded.count, other.count) / 3
    if min(folded.count, other.count) >= 3, beginning == nil,
      folded.starts(with: other) || other.starts(with: folded)
    {
      beginning = candidate
    }
    guard abs(folded.count - other.count) <= limit else { continue }
    let distance = editDistance(folded, other)
    if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.candidate ?? beginning
}

/// What to write instead of a word that is not among those allowed: the nearest, or all of them.
package func advice(instead word: String, of candidates: [String], none: String) -> String {
  if let near = nearest(word, in: candidates) { return "write \"\(near)\"" }
  guard !candidates.isEmpty else { return none }
  let candidates = candidates.uniqued
  let shown = candidates.prefix(20).map { "\"\($0)\"" }.joined(separator: ", ")
  let rest = candidates.count > 20 ? " or \(candidates.count - 20) more" : ""
  return candidates.count == 1 ? "write \(shown)" : "write one of \(shown)\(rest)"
}

/// Optimal string alignment distance.
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var beforePrevious = [Int]()
  var previous = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var distance = min(previous[j + 1], row[j]) + 1
      distance = min(distance, previous[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        distance = min(distance, beforePrevious[j - 1] + 1)
      }
      row.append(distance)
    }
    beforePrevious = previous
    previous = row
  }
  return previous[b.count]
}
