extension Shape {
  /// An array whose elements all have one shape.
  package static func array<Element>(
    of element: Shape<Element>, atLeast least: Int = 0, atMost most: Int? = nil
  ) -> Shape where Value == [Element] {
    let example =
      "[\(Array(repeating: element.example, count: max(1, least)).joined(separator: ", "))]"
    let bounds =
      most == least
      ? "exactly \(least)" : most.map { "\(least) to \($0)" } ?? "\(least) or more"
    return Shape(
      noun: "an array", example: example, kinds: [.array],
      schema: { recorder in
        var members: [JSONNode.Member] = [
          .init("type", "array"), .init("items", element.schema(recorder)),
        ]
        if least > 0 { members.append(.init("minItems", JSONNode(integerLiteral: least))) }
        if let most { members.append(.init("maxItems", JSONNode(integerLiteral: most))) }
        return JSONNode(.object(members))
      },
      accept: { place in
        let nodes = place.node.elements!
        guard nodes.count >= least, nodes.count <= most ?? .max else {
          place.report(
            nodes.isEmpty
              ? "the array is empty"
              : "the array has \(nodes.count) element\(nodes.count == 1 ? "" : "s")",
            "write \(bounds), for example \(example)")
          return nil
        }
        // A stand-in keeps the place of what could not be read, so that others can refer to it.
        var values: [Element] = []
        values.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated() {
          let part = Place(node: node, path: place.path[index], log: place.log)
          values.append(element.read(part) ?? element.placeholder())
        }
        return values
      },
      placeholder: { [] },
      write: { values in
        // A default with fewer elements than may be written means that the key is absent.
        guard values.count >= least else { return nil }
        let nodes = values.compactMap(element.write)
        return nodes.count == values.count ? JSONNode(.array(nodes)) : nil
      })
  }

  /// One element by itself, or an array of them.
  package static func oneOrMore<Element>(_ element: Shape<Element>) -> Shape
  where Value == [Element] {
    .either(element.map { [$0] }, .array(of: element, atLeast: 1))
  }

  /// An object whose keys are names that the file's author chooses, in the order of the file.
  ///
  /// - Parameter noun: what is named, with its article: `"a strategy"`.
  package static func dictionary<Element>(
    _ noun: String, of element: Shape<Element>, atLeast least: Int = 0
  ) -> Shape where Value == [Named<Element>] {
    Shape(
      noun: "an object", example: "{ \"a\": \(element.example) }", kinds: [.object],
      schema: { recorder in
        let names: JSONNode = [
          "pattern": JSONNode(stringLiteral: Shape<String>.namePattern),
          "maxLength": JSONNode(integerLiteral: Shape<String>.maximumNameLength),
        ]
        let schema: JSONNode = [
          "type": "object", "propertyNames": names,
          "additionalProperties": element.schema(recorder),
        ]
        return schema.adding(
          least > 0 ? [.init("minProperties", JSONNode(integerLiteral: least))] : [])
      },
      accept: { place in
        let members = place.node.members!
        if members.count < least {
          place.report(
            "the object names \(members.count) of at least \(least)",
            "write for example { \"a\": \(element.example) }")
        }
        return members.map { member in
          let path = place.path[member.key]
          if let complaint = Shape<String>.complaint(aboutName: member.key) {
            place.log.report(
              at: member.position, path, problem: "the name of \(noun) \(complaint.problem)",
              remedy: complaint.remedy)
          }
          let value = element.read(Place(node: member.value, path: path, log: place.log))
          let name = Located(
            value: member.key, position: member.position, path: path, isRead: true)
          return Named(name: name, value: value ?? element.placeholder())
        }
      },
      placeholder: { [] }, write: { $0.isEmpty && least == 0 ? [:] : nil })
  }

  /// An object with exactly one key, which names the variant: `{ "preCopy": { ... } }`.
  ///
  /// - Parameter noun: what there is to choose, with its article: `"a strategy"`.
  package static func choice(_ noun: String, _ variants: [Variant<Value>]) -> Shape {
    let keys = variants.map(\.key)
    let example = "{ \"\(keys[0])\": \(variants[0].shape.example) }"
    return Shape(
      noun: noun, example: example, kinds: [.object],
      schema: { recorder in
        let properties = variants.map { variant in
          JSONNode.Member(
            variant.key,
            variant.shape.schema(recorder)
              .adding([.init("description", JSONNode(.string(variant.text)))]))
        }
        return [
          "type": "object", "properties": JSONNode(.object(properties)),
          "additionalProperties": false, "minProperties": 1, "maxProperties": 1,
        ]
      },
      accept: { place in
        let members = place.node.members!
        var chosen: [(variant: Variant<Value>, member: JSONNode.Member)] = []
        for member in members {
          if let variant = variants.first(where: { $0.key == member.key }) {
            chosen.append((variant, member))
          } else {
            place.log.report(
              at: member.position, place.path[member.key],
              problem: "\"\(abridged(member.key))\" is not \(noun)",
              remedy: advice(instead: member.key, of: keys, none: ""))
          }
        }
        if members.isEmpty {
          place.report("the object is empty", advice(instead: "", of: keys, none: ""))
        } else if chosen.count > 1 {
          let both = chosen.map { "\"\($0.variant.key)\"" }.joined(separator: ", ")
          place.report("\(noun) is one of \(both), not several", "keep one of them")
        }
        guard chosen.count == 1, let (variant, member) = chosen.first else { return nil }
        return variant.shape.read(
          Place(node: member.value, path: place.path[member.key], log: place.log))
      },
      placeholder: variants[0].shape.placeholder, write: { _ in nil },
      remedy: { node in
        variants.first { $0.key == node.string }
          .map { "write { \"\($0.key)\": \($0.shape.example) }" }
      })
  }
}

/// One of the variants of a choice.
package struct Variant<Value> {
  let key: String
  let text: String
  let shape: Shape<Value>

  /// - Parameters:
  ///   - key: the key that names the variant.
  ///   - text: what it is, for the schema.
  ///   - shape: what stands behind the key.
  package init(_ key: String, _ text: String, _ shape: Shape<Value>) {
    self.key = key
    self.text = text
    self.shape = shape
  }
}

/// A value behind a name that the file's author chose.
package struct Named<Value> {
  package let name: Located<String>
  package let value: Value
}

extension Named: Sendable where Value: Sendable {}
