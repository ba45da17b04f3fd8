#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A JSON file that has been found, read and parsed, ready to be read as some shape.
package struct JSONDocument {
  /// The largest file that is read, in bytes: 64 MiB. Larger inventories belong into CSV files.
  static let maximumSize = 64 << 20

  /// The value that the file holds.
  package let root: JSONNode
  /// What is wrong with it so far; the file's name is in it.
  package let log: IssueLog
  private let contents: ContentHash
  /// The hash of what it says, and of the bytes of the files that it names, as far as they have been
  /// read.
  package var hash: UInt64 { contents.with(log.contents) }

  /// Parses a text; only faults of its syntax throw.
  ///
  /// - Parameters:
  ///   - file: the name by which messages call the text.
  ///   - remarks: what of the outermost object is not part of the hash.
  ///   - isConfined: whether the document may name no file outside of its folder.
  package init(
    parsing bytes: [UInt8], file: String, remarks: [JSONRemark] = [], isConfined: Bool = false
  ) throws(JSONErrors) {
    log = IssueLog(file: file, isConfined: isConfined)
    contents = ContentHash(ofJSON: bytes, leavingOut: remarks)
    do {
      let (root, duplicates) = try JSONParser.parse(bytes)
      self.root = root
      for fault in duplicates { log.report(fault) }
    } catch {
      log.report(error)
      throw JSONErrors(log.issues)
    }
  }

  /// Reads and parses a file.
  package init(
    contentsOf path: String, remarks: [JSONRemark] = [], isConfined: Bool = false
  ) throws(JSONErrors) {
    try self.init(
      parsing: Self.bytes(of: path), file: path, remarks: remarks, isConfined: isConfined)
  }

  /// The same document with another value in place of what its file holds, for programs that ask
  /// something else of it.
  package func holding(_ root: JSONNode, remarks: [JSONRemark] = []) -> JSONDocument {
    JSONDocument(
      root: root, log: log,
      contents: ContentHash(ofJSON: Array(root.text.utf8), leavingOut: remarks))
  }

  private init(root: JSONNode, log: IssueLog, contents: ContentHash) {
    self.root = root
    self.log = log
    self.contents = contents
  }

  /// The document as a value of a shape.
  ///
  /// - Parameter check: reports what can only be seen in the whole, such as dangling names. It is
  ///   called even after errors, so that all of them come at once.
  /// - Throws: everything that is wrong with the document.
  package func read<Value>(
    _ shape: Shape<Value>, check: (Value, IssueLog) -> Void = { _, _ in }
  ) throws(JSONErrors) -> Value {
    let value = shape.read(Place(node: root, path: .root, log: log))
    if let value { check(value, log) }
    try log.throwIfAny()
    guard let value else { preconditionFailure("\(shape.noun) was refused without a report") }
    return value
  }

  private static func bytes(of path: String) throws(JSONErrors) -> [UInt8] {
    func failure(_ problem: String, _ remedy: String) -> JSONErrors {
      JSONErrors([JSONIssue(file: path, problem: problem, remedy: remedy)])
    }
    func systemFailure() -> JSONErrors {
      switch errno {
      case ENOENT, ENOTDIR: failure("there is no such file", "check the path")
      case EACCES, EPERM: failure("the file may not be read", "ask for the right to read it")
      case let code: failure("the file cannot be read", String(cString: strerror(code)))
      }
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw systemFailure() }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw systemFailure() }
    if status.st_mode & S_IFMT == S_IFDIR {
      throw failure("this is a directory", "name a file in it")
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { Self.read(descriptor, $0) }
      guard count >= 0 else { throw systemFailure() }
      if count == 0 { break }
      bytes.append(contentsOf: buffer[..<count])
      guard bytes.count <= maximumSize else {
        throw failure("the file is larger than 64 MiB", "move long lists into CSV files")
      }
    }
    guard !bytes.isEmpty else {
      throw failure("the file is empty", "write a JSON object: { ... }")
    }
    return bytes
  }

  /// `read(2)`, again after an interruption by a signal.
  private static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, buffer.baseAddress!, buffer.count)
      #elseif canImport(Musl)
        let count = Musl.read(descriptor, buffer.baseAddress!, buffer.count)
      #else
        let count = Darwin.read(descriptor, buffer.baseAddress!, buffer.count)
      #endif
      if count >= 0 || errno != EINTR { return count }
    }
  }
}

extension IssueLog {
  /// Notes a fault of syntax.
  func report(_ fault: JSONFault) {
    report(at: fault.position, fault.path, problem: fault.problem, remedy: fault.remedy)
  }
}
