internal import Quantities
internal import StrictJSON

/// Amounts as Kubernetes writes them: `4Gi`, `24576M`, `63500m`, `1e9` (apimachinery, resource.Quantity).
enum KubernetesQuantity {
  /// The number that a text says, in its base unit; `nil` if it says none.
  static func value(_ text: String) -> Double? {
    let scales: [(String, Double)] = [
      ("Ki", 0x1p10), ("Mi", 0x1p20), ("Gi", 0x1p30), ("Ti", 0x1p40), ("Pi", 0x1p50),
      ("Ei", 0x1p60), ("n", 1e-9), ("u", 1e-6), ("m", 1e-3), ("k", 1e3), ("M", 1e6), ("G", 1e9),
      ("T", 1e12), ("P", 1e15), ("E", 1e18),
    ]
    if let number = Double(text), number.isFinite { return number }
    for (suffix, scale) in scales where text.hasSuffix(suffix) {
      guard let number = Double(text.dropLast(suffix.count)), number.isFinite else { return nil }
      return scale < 1 ? number / (1 / scale) : number * scale
    }
    return nil
  }
}

extension JSONCursor {
  /// An amount in Kubernetes' notation. What is none is reported.
  func quantity(_ log: inout ImportLog) -> Double? {
    if let text, let value = KubernetesQuantity.value(text) {
      if value >= 0 { return value }
      log.report(error("\(node.text.prefix(40)) is negative", "export it again"))
      return nil
    }
    log.report(
      error("\(node.text.prefix(40)) is not a quantity", "export it again; 4Gi would be one"))
    return nil
  }

  /// A size in Kubernetes' notation; what is too large is reported.
  func sizeQuantity(of limit: Limit = .memory, _ log: inout ImportLog) -> Bytes? {
    quantity(&log).flatMap { checked($0, limit, &log) }
  }
}
