import Foundation
import Testing

@testable import Experiment

@Suite("The lesson of a scenario")
struct LessonKeyTests {
  private static func scenario(_ lesson: String) throws -> Scenario {
    let text = Starter.text.replacing("\"hosts\": [", with: "\(lesson)\"hosts\": [")
    return try Scenario(parsing: text, file: "s.json")
  }

  @Test("is read, and a scenario with it, without it or with another has the same results")
  func hash() throws {
    let plain = try Self.scenario("")
    let taught = try Self.scenario("\"lesson\": \"It is short.\",\n  ")
    #expect(plain.lesson == nil && taught.lesson == "It is short.")
    #expect(taught.hash == plain.hash)
    #expect(try Self.scenario("\"lesson\": \"No, {long}: [1].\", ").hash == plain.hash)
  }

  @Test("a member of that name elsewhere counts, and so does all that follows")
  func others() throws {
    let plain = try Self.scenario("")
    let noted = try Self.scenario("\"notes\": [\"lesson\"], ")
    #expect(noted.hash != plain.hash)
    #expect(try Self.scenario("\"lesson\": \"a\", \"notes\": [\"lesson\"], ").hash == noted.hash)
  }
}
