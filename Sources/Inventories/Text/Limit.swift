internal import Quantities

/// How large a value of an inventory can be. What is larger is a wrong value, such as one of another column,
/// and is reported with its place instead of being cut to what a scenario takes.
enum Limit {
  /// Memory of a host or VM, and data of a disk or datastore.
  case memory, data

  var bytes: Bytes {
    switch self {
    case .memory: Bytes(0x1p50)
    case .data: Bytes(0x1p60)
    }
  }

  /// Processors of a VM.
  static let processors = 4096
  /// Processors of a host, each thread counted.
  static let threads = 65_536

  /// What is wrong with a size; `nil` if nothing is.
  func problem(with size: Double, written text: String) -> String? {
    size <= bytes.value ? nil : "\(text.prefix(40)) is too much: more than \(bytes)"
  }

  /// What is wrong with a number of processors; `nil` if nothing is.
  static func problem(withProcessors number: Double, written text: String, most: Int) -> String? {
    Int(exactly: number).map { $0 <= most } == true
      ? nil : "\(text.prefix(40)) is no number of processors: a whole number up to \(most) is one"
  }

  /// What to do about a wrong value.
  static let remedy = "correct it, or export it again"
}
