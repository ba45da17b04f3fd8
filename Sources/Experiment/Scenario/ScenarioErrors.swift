public import StrictJSON

/// Everything that is wrong with a scenario, or with a file that it names.
public typealias ScenarioErrors = JSONErrors
