/// A small XML text as a tree, such as a domain's description.
struct XMLElement: Sendable {
  let name: String
  let attributes: [String: String]
  fileprivate(set) var children: [XMLElement] = []
  /// What stands in it, outside its children.
  fileprivate(set) var text = ""

  fileprivate init(name: String, attributes: [String: String]) {
    self.name = name
    self.attributes = attributes
  }

  /// Reads a text.
  init(_ bytes: [UInt8], file: String) throws(ImportError) {
    let builder = Builder()
    try XMLScanner.scan(bytes, file: file, to: builder)
    self = builder.root!
  }

  /// The first child of a name, and its first child of the next name, and so on.
  func child(_ path: String...) -> XMLElement? {
    var element: XMLElement? = self
    for name in path { element = element?.children.first { $0.name == name } }
    return element
  }

  /// All children of a name.
  func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

  private final class Builder: XMLHandler {
    private var open: [XMLElement] = []
    private(set) var root: XMLElement?

    override func begin(_ name: XMLName, _ attributes: XMLAttributes) {
      open.append(XMLElement(name: name.string, attributes: attributes.all))
    }
    override func end(_ name: XMLName) {
      var element = open.removeLast()
      element.text = element.text.trimmed
      if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
    }
    override func text(_ bytes: UnsafeBufferPointer<UInt8>) {
      open[open.count - 1].text += String(decoding: bytes, as: UTF8.self)
    }
  }
}
