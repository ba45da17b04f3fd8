import Foundation
import Randomness

extension AccuracyStudy {
  /// The study in words: a DocC article. Its numbers are the study's.
  public var article: String {
    """
    # Accuracy

    How close predictions come to measured migrations. Anyone can run the study again.

    ## Overview

    This command writes this page:

    ```
    \(command)
    ```

    The data are \(cases(.known).count) measured \
    migrations\(origin)\(controlled == nil ? "" : controlledOrigin). Each measured migration is a \
    *row*. The prediction of a row may use the row's technique, workload, dirty rate, memory in \
    use and rate cap.

    A *family* is a set of distributions that describe how one workload writes memory. The study \
    predicts each row with three kinds of knowledge:

    - **Known**: the rows of each workload are divided into parts (folds). Each fold is predicted \
    with a family that was calibrated on the other folds.
    - **Unknown**: the prediction does not know the workload, and uses the standard family \
    `unknown`. This family describes one more kind of guest, which differs from the measured kinds as \
    they differ from each other. The row's own workload is one of the measured kinds.
    - **New**: as unknown, but the family comes from all other workloads by the same rule. This case \
    shows what to expect of a workload that nobody has measured.

    The error of a prediction is the difference between the predicted median and the measurement. \
    The data contain only migrations that ended, so predictions assume that the migration ends.

    \(caveat)### In one table

    \(table(header: [
      "technique", "workload", "rows", "total time, median", "mean", "coverage", "width",
      "downtime, median", "mean", "p90", "coverage",
    ], rows: overview))

    - Errors are relative. Only the p90 of the downtime's error is absolute.
    - *Coverage* is the share of measurements inside the 90 % interval.
    - *Width* is the width of the 90 % interval divided by the predicted median. The table has the \
    median of the widths.

    Measured downtimes contain noise of the measuring machines. Downtimes of runs with equal \
    inputs differ by 18 to 21 ms (standard deviation). Of this noise, 13.5 ms are added to the \
    simulation (`RunNoise`). Downtimes of post-copy were measured in whole milliseconds. Repeated \
    migrations under controlled writes differ by 7 ms in downtime and by 0.5 % in total time.

    `Results/accuracy/predicted.csv` and `predicted.svg` compare predicted with measured times, in \
    groups of rows with similar predictions.

    ### By load

    The *load* of a migration is its dirty rate divided by its bandwidth. The table shows errors \
    of the total time. Rows with a load below 0.05 also count in the group below 0.3.

    \(table(header: [
      "technique", "workload", "load", "rows", "median", "mean", "coverage", "median width",
    ], rows: byLoad))

    ### By workload

    The columns *error* show the median and the mean relative error of the total time. The columns \
    *width* show the median width of its interval.

    \(table(header: ["technique", "workload"] + Standing.allCases.flatMap {
      ["\($0): error", "coverage", "width"]
    }, rows: byWorkload))

    ### Beside simpler models

    Each cell shows the median and the mean relative error of the total time.

    \(table(header: ["technique", "workload"] + Baseline.allCases.map(\.rawValue) + ["Apus"], rows: beside))

    - **Memory / bandwidth** is the formula of CloudSim.
    - **The geometric series** is the formula of SimGrid. A series that would not end is cut at 30 \
    rounds.
    - **The regression** predicts the logarithm of the time by least squares from memory / \
    bandwidth and a cubic polynomial of the load. The regression is fitted to the same training \
    rows.
    - **Nearest rows** looks up the seven training rows that are most similar in dirty rate, \
    memory and bandwidth. Their times are scaled to the memory and bandwidth of the predicted row. \
    With compression, the speed depends on the compression threads and not on the link, so the \
    times are scaled to the memory alone. The prediction is the median of the scaled times.

    In these data, the same guests were measured many times. The method *nearest rows* therefore \
    predicts well. For a guest that was never measured, it predicts poorly.

    ### How near any prediction can come

    Some migrations have a *twin*: a migration with the same technique and workload, with memory \
    within 1 %, and with dirty rate and bandwidth within 5 %. Before the total times of twins are \
    compared, each time is divided by the memory / bandwidth of its row. With compression, each \
    time is divided by the memory alone. Small differences in these inputs therefore do not count, \
    and the inputs explain almost nothing of the remaining difference between twins. Two draws \
    from one distribution are √2 times as far apart as each draw is from the median. A perfect \
    predictor would therefore still have an error of about 0.7 of the difference. \
    (Downtimes of post-copy are whole milliseconds, mostly 1 or 2.)

    \(table(header: [
      "technique", "rows with a twin", "their total times differ by, median", "mean", "downtimes, median",
    ], rows: twinRows))

    \(outOfReach)
    \(controlled == nil ? "" : casesSection)
    ### What the model does not explain

    `Results/accuracy/residuals.csv` counts the rows whose error is more than 30 %, for each \
    technique, workload and load. The table shows the groups with the most such rows. The workload \
    is known in these predictions.

    \(table(header: [
      "technique", "workload", "load", "rows", "off by 30 %", "of those predicted too long",
    ], rows: largestResiduals))

    \(mechanisms)

    ### The families

    `Results/accuracy/families.csv` lists the calibrated parameters of each family. Most \
    parameters have a standard error, which was estimated by leaving out one fold after the other. \
    If the standard error is as large as the parameter, the data do not determine the parameter. \
    A parameter that has the same value in all families has no standard error.
    """ + "\n"
  }
}
