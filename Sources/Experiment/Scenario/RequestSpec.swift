import Quantities
import StrictJSON

/// Someone wants VMs moved.
struct RequestSpec: ReadableObject, Sendable {
  static let schemaName = "Request"
  static let schemaText = "A wish that one or more VMs move to another host."

  let at: Located<Seconds>
  let migrate: [Located<String>]
  let to: [Located<String>]
  let strategy: Located<String>?
  let storage: Located<String>?

  init(reading o: inout ObjectReader) {
    let atOnce = Located(value: Seconds.zero, position: .start, path: .root, isRead: false)
    at = o.optional(
      "at", .located(.quantity(.duration)), default: atOnce, "When it is asked for.")
    migrate = o.required(
      "migrate", .oneOrMore(.located(.name)),
      "The VMs to move: a name, an array of names, or a pattern such as \"web-*\".")
    to = o.required(
      "to", .oneOrMore(.located(.name)),
      "The host they move to; an array is dealt out in turn.")
    strategy = o.optional(
      "strategy", .located(.name),
      "One of the scenario's strategies; without it, each strategy gets its own arm of the experiment."
    )
    storage = o.optional(
      "storage", .located(.name),
      "Where copied files go; without it, the first datastore the destination reaches that has room."
    )
  }
}
