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
    \(command)
    ```

    from \(cases(.known).count) measured migrations\(origin)\(controlled == nil ? "" : controlledOrigin). \
    What a row's prediction may read is technique, workload, dirty rate, memory in use and rate cap.

    **Known**: the rows of each workload are dealt into folds, and each fold is predicted with a family \
    calibrated on the others. **Unknown**: every row is predicted with its workload left blank. The family \
    `unknown` is used for it, a fixed population that no calibration changes. **New**: the workload is left \
    blank, too, and the family was calibrated on the rows of all other workloads together. It stands in for \
    workloads that nobody has measured. Errors are of the predicted median, conditional on \
    convergence: the data hold only migrations that ended.

    \(caveat)### In one table

    \(table(header: [
      "technique", "workload", "rows", "total time, median", "mean", "coverage", "width",
      "downtime, median", "mean", "p90", "coverage",
    ], rows: overview))

    Errors are relative, but for the p90 of the downtime's, which is absolute. Coverage is the share of \
    measurements inside the 90 % interval, and width the interval's median width over the predicted median. \
    Measured downtimes contain the noise of their bench. Runs with equal inputs differ by 18 to 21 ms \
    (standard deviation), of which 13.5 ms are added to the simulation (`RunNoise`). Downtimes of post-copy \
    are whole milliseconds. Repeats under controlled writes differ by 7 ms and by 0.5 %.

    `Results/accuracy/predicted.csv` and `predicted.svg` set what was predicted against what was measured, in \
    groups of rows of like prediction.

    ### By load

    Total times, by dirty rate over bandwidth. What is below 0.05 is below 0.3 too.

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

    Memory over bandwidth is what CloudSim computes. The geometric series is SimGrid's law, cut at 30 rounds \
    where it would not end. The regression is least squares of the logarithm on memory over bandwidth and a \
    cubic of the load, fitted to the same training rows. The nearest rows are the seven training rows that \
    are nearest in rate, memory and bandwidth; the prediction is the median of their times. Here the same \
    guests were measured many times, so the nearest rows are hard to beat. For guests that were never \
    measured they say little.

    ### How near any prediction can come

    Some migrations have a twin: same technique and workload, memory within 1 %, dirty rate and bandwidth \
    within 5 %. Their times are compared by what they had to move, so that little of what they differ by is in \
    these inputs. Two draws of one distribution lie √2 times as far apart as each lies from its median: a \
    perfect predictor would still err by some 0.7 of it. (Downtimes of post-copy are whole milliseconds, \
    mostly 1 or 2.)

    \(table(header: [
      "technique", "rows with a twin", "their total times differ by, median", "mean", "downtimes, median",
    ], rows: twinRows))

    \(outOfReach)
    \(controlled == nil ? "" : casesSection)
    ### What reality still does that the model does not

    `Results/accuracy/residuals.csv` counts, for each technique, workload and load, the rows that are off by \
    more than 30 %. The groups with the most of them, with the workload known:

    \(table(header: [
      "technique", "workload", "load", "rows", "off by 30 %", "of those predicted too long",
    ], rows: largestResiduals))

    \(mechanisms)

    ### The families

    What calibration finds, with the error that leaving out one fold after the other gives it, stands in \
    `Results/accuracy/families.csv`. Where the error is as large as the number the data do not determine it; \
    numbers without an error are the same for all families.
    """ + "\n"
  }
}
