package import Quantities

extension Shape {
  /// A text with a unit, such as `"4 GiB"`, within limits in SI base units.
  package static func quantity(_ limits: Limits) -> Shape where Value: Quantity {
    let table = Value.text
    func show(_ value: Double) -> String { "\"\(table.print(value))\"" }
    let shape = Shape(
      noun: table.noun, example: "\"\(table.examples[0])\"", kinds: [.string],
      schema: { _ in
        [
          "type": "string",
          "pattern": JSONNode(stringLiteral: pattern(signed: !limits.forbidsSign)),
          "examples": JSONNode(.array(table.examples.map { JSONNode(.string($0)) })),
        ]
      },
      accept: { place in
        let text = place.node.string!
        do throws(QuantityError) {
          let value = try table.parse(text)
          if limits.contains(value) { return Value(value) }
          place.report(
            "\(abridged(place.node.text)) \(limits.complaint(about: value, show))",
            "write \(table.noun) \(limits.phrase(show))")
        } catch {
          place.report("\(abridged(place.node.text)) \(error.problem)", error.remedy)
        }
        return nil
      },
      placeholder: { Value(limits.sample) }, write: { JSONNode(.string($0.description)) })
    return limits.sign.map { shape.defined(as: "\($0)\(Value.self)") } ?? shape
  }

  /// The texts that the unit table reads, as a regular expression of JSON Schema.
  private static func pattern(signed: Bool) -> String where Value: Quantity {
    let units = Value.text.units.map(\.name).joined(separator: "|")
    let number = #"([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"#
    return "^\(signed ? "[+-]?" : "\\+?")\(number) *(\(units))$"
  }
}
