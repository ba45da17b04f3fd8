/// What is wrong with a text that says what an experiment varies.
package struct DesignError: Error, Equatable {
  /// What is wrong, as a sentence without its end.
  package let problem: String
  /// What to write instead.
  package let remedy: String

  package init(_ problem: String, _ remedy: String) {
    self.problem = problem
    self.remedy = remedy
  }
}
