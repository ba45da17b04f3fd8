import Foundation
import Randomness

extension AccuracyStudy {
  /// The study in words: a DocC article. Its numbers are the study's.
  public var article: String {
    """
    # Accuracy

    How near predictions come to migrations that were measured, by a protocol that anyone can run again.

    ## Overview

    This page is written by one command,

    ```
    apus accuracy --data kvm-migrations.csv --cases Tests/ValidationTests/Data/qemu-migrations.csv --output Results/accuracy --article Sources/Experiment/Experiment.docc/Accuracy.md
    ```

    from \(cases(.known).count) measured migrations over Gigabit Ethernet (Jo, Cho and Egger, \
    SoCC 2017; the rows are theirs, and only aggregates are kept here) and from the migrations of QEMU under \
    controlled writes. What a row's prediction may read is technique, workload, dirty rate, memory in use \
    and rate cap.

    **Known**: the rows of each workload are dealt into folds, and each fold is predicted with a family \
    calibrated on the others. **Unknown**: every row is predicted with its workload left blank, by the family \
    `unknown`, a fixed population that no calibration touches. Errors are of the predicted median, conditional on \
    convergence: the data hold only migrations that ended.

    Two things make the numbers a little better than those of a forecast would be. The structure of the model \
    and the constants that are the same for all families (the link's goodput, set-up times, an operator's \
    patience, the middle and the width of `unknown`) were found in these same rows, by their structure and not \
    row by row; and one laboratory's migrations are not another's.

    ### In one table

    \(table(header: [
      "technique", "workload", "rows", "total time, median", "mean", "downtime, median",
      "its error's p90", "coverage of 90 %", "median width",
    ], rows: overview))

    `Results/accuracy/predicted.csv` and `predicted.svg` set what was predicted against what was measured, in \
    groups of rows of like prediction.

    ### By load

    Total times, by dirty rate over bandwidth.

    \(table(header: [
      "technique", "workload", "load", "rows", "median", "mean", "coverage", "median width",
    ], rows: byLoad))

    ### By workload

    Median and mean relative error of the total time, and the median width of its interval.

    \(table(header: ["technique", "workload"] + Standing.allCases.flatMap {
      ["\($0): error", "coverage", "width"]
    }, rows: byWorkload))

    ### Beside simpler models

    Median and mean relative error of the total time.

    \(table(header: ["technique", "workload"] + Baseline.allCases.map(\.rawValue) + ["Apus"], rows: beside))

    Memory over bandwidth is what CloudSim computes; the geometric series is SimGrid's law, cut at 30 rounds \
    where it would not end; the regression is least squares of the logarithm on memory over bandwidth and a \
    cubic of the load, fitted to the same training rows. The nearest rows are the seven training rows that \
    are nearest in rate, memory and bandwidth, and the prediction is the median of what they took: where the \
    same guests were measured again and again, as here, a memory of them is hard to beat, and of guests that \
    it has not met it knows little.

    ### How near any prediction can come

    Some migrations have a twin: same technique and workload, memory within 1 %, dirty rate and bandwidth within 5 %. What \
    twins differ by is not in these inputs; a perfect predictor would still err by some 0.7 of it.

    \(table(header: [
      "technique", "rows with a twin", "their total times differ by, median", "mean", "downtimes, median",
    ], rows: twinRows))

    \(outOfReach)
    \(controlled == nil ? "" : casesSection)
    ### What reality still does that the model does not

    `Results/accuracy/residuals.csv` counts, for each technique, workload and load, the rows that are off by \
    more than 30 %. The largest groups, with the workload known:

    \(table(header: [
      "technique", "workload", "load", "rows", "off by 30 %", "of those predicted too long",
    ], rows: largestResiduals))

    Their likely mechanisms:

    - **Compression** (every workload): what a page's content compresses to, and how many processors the \
    threads find free, were not measured. Migrations that sent the same bytes take up to three times as long \
    where the host is crowded, and programs of one workload differ in content, which their memory and rate \
    give away to whoever has met them, as the nearest rows have, but not to a model of the workload.
    - **Java (dacapo)**: two kinds of guests at equal inputs. Whether a garbage collection or another phase of \
    the benchmark falls into the migration decides whether the heap is sent once or several times.
    - **Sequential stress (mem) near and above the bandwidth**: whether a migration just converges or is \
    stopped is decided by a few per cent of its rate.
    - **Scientific (PARSEC)**: at a few hundred measured pages a second about a third of the guests resend some \
    100 MiB once; the dirty rate was measured in another phase of the program.
    - **Media (mplayer)**: a set of 50 to 75 MiB is rewritten all the time, so that the last rounds do not \
    shrink and the end comes by patience.

    ### The families

    What calibration finds, with the error that leaving out one fold after the other gives it, stands in \
    `Results/accuracy/families.csv`. Well determined are the hot set of sequential stress, rates and \
    compression; poorly the cold memory's reach, and the time scales of media and scientific workloads.
    """ + "\n"
  }
}
