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
    `unknown`, which is not fitted to anything. Errors are of the predicted median, conditional on \
    convergence: the data hold only migrations that ended.

    Two things make the numbers a little better than those of a forecast would be. The structure of the model \
    and the constants that are the same for all families (the link's goodput, set-up times, an operator's \
    patience, the width of `unknown`) were found in these same rows, by their structure and not row by row; and \
    one laboratory's migrations are not another's.

    ### In one table

    \(table(header: [
      "technique", "workload", "rows", "total time, median", "mean", "downtime, median",
      "its error's p90", "coverage of 90 %", "median width",
    ], rows: overview))

    ### By load

    Total times, by dirty rate over bandwidth.

    \(table(header: [
      "technique", "workload", "load", "rows", "median", "mean", "coverage", "median width",
    ], rows: byLoad))

    ### Beside simpler models

    Median and mean relative error of the total time.

    \(table(header: ["technique", "workload"] + Baseline.allCases.map(\.rawValue) + ["Apus"], rows: beside))

    Memory over bandwidth is what CloudSim computes; the geometric series is SimGrid's law, cut at 30 rounds \
    where it would not end; the regression is least squares of the logarithm on memory over bandwidth and a \
    cubic of the load, fitted to the same training rows.
    \(controlled == nil ? "" : casesSection)
    ### What reality still does that the model does not

    `Results/accuracy/residuals.csv` counts, for each technique, workload and load, the rows that are off by \
    more than 30 %. The largest groups, with the workload known:

    \(table(header: [
      "technique", "workload", "load", "rows", "off by 30 %", "of those predicted too long",
    ], rows: largestResiduals))

    Their likely mechanisms:

    - **Compression** (every workload): what a page's content compresses to and how fast a thread is were not \
    measured, and differ by a factor of three between guests that are alike in all that was. A predictor that \
    learns from the same columns does not get below 15 %.
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

  private func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }

  private func table(header: [String], rows: [[String]]) -> String {
    ([header, header.map { _ in "---" }] + rows)
      .map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }

  private var overview: [[String]] {
    techniques.flatMap { technique in
      Standing.allCases.compactMap { standing -> [String]? in
        let own = cases(standing, technique)
        guard let time = Self.score(own, .totalTime), let dark = Self.score(own, .downtime) else {
          return nil
        }
        return [
          technique.rawValue, standing.rawValue, "\(time.count)", percent(time.medianError),
          percent(time.meanError), percent(dark.medianError),
          String(format: "%.1f ms", dark.p90Absolute),
          percent(time.coverage), percent(time.medianWidth),
        ]
      }
    }
  }

  private var byLoad: [[String]] {
    techniques.flatMap { technique in
      Standing.allCases.flatMap { standing in
        Self.bands.compactMap { band -> [String]? in
          let own = cases(standing, technique).filter { band.range.contains($0.row.load) }
          return Self.score(own, .totalTime).map { score in
            [
              technique.rawValue, standing.rawValue, band.name, "\(score.count)",
              percent(score.medianError), percent(score.meanError), percent(score.coverage),
              percent(score.medianWidth),
            ]
          }
        }
      }
    }
  }

  private var beside: [[String]] {
    techniques.flatMap { technique in
      Standing.allCases.compactMap { standing -> [String]? in
        let own = cases(standing, technique)
        guard let apus = Self.score(own, .totalTime) else { return nil }
        let others = Baseline.allCases.map { baseline in
          Self.errors(own, baseline).map { "\(percent($0.median)) / \(percent($0.mean))" } ?? "-"
        }
        return [technique.rawValue, standing.rawValue] + others
          + ["\(percent(apus.medianError)) / \(percent(apus.meanError))"]
      }
    }
  }

  private var largestResiduals: [[String]] {
    residualGroups.sorted { $0.far > $1.far }.prefix(12).map { group in
      [
        group.technique, group.workload, group.load, "\(group.rows)",
        percent(Double(group.far) / Double(group.rows)),
        percent(Double(group.tooLong) / Double(max(1, group.far))),
      ]
    }
  }

  private var casesSection: String {
    let rows = controlled!.scores.scores
      .filter {
        $0.quantity == .totalTime && ($0.workload == "all" || $0.errors.count == $0.verdicts.of)
      }
      .map { score in
        [
          score.technique, score.workload, "\(score.errors.count)",
          percent(score.errors.medianError),
          percent(score.errors.p95Error), String(format: "%.1f ms", score.errors.p90Absolute),
          "\(score.verdicts.right)/\(score.verdicts.of)",
        ]
      }
    return """

      ### QEMU under controlled writes

      Every input of these migrations is known, and no constant is fitted to any of them. Total times; the \
      rows in full, with their predictions, are in `Results/accuracy/cases.csv`.

      \(table(header: [
        "technique", "writes", "cases", "median error", "p95", "p90 of the error", "convergence called right",
      ], rows: rows))

      """
  }
}
