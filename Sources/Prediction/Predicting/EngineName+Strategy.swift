import Datacenter
import Experiment
import Quantities
import Strategies
import StrictJSON

extension EngineName {
  /// The engine as a scenario that only names it has it, its downtime limit aside.
  ///
  /// A limit is passed over by engines that have none.
  func strategy(downtimeLimit: Seconds?) -> any Strategy {
    var keys = "\"engine\": \"\(rawValue)\""
    if let downtimeLimit, parameters.contains("downtimeLimit") {
      keys += ", \"downtimeLimit\": \"\(downtimeLimit)\""
    }
    let text = Array("{ \(keys) }".utf8)
    guard let document = try? JSONDocument(parsing: text, file: rawValue),
      let spec = try? document.read(Shape<PreCopySpec>.object)
    else { preconditionFailure("\(rawValue) cannot be named in a scenario") }
    return spec.strategy
  }
}
