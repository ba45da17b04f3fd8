import Quantities
import Testing

@testable import StrictJSON

@Suite("The schema of a document")
struct SchemaTests {
  @Test("an object describes itself by the calls that read it")
  func object() {
    let shape = Shape<[ExampleHost]>.array(of: .object, atLeast: 1)
    let pattern = #"([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)? *"#
    let units = "(PiB|TiB|GiB|MiB|KiB|PB|TB|GB|MB|kB|B)$"
    let name: JSONNode = [
      "type": "string",
      "pattern": #"^[^ \u0000-\u001f\u007f]([^\u0000-\u001f\u007f]*[^ \u0000-\u001f\u007f])?$"#,
      "maxLength": 200,
    ]
    func with(_ schema: JSONNode, _ text: String, default value: JSONNode? = nil) -> JSONNode {
      schema.adding(
        [.init("description", JSONNode(.string(text)))]
          + (value.map { [.init("default", $0)] } ?? []))
    }
    func amount(_ sign: String) -> JSONNode {
      [
        "type": "string", "pattern": JSONNode(.string("^\(sign)\(pattern)\(units)")),
        "examples": ["4 GiB", "512 MiB"],
      ]
    }
    let host: JSONNode = [
      "type": "object", "description": "A host.",
      "properties": [
        "name": with(name, "The host's name."),
        "memory": with(["$ref": "#/$defs/PositiveBytes"], "The memory."),
        "used": with(["$ref": "#/$defs/NonNegativeBytes"], "Memory in use.", default: "0 B"),
        "vendor": with(["enum": ["intel", "amd"]], "The CPU vendor.", default: "intel"),
        "spare": with(["type": "boolean"], "Whether it is a spare.", default: false),
        "peer": with(name, "The host that takes over."),
      ],
      "required": ["name", "memory"], "additionalProperties": false,
    ]
    #expect(
      shape.jsonSchema(title: "Hosts") == [
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Hosts",
        "type": "array", "items": ["$ref": "#/$defs/Host"], "minItems": 1,
        "$defs": [
          "Host": host, "NonNegativeBytes": amount("\\+?"), "PositiveBytes": amount("\\+?"),
        ],
      ])
  }

  @Test("every kind of shape describes itself, and the text is the same each time")
  func everyKind() throws {
    let schema = Shape<ExampleLab>.object.jsonSchema(title: "Lab")
    #expect(schema.prettyText == Shape<ExampleLab>.object.jsonSchema(title: "Lab").prettyText)
    #expect(try JSONParser.parse(Array(schema.prettyText.utf8)).root == schema)
    #expect(try JSONParser.parse(Array(schema.prettyText.utf8)).duplicates == [])
    #expect(schema["$ref"] == "#/$defs/Lab")

    let lab = try #require(schema["$defs"]?["Lab"]?["properties"])
    #expect(
      lab["strategies"]?["additionalProperties"] == [
        "type": "object",
        "properties": [
          "preCopy": [
            "type": "object",
            "properties": [
              "rounds": [
                "type": "integer", "minimum": 1, "maximum": 99, "description": "Rounds at most.",
                "default": 29,
              ]
            ],
            "additionalProperties": false, "description": "Iterative copying.",
          ],
          "cold": [
            "type": "object", "properties": [:], "additionalProperties": false,
            "description": "The VM is off.",
          ],
        ], "additionalProperties": false, "minProperties": 1, "maxProperties": 1,
      ])
    #expect(
      lab["writes"]?["anyOf"] == [
        ["$ref": "#/$defs/Writes"],
        ["type": "array", "items": ["$ref": "#/$defs/Writes"], "minItems": 1],
      ])
    #expect(lab["seed"]?["maximum"]?.number?.text == "18446744073709551615")
    #expect(
      lab["share"] == [
        "type": "number", "minimum": 0, "maximum": 1, "description": "The share that is hot.",
        "default": .number(0.5),
      ])
    #expect(
      lab["think"] == [
        "$ref": "#/$defs/NonNegativeSecondsDistribution",
        "description": "The time between requests.", "default": "0 s",
      ])
  }

  @Test("each default is one that the loader accepts")
  func defaults() async {
    await #expect(processExitsWith: .failure) {
      struct Wrong: ReadableObject {
        static let schemaName = "Wrong"
        static let schemaText = "An object whose default is out of its range."
        init(reading object: inout ObjectReader) {
          _ = object.optional("rounds", .count(1...9), default: 10, "Rounds.")
        }
      }
      _ = Shape<Wrong>.object.jsonSchema(title: "Wrong")
    }
  }

  @Test("a part that holds parts of its own kind is described once")
  func recursion() {
    struct Rack: ReadableObject {
      static let schemaName = "Rack"
      static let schemaText = "A rack of racks."
      let racks: [Rack]
      init(reading object: inout ObjectReader) {
        racks = object.optional("racks", .array(of: .object), default: [], "What is inside.")
      }
    }
    let schema = Shape<Rack>.object.jsonSchema(title: "Racks")
    #expect(
      schema["$defs"]?["Rack"]?["properties"]?["racks"]?["items"] == ["$ref": "#/$defs/Rack"])
    #expect(schema["$defs"]?.members?.count == 1)
  }
}
