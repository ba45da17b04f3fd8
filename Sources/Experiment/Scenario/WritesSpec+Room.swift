import Quantities
import StrictJSON

extension WritesSpec {
  /// Notes that a memory has no room for what is written: at the rate where that alone is too much, or else
  /// at the VM.
  func checkRoom<T>(
    in memory: Bytes, of vm: Located<T>, _ problem: @autoclosure () -> String, _ log: IssueLog
  ) {
    if case .measured(let measured) = remainder,
      let excess = measured.distinct.excess(over: memory.pages)
    {
      log.report(
        at: measured.rate, problem: excess,
        remedy:
          "write \(measured.distinct.highestText(of: memory.pages)) or less, or the window over which it was measured"
      )
    } else if expectedSize > memory.pages.bytes {
      log.report(at: vm, problem: problem(), remedy: "write smaller sizes, or more memory")
    }
  }
}
