import Foundation
import Testing

/// The built program, run as a user would run it, in a folder of its own.
struct CommandLineTool: ~Copyable {
  let folder: URL

  /// What a run of the program came to.
  struct Ending {
    let code: Int32
    let output: String
    let errors: String
  }

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "apus-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The program stands beside the tests.
  private static var program: URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "apus")
  }

  /// Runs a line of shell, in which `apus` is the built program.
  func shell(_ line: String) throws -> Ending {
    let program = Self.program.deletingLastPathComponent().path
    return try run(
      URL(fileURLWithPath: "/bin/sh"), ["-c", "PATH=\"\(program):$PATH\"; \(line)"])
  }

  /// Runs `apus` with arguments.
  func apus(_ arguments: String...) throws -> Ending { try apus(arguments) }

  /// - Parameter full: whether the output is a device that has no space left.
  func apus(_ arguments: [String], full: Bool = false) throws -> Ending {
    try run(Self.program, arguments, full: full)
  }

  private func run(_ program: URL, _ arguments: [String], full: Bool = false) throws -> Ending {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let (output, errors) = (folder.appending(path: ".out"), folder.appending(path: ".err"))
    for file in [output, errors] {
      _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    }
    process.standardOutput = try FileHandle(
      forWritingTo: full ? URL(fileURLWithPath: "/dev/full") : output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Ending(
      code: process.terminationStatus, output: try text(".out"), errors: try text(".err"))
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: folder.appending(path: name), withIntermediateDirectories: true)
  }

  /// Every file below a folder, by its path in it; nothing if there is no such folder.
  func files(in name: String = ".") -> [String: Data] {
    let root = folder.appending(path: name).path
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []
    var files: [String: Data] = [:]
    for path in paths where path != ".out" && path != ".err" {
      if let data = FileManager.default.contents(atPath: root + "/" + path) { files[path] = data }
    }
    return files
  }
}

/// Whether permissions bind the user who runs the tests.
let isRoot = geteuid() == 0
