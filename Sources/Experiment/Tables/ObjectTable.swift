import Foundation
import Quantities
import StrictJSON

/// Like things as rows of a CSV file: each column is a key, such as `memory` or `writes.hot.rate`, and an
/// empty cell leaves it out.
struct ObjectTable {
  let file: String
  let common: JSONNode
  /// More than there are keys of one thing.
  private static let mostColumns = 1000

  /// Things of a kind, written one by one or as rows of a file.
  static func shape<Element: ReadableObject>(_ noun: String) -> Shape<[Element]> {
    .either(.array(of: .object, atLeast: 1), rows(noun))
  }

  private static func rows<Element: ReadableObject>(_ noun: String) -> Shape<[Element]> {
    let keys = Shape<ObjectTable>.object("\(noun) as rows of a CSV file.") {
      ObjectTable(&$0, noun)
    }
    return Shape(
      noun: "an object", example: #"{ "csv": "\#(noun).csv" }"#, kinds: keys.kinds,
      schema: keys.schema,
      accept: { place in
        let issues = place.log.count
        guard let table = keys.accept(place), place.log.count == issues else { return nil }
        return table.elements(at: place)
      },
      placeholder: { [] }, write: { _ in nil })
  }

  private init(_ o: inout ObjectReader, _ noun: String) {
    file = o.required(
      "csv", .fileName("\(noun).csv"),
      "A file in the scenario's folder with a column for each key, such as name, host, memory or writes.hot.rate. An empty cell leaves its key out."
    )
    common = o.optional(
      "common", .anyObject, default: JSONNode(.object([])),
      "Values that all rows share. A cell of a row replaces them.")
  }

  /// A row as the object that it stands for.
  private func elements<Element: ReadableObject>(at place: Place) -> [Element]? {
    guard let named = NamedFile(file, "table", at: place) else { return nil }
    func refuse(_ line: Int?, _ problem: String, _ remedy: String) -> [Element]? {
      named.report(line, problem, remedy, at: place)
      return nil
    }
    let element = Shape<Element>.object
    var columns: [(keys: [String], isNumber: Bool)]?
    var elements: [Element] = []
    var reader = CSVReader(named.bytes)
    while let row = reader.next() {
      if let problem = row.problem {
        return refuse(row.line, problem, "close the quote, or double it")
      }
      let cells = row.cells.map { [reader] cell in
        reader.text(of: cell).trimmingCharacters(in: .whitespaces)
      }
      guard let known = columns else {
        // Without names it is some other file, of which messages tell nothing.
        guard cells.contains("name") || common["name"] != nil else {
          return refuse(
            row.line, "has no column \"name\"",
            "write the names of keys first, such as name, host, memory")
        }
        guard cells.count <= Self.mostColumns else {
          return refuse(
            row.line, "has \(cells.count) columns, more than \(Self.mostColumns)",
            "keep those that are keys")
        }
        if let twice = cells.firstRepeated {
          return refuse(row.line, "has two columns \"\(twice)\"", "rename or remove one of them")
        }
        columns = cells.map { name in
          let keys = name.split(separator: ".").map(String.init)
          return (keys, element.wantsNumber(behind: keys))
        }
        continue
      }
      guard cells.count <= known.count else {
        return refuse(
          row.line, "has \(cells.count) cells, and there are \(known.count) columns",
          "quote cells with commas in them")
      }
      var node = JSONNode(common.content, at: place.node.position)
      for (column, cell) in zip(known, cells) where !cell.isEmpty {
        node = node.setting(column.keys[...], to: Self.node(cell, column.isNumber, place))
      }
      let part = Place(
        node: node, path: place.path["\(file), line \(row.line)"], log: place.log)
      elements.append(element.read(part) ?? element.placeholder())
    }
    guard !elements.isEmpty else {
      return refuse(nil, "has no rows", "write the names of keys first, then a row for each")
    }
    return elements
  }

  /// A cell as JSON.
  private static func node(_ cell: String, _ isNumber: Bool, _ place: Place) -> JSONNode {
    let content: JSONNode.Content =
      switch cell {
      case "true" where isNumber: .bool(true)
      case "false" where isNumber: .bool(false)
      default:
        isNumber && Double(decimal: cell) != nil ? .number(JSONNumber(cell)) : .string(cell)
      }
    return JSONNode(content, at: place.node.position)
  }
}

extension JSONNode {
  /// The same object with a value behind some keys, one in the other.
  fileprivate func setting(_ keys: ArraySlice<String>, to value: JSONNode) -> JSONNode {
    guard let key = keys.first else { return value }
    let inner = self[key] ?? JSONNode(.object([]), at: position)
    let member = Member(key, inner.setting(keys.dropFirst(), to: value), at: position)
    var members = self.members ?? []
    if let place = members.firstIndex(where: { $0.key == key }) {
      members[place] = member
    } else {
      members.append(member)
    }
    return JSONNode(.object(members), at: position)
  }
}
