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
      Benchmark(name: "qemu", run: QemuBenchmark.run),
      Benchmark(name: "postcopy", run: PostCopyBenchmark.run),
      Benchmark(name: "storage", run: StorageBenchmark.run),
      Benchmark(name: "consolidation", run: ConsolidationBenchmark.run),
    ]
  }

  /// Long statistical studies, which run only when they are asked for by name.
  static var studies: [Benchmark] {
    [
      Benchmark(name: "study-fidelity", run: FidelityStudy.run),
      Benchmark(name: "study-fit", run: FitStudy.run),
      Benchmark(name: "study-dirty-rate", run: DirtyRateStudy.run),
      Benchmark(name: "study-growth", run: GrowthStudy.run),
      Benchmark(name: "front", run: FrontDoorBenchmark.run),
    ]
  }
}

/// Runs the benchmarks and studies named on the command line, or all benchmarks.
///
/// `count NAME` does one piece of work whose instructions are to be counted; `pairs COUNT` prints a scenario
/// of so many migrations, and `alone FILE` what the engine takes for one that no strategy but the first moves.
///
/// Each also asserts what it simulates, so that a quicker wrong answer is not taken for progress.
@main
enum Program {
  static func main() {
    let names = CommandLine.arguments.dropFirst()
    if names.first == "count" {
      for name in names.dropFirst() { CountedWork.count(name) }
      return
    }
    if names.count == 2, let last = names.last {
      if names.first == "pairs", let count = Int(last) {
        return print(PairedScenario(count: count).text)
      }
      if names.first == "alone" { return FrontDoorBenchmark.engineAlone(last) }
    }
    let all = Benchmark.all + Benchmark.studies
    for name in names where !all.contains(where: { $0.name == name }) {
      print(
        "there is no benchmark '\(name)'; there are: \(all.map(\.name).joined(separator: ", "))")
      exit(64)
    }
    #if DEBUG || INTERNAL_CHECKS
      print(
        "This build checks itself: its times mean nothing. Use: swift run -c release Benchmarks")
    #endif
    let chosen = names.isEmpty ? Benchmark.all : all.filter { names.contains($0.name) }
    for benchmark in chosen { benchmark.run() }
  }
}
