#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Quantities
package import StrictJSON

/// What stands on an axis: some values, or all from one to another.
///
/// As text: `1, 10, 25, 100 Gbit/s`, where a unit at the end is that of all; `1..10/4 Gbit/s`, four
/// values at equal distances; `log 1..100/3 Gbit/s`, three at equal ratios; `whole 1..64/7`, rounded to
/// whole numbers; `1..10 Gbit/s` without a number is for designs that choose their own.
package enum AxisValues: Sendable, Equatable {
  case list([JSONNode])
  case range(AxisRange)

  package init(_ text: String) throws(DesignError) {
    if let range = try AxisRange(text) {
      self = .range(range)
      return
    }
    let items = Separated.parts(of: text, at: ",")
    guard !items.contains(""), !items.isEmpty else {
      throw DesignError(
        text.isEmpty ? "there are no values" : "\"\(abridged(text))\" has an empty value",
        "write some, such as 1, 10, 25 Gbit/s")
    }
    let unit = Magnitude.unit(endingIn: items.last!)
    let bare = items.filter { Double(decimal: $0) != nil }
    let hasBare = bare.count == items.count - 1
    if let unit, !bare.isEmpty, let odd = items.first(where: { !Self.isNumber($0) }) {
      throw DesignError(
        "\"\(abridged(odd))\" is not a number, so \(unit) is not the unit of all values",
        "write numbers with one unit at the end, or a unit behind each")
    }
    self = .list(
      items.map { item in
        if let unit, hasBare, Double(decimal: item) != nil {
          return JSONNode(.string("\(item) \(unit)"))
        }
        return Self.value(item)
      })
  }

  /// Whether an item is a number, with a unit or without.
  private static func isNumber(_ item: String) -> Bool {
    Double(decimal: item) != nil || UnitTable.parts(of: item) != nil
  }

  /// What a text says as JSON, or else the text.
  static func value(_ text: String) -> JSONNode {
    (try? JSONDocument(parsing: Array(text.utf8), file: ""))?.root ?? JSONNode(.string(text))
  }

  /// The values one by one.
  ///
  /// - Throws: for a range that does not say how many.
  package func all() throws(DesignError) -> [JSONNode] {
    switch self {
    case .list(let values): return values
    case .range(let range):
      guard let count = range.count else {
        throw DesignError(
          "\"\(range.text)\" does not say how many values there are",
          "write for example \(range.withCount(5)), or choose a design, such as sobol")
      }
      if count == 1 { return [range.value(at: 0)] }
      return (0..<count).map { range.value(at: Double($0) / Double(count - 1)) }
    }
  }

  /// The same values from the smallest to the largest; those that have no order as they are.
  var ascending: AxisValues {
    guard case .list(let values) = self else { return self }
    let measured = values.compactMap { value in Magnitude.measured(value).map { (value, $0) } }
    guard measured.count == values.count,
      measured.allSatisfy({ $0.1.kind == measured[0].1.kind })
    else { return self }
    return .list(measured.sorted { $0.1.number < $1.1.number }.map(\.0))
  }

  /// The value at a share of the axis, from 0 up to 1.
  package func value(at share: Double) -> JSONNode {
    switch self {
    case .list(let values): values[min(Int(share * Double(values.count)), values.count - 1)]
    case .range(let range): range.value(at: share)
    }
  }
}

/// All values from one to another.
package struct AxisRange: Sendable, Equatable {
  package let from: Double
  package let to: Double
  /// The unit in which both are written; empty for bare numbers.
  package let unit: String
  /// Whether equal steps are equal ratios.
  package let isLogarithmic: Bool
  /// Whether its values are whole numbers.
  package let isWhole: Bool
  /// How many values it stands for; `nil` where that is left open.
  package let count: Int?

  /// - Returns: `nil` if the text is no range.
  init?(_ text: String) throws(DesignError) {
    // Quoted texts and compound values are what they say.
    if let first = text.first, "\"[{".contains(first) { return nil }
    var rest = Substring(text)
    var words: Set<String> = []
    while let word = ["log ", "whole "].first(where: rest.hasPrefix) {
      words.insert(word)
      rest = rest.dropFirst(word.count).drop { $0 == " " }
    }
    guard let dots = rest.firstRange(of: "..") else {
      if words.isEmpty { return nil }
      throw DesignError("\"\(text)\" is no range", "write for example log 1..100/5 Gbit/s")
    }
    let left = String(rest[..<dots.lowerBound]).trimmed
    let right = String(rest[dots.upperBound...]).trimmed
    let slash = right.leading { "0123456789.+-eE".contains($0) }
    var tail = String(right.dropFirst(slash.count))
    var count: Int?
    if tail.hasPrefix("/") {
      let digits = tail.dropFirst().prefix { $0.isASCII && $0.isNumber }
      count = Int(digits)
      tail = String(tail.dropFirst(1 + digits.count))
      guard let count, (1...Sweep.mostPoints).contains(count) else {
        throw DesignError(
          "\"\(text)\" needs a number of values behind the /, from 1 to \(Sweep.mostPoints)",
          "write for example 1..10/4 Gbit/s")
      }
    }
    let unit = tail.trimmed
    // The first end may repeat the unit.
    let first = UnitTable.parts(of: left).flatMap { $0.unit == unit ? $0.number : nil } ?? left
    guard let from = Double(decimal: first), let to = Double(decimal: slash) else {
      throw DesignError(
        "\"\(text)\" is no range of numbers", "write for example 1..10/4 Gbit/s, or a list")
    }
    guard from < to || (from == to && count == 1) else {
      throw DesignError("\"\(text)\" does not go up", "write the lower end first")
    }
    guard !words.contains("log ") || from > 0 else {
      throw DesignError(
        "\"\(text)\" has no equal ratios from \(Magnitude.rounded(from))",
        "begin above 0, or leave \"log\" out")
    }
    (self.from, self.to, self.unit, self.count) = (from, to, unit, count)
    isLogarithmic = words.contains("log ")
    isWhole = words.contains("whole ")
  }

  /// The number at a share of the way, from 0 to 1, in the range's unit.
  package func number(at share: Double) -> Double {
    let value =
      isLogarithmic ? exp(log(from) + share * (log(to) - log(from))) : from + share * (to - from)
    return isWhole ? value.rounded() : value
  }

  /// Where on the way a number stands: the inverse of `number`.
  package func share(of number: Double) -> Double {
    guard from < to else { return 0 }
    return isLogarithmic
      ? (log(number) - log(from)) / (log(to) - log(from)) : (number - from) / (to - from)
  }

  package func value(at share: Double) -> JSONNode { node(number(at: share)) }

  /// A number of the range's unit as a value of the scenario.
  package func node(_ number: Double) -> JSONNode {
    let text = Magnitude.rounded(number)
    return unit.isEmpty
      ? JSONNode(.number(JSONNumber(text))) : JSONNode(.string("\(text) \(unit)"))
  }

  var text: String { withCount(count) }

  func withCount(_ count: Int?) -> String {
    (isLogarithmic ? "log " : "") + (isWhole ? "whole " : "")
      + "\(Magnitude.rounded(from))..\(Magnitude.rounded(to))" + (count.map { "/\($0)" } ?? "")
      + (unit.isEmpty ? "" : " \(unit)")
  }
}

extension String {
  var trimmed: String {
    var text = Substring(self).drop { $0 == " " || $0 == "\n" || $0 == "\t" }
    while let last = text.last, last == " " || last == "\n" || last == "\t" { text.removeLast() }
    return String(text)
  }

  /// The longest beginning of such characters.
  fileprivate func leading(_ isSo: (Character) -> Bool) -> String { String(prefix(while: isSo)) }
}

/// A text cut where a character stands outside of quotes and brackets.
enum Separated {
  static func parts(of text: String, at separator: Character) -> [String] {
    var parts: [String] = [""]
    var (depth, isQuoted, isEscaped) = (0, false, false)
    for character in text {
      if character == separator, depth == 0, !isQuoted {
        parts.append("")
        continue
      }
      parts[parts.count - 1].append(character)
      if isEscaped {
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isQuoted.toggle()
      } else if !isQuoted {
        if "[{".contains(character) { depth += 1 }
        if "]}".contains(character) { depth -= 1 }
      }
    }
    return parts.map(\.trimmed)
  }
}
