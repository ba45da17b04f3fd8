import StrictJSON

/// Where a scenario is read from.
public enum ScenarioSource: Sendable {
  /// A file.
  case file(String)
  /// A text made from a file, or folder, of another system, whose name results and messages give.
  case text(String, of: String)

  /// The name by which messages and results call it.
  var name: String {
    switch self {
    case .file(let name), .text(_, of: let name): name
    }
  }

  /// Reads it.
  ///
  /// - Parameter isConfined: whether it may name no file outside of its folder.
  func document(isConfined: Bool) throws(JSONErrors) -> JSONDocument {
    switch self {
    case .file(let path):
      try JSONDocument(contentsOf: path, remarks: Scenario.remarks, isConfined: isConfined)
    case .text(let text, of: let name):
      try JSONDocument(
        parsing: Array(text.utf8), file: name, remarks: Scenario.remarks, isConfined: isConfined)
    }
  }
}
