import Foundation

/// Which file a path means, whatever the way to it: a result must not replace what it was made from.
enum FileIdentity {
  /// Whether two paths lead to one file that exists, by other names and links too.
  static func areSame(_ a: String, _ b: String) -> Bool {
    guard let a = facts(about: a), let b = facts(about: b),
      let device = a[.systemNumber] as? Int, let number = a[.systemFileNumber] as? Int
    else { return false }
    return device == b[.systemNumber] as? Int && number == b[.systemFileNumber] as? Int
  }

  /// Whether a path leads to something that is there and is no regular file. A file that is put in its
  /// place would take it away from everybody: `/dev/null`, say.
  static func isDevice(_ path: String) -> Bool {
    guard let type = facts(about: path)?[.type] as? FileAttributeType else { return false }
    return type != .typeRegular && type != .typeDirectory
  }

  /// What is wrong with writing over an input.
  static func complaint(about input: String, beside path: String) -> String {
    input == path
      ? "is read by this command, and would be overwritten"
      : "is \(input), which this command reads, and would be overwritten"
  }

  private static func facts(about path: String) -> [FileAttributeKey: Any]? {
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    return try? FileManager.default.attributesOfItem(atPath: resolved)
  }
}
