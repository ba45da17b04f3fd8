import Experiment
import Strategies
import StrictJSON
import Testing

@Suite("Whatever shows engines shows all of them")
struct EngineCatalogueTests {
  @Test("schema and list name every engine with every parameter")
  func named() {
    let schema = Scenario.schema
    for (name, keys) in Engines.preCopy.map({ ($0.name, $0.keys) })
      + Engines.disks.map({ ($0.name, $0.keys) })
    {
      #expect(schema.contains("\"\(name)\""), "\(name) is not in the schema")
      #expect(Catalogue.text.contains("  \(name) "), "\(name) is not in the list")
      #expect(
        Catalogue.text.contains("parameters: \(keys.joined(separator: ", "))"), "\(name)")
      for key in keys { #expect(schema.contains("\"\(key)\": {"), "\(key)") }
    }
    for kind in Engines.strategies {
      #expect(schema.contains("\"\(kind.key)\": {") && Catalogue.text.contains(kind.summary))
    }
  }

  @Test("a scenario and an explanation take every engine", arguments: Engines.preCopy)
  func taken(engine: PreCopyDescriptor) throws {
    let scenario = try Scenario(
      parsing: FaultSpecTests.text(strategy: "{ \"engine\": \"\(engine.name)\" }"),
      file: "test.json")
    #expect(try Explanation(scenario).text.contains("engine \(engine.name)"))
  }

  @Test(
    "a parameter of another engine is refused with what this one has", arguments: Engines.preCopy)
  func foreign(engine: PreCopyDescriptor) throws {
    let key = engine.keys.contains("targetDirty") ? "onTimeout" : "targetDirty"
    let value = key == "onTimeout" ? "\"cancel\"" : "5"
    let text = FaultSpecTests.text(
      strategy: "{ \"engine\": \"\(engine.name)\", \"\(key)\": \(value) }")
    let error = #expect(throws: ScenarioErrors.self) {
      try Scenario(parsing: text, file: "test.json")
    }
    #expect(
      error?.description.contains(
        "\(engine.name) has no such parameter; remove it; \(engine.name) has \(engine.keys.joined(separator: ", "))"
      ) == true)
  }
}
