import StrictJSON

/// How many migrations of an arm something held back that is no link.
struct OwnLimit {
  let arm: String
  /// By what.
  let text: String
  let count: Int
  /// Of so many.
  let total: Int

  /// What holds transfers back without being a link, as results name it.
  static let all = [
    (name: "rate-cap", text: "by its own cap"),
    (name: "device", text: "by the state of its devices (\"deviceRate\", \"devices\")"),
    (name: "stream", text: "by what its streams move at most (\"perStream\", \"streams\")"),
    (name: "loss", text: "by packets that the path loses (\"transport\": \"loss\")"),
    (name: "window", text: "by TCP's window (\"transport\": \"window\", \"streams\")"),
  ]
  static let names = all.map(\.name)

  /// - Parameter points: at which points; empty where there is one.
  func sentence(_ points: String = "") -> String {
    Visible.text(
      "\(arm)\(points.isEmpty ? "" : ", \(points)"): \(count) of \(total) migrations were held back longest \(text), not by a link"
    )
  }
}
