internal import CGSL

/// A status that a routine of the GNU Scientific Library returned instead of a result.
public struct GSLError: Error, Equatable, Sendable, CustomStringConvertible {
  /// GSL's status code: 1 is a domain error, 4 an invalid argument.
  public let code: Int32
  /// The routine that returned it.
  public let routine: String

  /// GSL's own words for the code: `"input domain error"`.
  public var reason: String { String(cString: gsl_strerror(code)) }

  /// The whole sentence: `"gsl_sf_log_e: input domain error (GSL 1)"`.
  public var description: String { "\(routine): \(reason) (GSL \(code))" }
}

/// The manners that every use of GSL in this module keeps.
enum GSL {
  /// GSL's error handler, which ends the process, is off once this has been read.
  ///
  /// The handler belongs to the process. A `static let` is set exactly once, on whichever thread
  /// comes first.
  static let handlerIsOff: Bool = {
    _ = gsl_set_error_handler_off()
    return true
  }()

  /// Turns a status code into an error.
  static func check(_ status: Int32, _ routine: StaticString) throws(GSLError) {
    guard Int(status) == GSL_SUCCESS else {
      throw GSLError(code: status, routine: "\(routine)")
    }
  }
}
