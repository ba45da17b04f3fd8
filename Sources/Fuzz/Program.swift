/// Feeds mutated bytes to one of Apus's readers, guided by the code that they reach.
///
///     APUS_FUZZ=1 swift build -c release --product Fuzz --scratch-path .build-fuzz
///     .build-fuzz/release/Fuzz scenario -max_total_time=60 CORPUS
///
/// The first argument names the reader, the others are libFuzzer's. `.ci/fuzz` runs all of them.
@main
enum Program {
  static func main() {
    guard CommandLine.arguments.count > 1, let reader = Reader(rawValue: CommandLine.arguments[1])
    else {
      print("name a reader: \(Reader.allCases.map(\.rawValue).joined(separator: ", "))")
      return
    }
    Reader.chosen = reader
    // libFuzzer takes what stands before the first argument as the name of the program.
    var count = CommandLine.argc - 1
    var arguments = CommandLine.unsafeArgv + 1
    _ = driveFuzzer(&count, &arguments) { bytes, count in
      Reader.chosen.read(Array(UnsafeBufferPointer(start: bytes, count: count)))
      return 0
    }
  }
}

@_silgen_name("LLVMFuzzerRunDriver")
private func driveFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
