/// What the article says of the data it was made from, where they are those it knows.
extension AccuracyStudy {
  /// Whether the workloads are those of Jo, Cho and Egger (SoCC 2017).
  private var isKnownData: Bool { Set(workloads).isSuperset(of: ["dacapo", "parsec", "mplayer"]) }

  var origin: String {
    isKnownData
      ? " over Gigabit Ethernet (Jo, Cho and Egger, SoCC 2017; the rows are theirs, and only aggregates are kept here)"
      : ""
  }

  var controlledOrigin: String { " and from the migrations of QEMU under controlled writes" }

  /// Why the numbers are a little better than those of a forecast would be.
  var caveat: String {
    guard isKnownData else { return "" }
    return """
      Two things make the numbers a little better than those of a forecast would be. First, the structure \
      of the model was found in these same rows. So were the constants that all families share: the \
      link's goodput, set-up times, an operator's patience, the middle and the width of `unknown`. Second, \
      all rows come from one laboratory.


      """
  }

  /// Why reality is not met, by what is known of the workloads.
  var mechanisms: String {
    guard isKnownData else { return "" }
    return """
      Their likely mechanisms:

      - **Compression** (every workload): what a page's content compresses to, and how many processors the \
      threads find free, were not measured. Migrations that sent the same bytes take up to three times as long \
      where the host is crowded. Programs of one workload differ in content. Memory and rate identify a \
      program that was measured before, as for the nearest rows, but a model of the workload cannot use that.
      - **Java (dacapo)**: two kinds of guests at equal inputs. Whether a garbage collection or another phase of \
      the benchmark falls into the migration decides whether the heap is sent once or several times.
      - **Sequential stress (mem) near and above the bandwidth**: whether a migration just converges or is \
      stopped is decided by a few per cent of its rate.
      - **Scientific (PARSEC)**: at a few hundred measured pages a second about a third of the guests resend \
      some 100 MiB once; the dirty rate was measured in another phase of the program.
      - **Media (mplayer)**: a set of 50 to 75 MiB is rewritten all the time, so that the last rounds do not \
      shrink and the end comes by patience.
      """
  }
}
