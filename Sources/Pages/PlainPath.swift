/// Paths as people would write them.
enum PlainPath {
  /// A path from a folder on, without what a step back undoes: `Results/a` and `../../Scenarios` make
  /// `Scenarios`.
  ///
  /// It looks at the texts alone: of a symbolic link, a step back leads to where the link lies.
  static func joined(_ folder: String, _ rest: String) -> String {
    let path = folder.isEmpty ? rest : "\(folder)/\(rest)"
    let isAbsolute = path.hasPrefix("/")
    var steps: [Substring] = []
    for step in path.split(separator: "/") where step != "." {
      if step == "..", let last = steps.last, last != ".." {
        steps.removeLast()
      } else if step != ".." || !isAbsolute {
        steps.append(step)
      }
    }
    let text = steps.joined(separator: "/")
    return isAbsolute ? "/" + text : text.isEmpty ? "." : text
  }
}
