import Experiment
import StrictJSON

/// What is wrong with a scenario, one line each; empty if nothing is.
func complaints(_ text: String) -> String {
  do throws(ScenarioErrors) {
    _ = try Scenario(parsing: text, file: "test.json")
    return ""
  } catch {
    return error.description
  }
}
