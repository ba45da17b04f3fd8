/// What the article says of the data it was made from, where they are those it knows.
extension AccuracyStudy {
  /// Whether the workloads are those of Jo, Cho and Egger (SoCC 2017).
  private var isKnownData: Bool { Set(workloads).isSuperset(of: ["dacapo", "parsec", "mplayer"]) }

  var origin: String {
    isKnownData
      ? " over Gigabit Ethernet (Jo, Cho and Egger, SoCC 2017; this page keeps only aggregates of their rows)"
      : ""
  }

  var controlledOrigin: String { ", and the migrations of QEMU under controlled writes" }

  /// Why the numbers are a little better than those of a forecast would be.
  var caveat: String {
    guard isKnownData else { return "" }
    return """
      A real forecast would have slightly larger errors, for two reasons. First, the structure of \
      the model was developed with these same rows. The constants that all families share were \
      also found in these rows: the link's goodput, set-up times, and an operator's patience. Second, all rows come from one laboratory.


      """
  }

  /// Why reality is not met, by what is known of the workloads.
  var mechanisms: String {
    guard isKnownData else { return "" }
    return """
      The likely causes are:

      - **Compression** (every workload): two inputs were not measured, namely how well the pages \
      compress, and how many CPUs are free for the compression threads. On a crowded host, a \
      migration with the same bytes takes up to three times as long. The programs of one workload \
      have different data in memory, and some data compress better than others. \
      The method *nearest rows* can recognise a program by its memory and dirty rate, but a model \
      of the workload cannot.
      - **Java (dacapo)**: guests with equal inputs behave in two different manners. If a garbage \
      collection or another phase of the benchmark happens during the migration, the heap is sent \
      several times. Otherwise the heap is sent once.
      - **Sequential stress (mem) near and above the bandwidth**: a difference of a few per cent in \
      the dirty rate decides whether a migration converges, or runs until an operator stops the VM.
      - **Scientific (PARSEC)**: with a measured dirty rate of a few hundred pages/s, about a \
      third of the guests send some 100 MiB a second time. In these guests, the dirty rate was \
      measured in another phase of the program.
      - **Media (mplayer)**: the guest rewrites a set of 50 to 75 MiB all the time. The last \
      rounds do not become smaller, and the migration ends when the operator stops the VM.
      """
  }
}
