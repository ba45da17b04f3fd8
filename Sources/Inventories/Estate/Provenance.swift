/// Where a value comes from, from the surest to the least sure.
package enum Provenance: String, CaseIterable, Sendable {
  /// Someone measured it on the running system, such as a dirty rate.
  case measured
  /// The system's own description says it, such as a memory size.
  case read
  /// Something else was measured, from which it is guessed, such as active memory.
  case standIn = "stand-in"
  /// It is drawn from what other guests have shown.
  case family
  /// Nothing is known: a usual value is taken.
  case assumed
}

/// A value, where it comes from, and the field that said so.
package struct Known<Value: Sendable>: Sendable {
  package let value: Value
  package let provenance: Provenance
  /// The field of the source, such as `"vMemory Consumed"`; empty where there is none.
  package let field: String

  package init(_ value: Value, _ provenance: Provenance, _ field: String) {
    self.value = value
    self.provenance = provenance
    self.field = field
  }
}

extension Known {
  /// Provenance and field for people: `"read (vMemory Consumed)"`.
  var origin: String { provenance.rawValue + (field.isEmpty ? "" : " (\(field))") }
}

extension Known: Equatable where Value: Equatable {}
