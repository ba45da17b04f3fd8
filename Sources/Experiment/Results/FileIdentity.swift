import Foundation

/// Which file a path means, whatever the way to it: a result must not replace what it was made from.
enum FileIdentity {
  /// Whether two paths lead to one file that exists, by other names and links too.
  static func areSame(_ a: String, _ b: String) -> Bool {
    guard let a = facts(about: a), let b = facts(about: b) else { return false }
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino
  }

  /// Whether a path leads to something that is there and is no regular file. A file that is put in its
  /// place would take it away from everybody: `/dev/null`, say.
  static func isDevice(_ path: String) -> Bool {
    guard let type = facts(about: path).map({ $0.st_mode & S_IFMT }) else { return false }
    return type != S_IFREG && type != S_IFDIR
  }

  /// What is wrong with writing over an input.
  static func complaint(about input: String, beside path: String) -> String {
    input == path
      ? "is read by this command, and would be overwritten"
      : "is \(input), which this command reads, and would be overwritten"
  }

  /// What the system knows of what a path leads to.
  private static func facts(about path: String) -> stat? {
    var facts = stat()
    return stat(path, &facts) == 0 ? facts : nil
  }
}
