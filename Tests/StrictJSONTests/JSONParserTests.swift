import Testing

@testable import StrictJSON

/// A text that is not JSON, and what the parser should say about it.
struct BrokenText: CustomTestStringConvertible, Sendable {
  let text: String
  let place: String
  let fragments: [String]

  init(_ text: String, _ place: String, _ fragments: String...) {
    self.text = text
    self.place = place
    self.fragments = fragments
  }

  var testDescription: String { text.debugDescription }

  static let all = [
    BrokenText("", "1:1: $:", "the file is empty", "write a JSON object"),
    BrokenText(" \n\t\n ", "3:2: $:", "the file is empty"),
    BrokenText("{\n  // hosts\n}", "2:3: $:", "no comments"),
    BrokenText("{ \"a\": 1 } // end", "1:12: $:", "no comments"),
    BrokenText("{\n \"a\": 1 # one\n}", "2:9: $:", "no comments"),
    BrokenText("[1, /* two */ 2]", "1:5: $[1]:", "no comments"),
    BrokenText("{\"a\": 1,\n}", "1:8: $:", "comma stands before the closing }", "remove the comma"),
    BrokenText("[1, 2,\n ]", "1:6: $:", "comma stands before the closing ]"),
    BrokenText("{'a': 1}", "1:2: $:", "single quotes", "double quotes"),
    BrokenText("{\"a\": 'b'}", "1:7: $.a:", "single quotes"),
    BrokenText("{\"a\": “b”}", "1:7: $.a:", "typographic quotes"),
    BrokenText("{\"a\": NaN}", "1:7: $.a:", "NaN is not a number in JSON", "finite"),
    BrokenText("{\"a\": Infinity}", "1:7: $.a:", "Infinity is not a number in JSON"),
    BrokenText("{\"a\": -Infinity}", "1:7: $.a:", "-Infinity is not a number in JSON"),
    BrokenText("{\"a\": 007}", "1:7: $.a:", "007 begins with zeros", "write 7"),
    BrokenText("{\"a\": -00}", "1:7: $.a:", "-00 begins with zeros", "write -0"),
    BrokenText("{\"a\": +1}", "1:7: $.a:", "begins with +", "leave the + out"),
    BrokenText("{\"a\": .5}", "1:7: $.a:", "begins with its point", "write 0.5"),
    BrokenText("{\"a\": -.5}", "1:7: $.a:", "begins with its point"),
    BrokenText("{\"a\": 5.}", "1:7: $.a:", "ends with its point"),
    BrokenText("{\"a\": 1e}", "1:7: $.a:", "1e is not a number"),
    BrokenText("{\"a\": -}", "1:7: $.a:", "- is not a number"),
    BrokenText("{\"a\": 0x10}", "1:7: $.a:", "0x10 is not a number"),
    BrokenText("{\"a\": 1_000}", "1:7: $.a:", "1_000 is not a number"),
    BrokenText("{\"a\": 4GiB}", "1:7: $.a:", "4GiB is not a number", "\"4 GiB\""),
    BrokenText("{\"a\": 1e999}", "1:7: $.a:", "1e999 is too large a number"),
    BrokenText("[-1e999]", "1:2: $[0]:", "-1e999 is too large a number"),
    BrokenText("[1e-999]", "1:2: $[0]:", "too small a number"),
    BrokenText("{\"a\": True}", "1:7: $.a:", "small letters", "write true"),
    BrokenText("{\"a\": None}", "1:7: $.a:", "JSON has no None", "leave the key out"),
    BrokenText("{\"a\": yes}", "1:7: $.a:", "yes is neither a number nor a text", "\"yes\""),
    BrokenText("{\"a\": }", "1:7: $.a:", "} stands where a value should"),
    BrokenText("[1,,2]", "1:4: $[1]:", "value is missing before the comma"),
    BrokenText("{\"a\": 1,, \"b\": 2}", "1:9: $:", "two commas"),
    BrokenText("{\n \"a\": 1\n \"b\": 2\n}", "2:8: $:", "comma is missing after this value"),
    BrokenText("[1 2]", "1:3: $:", "comma is missing after this value"),
    BrokenText("{\"a\": 1; \"b\": 2}", "1:8: $:", "semicolon"),
    BrokenText("{name: 1}", "1:2: $:", "key name has no quotes", "write \"name\""),
    BrokenText("{1: 1}", "1:2: $:", "key 1 has no quotes"),
    BrokenText("{\"a\" 1}", "1:6: $.a:", "not followed by a colon"),
    BrokenText("{\"a\" = 1}", "1:6: $.a:", "write : instead of ="),
    BrokenText("[\"a\": 1]", "1:5: $:", "array has no keys", "{ ... }"),
    BrokenText("{\n\"a\": [1\n}", "3:1: $.a:", "} does not close the [ of line 2", "write ]"),
    BrokenText("{\n \"a\": {\n", "3:1: $.a:", "{ of line 2 is still open", "close it with }"),
    BrokenText("{\"a\":", "1:6: $.a:", "is still open"),
    BrokenText("{ \"a\": 1 }\n}", "2:1: $:", "goes on after the end of the object"),
    BrokenText("{} {}", "1:4: $:", "goes on after the end of the object"),
    BrokenText("\"abc", "1:1: $:", "not closed"),
    BrokenText("{\"a\": \"b\n\"}", "1:7: $.a:", "not closed on its line"),
    BrokenText("[\"a\tb\"]", "1:4: $[0]:", "control character with code 9", "\\t"),
    BrokenText("[\"a\u{0}b\"]", "1:4: $[0]:", "control character with code 0"),
    BrokenText("[\"C:\\dir\"]", "1:5: $[0]:", "\\d is not an escape", "\\\\"),
    BrokenText("[\"\\u12\"]", "1:3: $[0]:", "four hexadecimal digits"),
    BrokenText("[\"\\u+123\"]", "1:3: $[0]:", "four hexadecimal digits"),
    BrokenText("[\"\\ud800\"]", "1:3: $[0]:", "surrogate"),
    BrokenText("[\"\\ude00\"]", "1:3: $[0]:", "surrogate"),
    BrokenText("[\"\\ud800\\u0041\"]", "1:3: $[0]:", "surrogate"),
    BrokenText("{\"a\":\u{A0}1}", "1:6: $.a:", "invisible character, U+A0"),
    BrokenText("\u{FEFF}{}", "1:1: $:", "byte order mark", "without a BOM"),
    BrokenText("[\"é\", x]", "1:7: $[1]:", "x is neither"),
    BrokenText("{\"my key\": x}", "1:12: $[\"my key\"]:", "x is neither"),
    BrokenText("[@]", "1:2: $[0]:", "character @"),
  ]
}

@Suite("Strict JSON")
struct JSONParserTests {
  private func parse(_ text: String) throws(JSONFault) -> JSONNode {
    try JSONParser.parse(Array(text.utf8)).root
  }

  private func messages(_ bytes: [UInt8]) -> String? {
    do throws(JSONErrors) {
      return try JSONDocument(parsing: bytes, file: "s.json").log.issues.first?.description
    } catch {
      return error.description
    }
  }

  @Test(
    "a broken text is refused with its place, the problem and a remedy", arguments: BrokenText.all)
  func refusal(_ broken: BrokenText) throws {
    let message = try #require(messages(Array(broken.text.utf8)))
    #expect(message.hasPrefix("s.json:\(broken.place) "), "\(message)")
    for fragment in broken.fragments { #expect(message.contains(fragment), "\(message)") }
  }

  @Test("bytes that are not UTF-8 are refused with their line and offset")
  func encoding() {
    let latin = Array("{\n \"a\": \"é".utf8.dropLast(2)) + [0xE9] + Array("\" }".utf8)
    let message = messages(latin)
    #expect(
      message == "s.json:2:8: $: byte 9, 0xE9, is not UTF-8; save the file in the encoding UTF-8")
    #expect(messages([0xFF, 0xFE, 0x7B, 0])?.contains("UTF-16") == true)
    #expect(messages([0, 0x7B, 0, 0x7D])?.contains("UTF-16") == true)
    #expect(messages([0x22, 0xED, 0xA0, 0x80, 0x22])?.contains("byte 1, 0xED") == true)
  }

  @Test("every key that stands twice is reported, with both lines")
  func duplicates() throws {
    let text = """
      { "a": 1,
        "b": { "c": 1,
               "c": 2 },
        "a": 3,
        "\\u0061": 4 }
      """
    let document = try JSONDocument(parsing: Array(text.utf8), file: "s.json")
    #expect(
      document.log.issues.map(\.description) == [
        "s.json:3:10: $.b.c: the key \"c\" is given twice; it is first on line 2; "
          + "remove one of the two",
        "s.json:4:3: $.a: the key \"a\" is given twice; it is first on line 1; "
          + "remove one of the two",
        "s.json:5:3: $.a: the key \"a\" is given twice; it is first on line 1; "
          + "remove one of the two",
      ])
    #expect(document.root["a"] == 1)
  }

  @Test("nesting is read to 64 levels and refused beyond, however deep it goes")
  func nesting() throws {
    func nest(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    #expect(messages(nest(64)) == nil)
    for depth in [65, 1_000_000] {
      let message = try #require(messages(nest(depth)))
      #expect(message.hasPrefix("s.json:1:65: "))
      #expect(message.contains("nested more than 64 deep"))
    }
  }

  @Test("a valid text becomes a tree that knows its positions")
  func positions() throws {
    let root = try parse("{\r\n  \"é\": [1, {\"k\": null}],\n\t\"b\": true }")
    #expect(root == ["é": [1, ["k": JSONNode(.null)]], "b": true])
    let first = try #require(root.members?.first)
    #expect(first.position == TextPosition(line: 2, column: 3))
    #expect(first.value.position == TextPosition(line: 2, column: 8))
    #expect(first.value.elements?[1].position == TextPosition(line: 2, column: 12))
    #expect(root["b"]?.position == TextPosition(line: 3, column: 7))
  }

  @Test("escapes stand for their characters")
  func escapes() throws {
    let root = try parse(#"["\"\\\/\b\f\n\r\t", "\u00e9\uD83D\uDE00\u0000", "é😀"]"#)
    #expect(root == ["\"\\/\u{8}\u{C}\n\r\t", "é😀\u{0}", "é😀"])
  }

  @Test(
    "numbers keep their exact value",
    arguments: [
      ("0", 0.0, Int?(0), UInt64?(0)), ("-0", -0.0, 0, 0), ("30", 30, 30, 30),
      ("30.0", 30, 30, 30), ("3e1", 30, 30, 30), ("300E-1", 30, 30, 30), ("0.5", 0.5, nil, nil),
      ("-7", -7, -7, nil), ("1.5e1", 15, 15, 15), ("1e-1", 0.1, nil, nil),
      ("9007199254740993", 9007199254740992, 9_007_199_254_740_993, 9_007_199_254_740_993),
      ("9223372036854775808", 0x1p63, nil, 9_223_372_036_854_775_808),
      ("-9223372036854775808", -0x1p63, Int.min, nil),
      ("18446744073709551615", 0x1p64, nil, .max), ("18446744073709551616", 0x1p64, nil, nil),
      ("1e300", 1e300, nil, nil), ("0e5", 0, 0, 0), ("0.00e99", 0, 0, 0),
      ("1844674407370955161.5e1", 0x1p64, nil, .max),
    ])
  func numbers(text: String, value: Double, integer: Int?, unsigned: UInt64?) throws {
    let number = try #require(try parse(text).number)
    #expect(number.text == text)
    #expect(number.value == value)
    #expect(number.integer == integer)
    #expect(number.unsigned == unsigned)
    #expect(number.isInteger == (value == value.rounded()))
  }

  @Test("no text makes the parser fail otherwise than by a fault", arguments: 0..<20)
  func mutations(seed: UInt64) throws {
    var state = seed
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let sound = Array(#"{"a": [1, -2.5e3, "x\n\u00e9é"], "b": {"c": null, "d": true}}"#.utf8)
    let signs = Array("{}[]\",:\\u0e-. \n1tx'/".utf8) + [0, 0x80, 0xC3, 0xFF]
    for _ in 0..<200 {
      var bytes = sound
      for _ in 0...random(3) {
        let place = random(bytes.count)
        switch random(3) {
        case 0: bytes[place] = signs[random(signs.count)]
        case 1: bytes.insert(signs[random(signs.count)], at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random(4)))
        }
      }
      guard let root = try? JSONParser.parse(bytes).root else {
        #expect(messages(bytes)?.contains("; ") == true)
        continue
      }
      #expect(try parse(root.text) == root)
    }
  }

  @Test("what is printed reads back as the same tree")
  func printing() throws {
    let root: JSONNode = [
      "text":
        "a \"b\" \\ \n\t\r\u{1}\u{7F} é😀", "numbers": [1, -2, .number(0.1), .number(1e300)],
      "empty": [:], "none": [], "nested": [["k": [true, false]], [JSONNode(.null), []]],
    ]
    #expect(try parse(root.text) == root)
    #expect(try parse(root.prettyText) == root)
    let small: JSONNode = ["a": ["b": 1], "c": [1, 2], "d": [[1], [:]]]
    #expect(
      small.prettyText == """
        {
          "a": {
            "b": 1
          },
          "c": [1, 2],
          "d": [
            [1],
            {}
          ]
        }
        """)
  }
}
