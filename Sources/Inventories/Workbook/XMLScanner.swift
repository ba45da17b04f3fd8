internal import CExpat
internal import Glibc

/// What happens in an XML text, in its order: a class, as a C library carries it.
class XMLHandler {
  /// An element begins. Names are compared as bytes: a `String` for each would cost most of the time.
  func begin(_ name: XMLName, _ attributes: XMLAttributes) {}
  func end(_ name: XMLName) {}
  /// A piece of text; one text may come in several pieces.
  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// The name of an element, without the prefix of its namespace.
struct XMLName {
  private let bytes: UnsafePointer<CChar>

  fileprivate init(_ bytes: UnsafePointer<CChar>) {
    var start = bytes
    var place = bytes
    while place.pointee != 0 {
      if place.pointee == 58 { start = place + 1 }
      place += 1
    }
    self.bytes = start
  }

  var string: String { String(cString: bytes) }

  static func == (name: XMLName, other: StaticString) -> Bool {
    strcmp(name.bytes, UnsafeRawPointer(other.utf8Start).assumingMemoryBound(to: CChar.self)) == 0
  }
}

/// The attributes of an element.
struct XMLAttributes {
  private let pairs: UnsafeMutablePointer<UnsafePointer<XML_Char>?>

  fileprivate init(_ pairs: UnsafeMutablePointer<UnsafePointer<XML_Char>?>) { self.pairs = pairs }

  /// The value of an attribute, its namespace's prefix included in the name.
  subscript(name: StaticString) -> String? {
    pointer(name).map { String(cString: $0) }
  }

  /// The same as bytes that end in 0, which live as long as the call that handed them over.
  func pointer(_ name: StaticString) -> UnsafePointer<CChar>? {
    let wanted = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    var place = pairs
    while let key = place[0], let value = place[1] {
      if strcmp(key, wanted) == 0 { return value }
      place += 2
    }
    return nil
  }

  /// All of them.
  var all: [String: String] {
    var all: [String: String] = [:]
    var place = pairs
    while let key = place[0], let value = place[1] {
      all[String(cString: key)] = String(cString: value)
      place += 2
    }
    return all
  }
}

/// Reads XML with expat.
enum XMLScanner {
  /// Hands everything in a text to a handler.
  ///
  /// - Parameters:
  ///   - place: the place in the file that errors name.
  /// - Throws: where the text is not well-formed.
  static func scan(
    _ bytes: [UInt8], file: String, place: String? = nil, to handler: XMLHandler
  ) throws(ImportError) {
    let parser = XML_ParserCreate(nil)!
    defer { XML_ParserFree(parser) }
    // The handler lives until the end of this call, and the parser does not outlive it.
    XML_SetUserData(parser, Unmanaged.passUnretained(handler).toOpaque())
    XML_SetElementHandler(
      parser,
      { user, name, attributes in
        XMLScanner.handler(user)._withUnsafeGuaranteedRef {
          $0.begin(XMLName(name!), XMLAttributes(attributes!))
        }
      },
      { user, name in XMLScanner.handler(user)._withUnsafeGuaranteedRef { $0.end(XMLName(name!)) } }
    )
    XML_SetCharacterDataHandler(parser) { user, text, count in
      text!.withMemoryRebound(to: UInt8.self, capacity: Int(count)) {
        let piece = UnsafeBufferPointer(start: $0, count: Int(count))
        XMLScanner.handler(user)._withUnsafeGuaranteedRef { $0.text(piece) }
      }
    }
    let status = withExtendedLifetime(handler) {
      bytes.withUnsafeBytes {
        XML_Parse(
          parser, $0.baseAddress?.assumingMemoryBound(to: CChar.self), CInt($0.count), 1)
      }
    }
    guard status == XML_STATUS_OK else {
      let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) }
      let line = "line \(XML_GetCurrentLineNumber(parser))"
      throw ImportError(
        file, [place, line].compactMap(\.self).joined(separator: ", "),
        "is not XML: \(reason ?? "broken")", "copy the file again, or export it again")
    }
  }

  private static func handler(_ user: UnsafeMutableRawPointer?) -> Unmanaged<XMLHandler> {
    Unmanaged.fromOpaque(user!)
  }
}
