import Quantities
import StrictJSON

/// How many migrations of an arm something held back that is no link.
struct OwnLimit {
  let arm: String
  /// By what.
  let text: String
  let count: Int
  /// Of so many.
  let total: Int

  /// What holds transfers back without being a link, as results name it, and in words. What a strategy's
  /// streams move at most is said, where it has such a limit.
  static let all: [(name: String, text: @Sendable (_ ceiling: BytesPerSecond) -> String)] = [
    ("rate-cap", { _ in "by its own cap" }),
    ("device", { _ in "by the state of its devices (\"deviceRate\", \"devices\")" }),
    (
      "stream",
      { ceiling in
        let most = ceiling.isFinite ? ", \(ceiling)" : ""
        return "by what its streams move at most\(most) (\"perStream\", \"streams\")"
      }
    ),
    ("loss", { _ in "by packets that the path loses (\"transport\": \"loss\")" }),
    ("window", { _ in "by TCP's window (\"transport\": \"window\", \"streams\")" }),
  ]
  static let names = all.map(\.name)

  /// - Parameter points: at which points; empty where there is one.
  func sentence(_ points: String = "") -> String {
    Visible.text(
      "\(arm)\(points.isEmpty ? "" : ", \(points)"): \(count) of \(total) migrations were held back longest \(text), not by a link"
    )
  }
}
