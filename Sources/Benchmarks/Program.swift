import Glibc

/// One benchmark that can be asked for by name.
struct Benchmark {
  let name: String
  let run: () -> Void

  /// All of them, from the innermost layer outwards.
  static var all: [Benchmark] {
    [
      Benchmark(name: "kernel", run: KernelBenchmark.run),
      Benchmark(name: "memory", run: MemoryBenchmark.run),
      Benchmark(name: "network", run: NetworkBenchmark.run),
    ]
  }
}

/// Runs the benchmarks named on the command line, or all of them.
///
/// Each also asserts what it simulates, so that a quicker wrong answer is not taken for progress.
@main
enum Program {
  static func main() {
    let names = CommandLine.arguments.dropFirst()
    let all = Benchmark.all
    for name in names where !all.contains(where: { $0.name == name }) {
      print(
        "there is no benchmark '\(name)'; there are: \(all.map(\.name).joined(separator: ", "))")
      exit(64)
    }
    #if DEBUG || INTERNAL_CHECKS
      print(
        "This build checks itself: its times mean nothing. Use: swift run -c release Benchmarks")
    #endif
    for benchmark in all where names.isEmpty || names.contains(benchmark.name) { benchmark.run() }
  }
}
