extension Broken {
  /// What is not JSON at all.
  static let syntax: [Broken] = [
    Broken(
      "an empty file", text: "", line: 1, at: "$", "the file is empty",
      "write a JSON object"),
    Broken(
      "a file of spaces", text: "  \n ", line: 2, at: "$", "the file is empty",
      "write a JSON object: { ... }"),
    Broken(
      "an array instead of an object", text: "[]", line: 1, at: "$", "is an array, not an object",
      "write for example { ... }"),
    Broken(
      "a missing comma", "\"format\": 1,", "\"format\": 1", line: 2, at: "$",
      "a comma is missing after this value", "write , before what follows"),
    Broken(
      "a trailing comma", "\"2 h\"\n", "\"2 h\",\n", line: 35, at: "$",
      "a comma stands before the closing }", "remove the comma"),
    Broken(
      "a comment", "\"replications\": 3", "// three\n  \"replications\": 3", line: 34, at: "$",
      "JSON has no comments", "remove it"),
    Broken(
      "a text that is not closed", "\"web\", \"host\"", "\"web, \"host\"", line: 20, at: "$.vms[0]",
      "a comma is missing after this value", "write , before what follows"),
    Broken(
      "the file ends early", text: String(sound.prefix(400)), line: 14, at: "$",
      "the text ends, but the { of line 1 is still open", "close it with }"),
    Broken(
      "NaN", "\"replications\": 3", "\"replications\": NaN", line: 34, at: "$.replications",
      "NaN is not a number in JSON", "write a finite number"),
    Broken(
      "a number beyond all doubles", "\"replications\": 3", "\"replications\": 1e400", line: 34,
      at: "$.replications", "1e400 is too large a number", "write a number below 1e308"),
    Broken(
      "a duplicate key", "\"replications\": 3,", "\"replications\": 3,\n  \"replications\": 4,",
      line: 35, at: "$.replications", "the key \"replications\" is given twice; it is first",
      "remove one of the two"),
    Broken(
      "nesting without end", "\"until\": \"2 h\"",
      "\"until\": " + String(repeating: "[", count: 100), line: 35, at: nil,
      "brackets are nested more than 64 deep",
      "about ten levels are enough"),
  ]
}
