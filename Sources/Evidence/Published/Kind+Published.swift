import Parallel

extension Kind {
  /// Numbers of reports, papers and messages of commits.
  static let published = Kind(
    title: "Published cases", file: PublishedCase.file,
    told: """
      Numbers of public reports, with the reports' set-ups as scenarios in the folder `published`. Where a \
      constant of the model was taken from a number, that number is a fit, and the table names the constant. \
      `published.csv` names the source of each number. The mean of several runs of one guest stands beside \
      the median of predicted guests of its kind.
      """, isListed: true
  ) { folder, jobs in
    let cases = try PublishedCase.cases(in: folder)
    let predicted = parallel(cases.count, jobs: jobs) { place in
      Result { try cases[place].predict() }
    }
    return try zip(cases, predicted).map { one, predicted in
      Finding(
        name: one.name, quantity: one.row.text("quantity"),
        value: .numbers(
          measured: one.measured, predicted: try predicted.get(), unit: one.row.text("unit")),
        standing: one.standing)
    }
  }
}
