import Foundation
import Testing

@testable import StrictJSON

@Suite("Finding and reading a file")
struct JSONDocumentTests {
  /// The message about a file, its path left out.
  private func message(about path: String) -> String? {
    do throws(JSONErrors) {
      _ = try JSONDocument(contentsOf: path)
      return nil
    } catch {
      #expect(error.issues.count == 1)
      #expect(error.description.hasPrefix(path))
      return String(error.description.dropFirst(path.count))
    }
  }

  private func withFile(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appending(path: "s.json"))
  }

  @Test("a file that cannot be read is an error that says what to do")
  func unreadable() throws {
    try withFile { file in
      let folder = file.deletingLastPathComponent().path
      #expect(message(about: file.path) == ": there is no such file; check the path")
      #expect(message(about: file.path + "/x") == ": there is no such file; check the path")
      #expect(message(about: folder) == ": this is a directory; name a file in it")
      try Data().write(to: file)
      #expect(message(about: file.path) == ": the file is empty; write a JSON object: { ... }")
      #expect(message(about: file.path + "/x") == ": there is no such file; check the path")
    }
  }

  @Test("a file without the right to read it is refused", .disabled(if: geteuid() == 0))
  func forbidden() throws {
    try withFile { file in
      try Data("{}".utf8).write(to: file)
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file.path)
      #expect(
        message(about: file.path) == ": the file may not be read; ask for the right to read it")
    }
  }

  @Test("a file of more than 64 MiB is refused without being read to its end")
  func tooLarge() throws {
    try withFile { file in
      try Data().write(to: file)
      let handle = try FileHandle(forWritingTo: file)
      try handle.truncate(atOffset: 1 << 40)
      try handle.close()
      #expect(
        message(about: file.path)
          == ": the file is larger than 64 MiB; move long lists into CSV files")
    }
  }

  @Test("a file of several buffers is read whole")
  func whole() throws {
    try withFile { file in
      let text = "[" + (0..<50_000).map(String.init).joined(separator: ",\n") + "]"
      try Data(text.utf8).write(to: file)
      let elements = try #require(try JSONDocument(contentsOf: file.path).root.elements)
      #expect(elements.count == 50_000)
      #expect(elements.last == 49_999)
      #expect(elements.last?.position == TextPosition(line: 50_000, column: 1))
    }
  }

  @Test("an error is one line, whatever the file's texts hold")
  func hostileTexts() throws {
    let text = #"{ "a\n\u001b[2J\u2028": 1, "a\n\u001b[2J\u2028": 1 }"#
    let issue = try #require(
      try JSONDocument(parsing: Array(text.utf8), file: "s\n.json").log.issues.first)
    #expect(issue.description.contains(#"the key "a\n\u{1B}[2J\u{2028}" is given twice"#))
    #expect(issue.description.hasPrefix(#"s\n.json:1:"#))
    #expect(issue.description.split(whereSeparator: \.isNewline).count == 1)
  }

  @Test("errors print one per line")
  func printing() {
    let errors = JSONErrors([
      JSONIssue(
        file: "s.json", line: 3, column: 5, path: "$.a", problem: "is odd", remedy: "write 2"),
      JSONIssue(file: "s.csv", problem: "is empty", remedy: "write a row"),
    ])
    #expect(
      "\(errors)" == "s.json:3:5: $.a: is odd; write 2\ns.csv: is empty; write a row")
  }
}

@Suite("Did you mean")
struct NearestTests {
  @Test(
    "the nearest word is the one that was meant",
    arguments: [
      ("memroy", "memory"), ("Memory", "memory"), ("bandwith", "bandwidth"), ("mem", "memory"),
      ("latencies", "latency"), ("b", nil), ("", nil), ("colour", nil), ("host-12", "host-1"),
    ])
  func nearestWord(word: String, expected: String?) {
    #expect(nearest(word, in: ["memory", "bandwidth", "latency", "host-1", "a"]) == expected)
  }

  @Test("without a near word all are listed, up to twenty")
  func advising() {
    #expect(advice(instead: "x", of: [], none: "nothing") == "nothing")
    #expect(advice(instead: "x", of: ["a"], none: "") == "write \"a\"")
    #expect(advice(instead: "x", of: ["a", "b"], none: "") == "write one of \"a\", \"b\"")
    let many = advice(instead: "x", of: (10..<40).map { "n\($0)" }, none: "")
    #expect(many.hasSuffix("\"n29\" or 10 more"))
  }

  @Test("paths quote the keys that need it")
  func paths() {
    let path = JSONPath.root["hosts"][2]["xen-modern"]["a\"b"]["4x"]["_k1"]["é"][""]
    #expect(path.description == #"$.hosts[2]["xen-modern"]["a\"b"]["4x"]._k1.é[""]"#)
  }
}
