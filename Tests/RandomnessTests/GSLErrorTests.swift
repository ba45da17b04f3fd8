import CGSL
import Testing

@testable import Randomness

@Suite("GSL")
struct GSLErrorTests {
  @Test("reports a bad argument as an error that names it, and does not end the program")
  func reportsErrors() {
    #expect(GSL.handlerIsOff)
    var result = gsl_sf_result()
    let status = gsl_sf_lngamma_e(0, &result)
    #expect(throws: GSLError(code: 1, routine: "gsl_sf_lngamma_e")) {
      try GSL.check(status, "gsl_sf_lngamma_e")
    }
    let error = GSLError(code: status, routine: "gsl_sf_lngamma_e")
    #expect(error.description == "gsl_sf_lngamma_e: input domain error (GSL 1)")
  }

  @Test("success is not an error")
  func success() throws {
    var result = gsl_sf_result()
    try GSL.check(gsl_sf_lngamma_e(3, &result), "gsl_sf_lngamma_e")
  }

  @Test("has the methods that fits and searches use")
  func methods() {
    #expect(String(cString: apus_root_brent().pointee.name) == "brent")
    #expect(String(cString: apus_min_brent().pointee.name) == "brent")
    #expect(String(cString: apus_multimin_simplex().pointee.name) == "nmsimplex2")
    #expect(String(cString: apus_multifit_trust().pointee.name) == "trust-region")
  }
}
