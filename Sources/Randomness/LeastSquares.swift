internal import CGSL

/// Parameters that bring a model nearest to observations, in the sum of squares.
///
/// By GSL's trust-region method (Levenberg and Marquardt) with derivatives by differences.
public struct LeastSquares: Sendable {
  /// The parameters found.
  public let parameters: [Double]
  /// The sum of the squares of the residuals there.
  public let squares: Double
  /// (JᵀJ)⁻¹ of the residuals' Jacobian J: times the residuals' variance, the parameters' covariance.
  public let spread: [[Double]]

  /// Minimises the sum of squares of `count` residuals, from a first guess.
  ///
  /// - Parameter residuals: fills in the residuals of given parameters; all must be finite.
  /// - Throws: `GSLError` if no minimum is found within 200 steps or the residuals are not finite.
  /// - Precondition: there are at least as many residuals as parameters, and a parameter.
  public init(
    of count: Int, from guess: [Double],
    residuals: @escaping (_ parameters: [Double], _ residuals: inout [Double]) -> Void
  ) throws(GSLError) {
    precondition(!guess.isEmpty && count >= guess.count, "too few observations")
    precondition(GSL.handlerIsOff)
    let problem = Problem(count: count, size: guess.count, residuals: residuals)
    var system = gsl_multifit_nlinear_fdf()
    system.f = { x, context, f in
      Unmanaged<Problem>.fromOpaque(context!).takeUnretainedValue().evaluate(x!, into: f!)
    }
    system.n = count
    system.p = guess.count
    system.params = Unmanaged.passUnretained(problem).toOpaque()
    var options = gsl_multifit_nlinear_default_parameters()
    let start = gsl_vector_alloc(guess.count)!
    let covariance = gsl_matrix_alloc(guess.count, guess.count)!
    let workspace = gsl_multifit_nlinear_alloc(
      apus_multifit_trust(), &options, count, guess.count)!
    defer {
      gsl_multifit_nlinear_free(workspace)
      gsl_matrix_free(covariance)
      gsl_vector_free(start)
    }
    for (index, value) in guess.enumerated() { gsl_vector_set(start, index, value) }
    let status = withExtendedLifetime(problem) {
      var status = gsl_multifit_nlinear_init(start, &system, workspace)
      guard Int(status) == GSL_SUCCESS else { return status }
      var info: Int32 = 0
      status = gsl_multifit_nlinear_driver(200, 1e-9, 1e-9, 0, nil, nil, &info, workspace)
      // Steps too small to see, at a minimum that derivatives by differences cannot refine.
      return Int(status) == GSL_ENOPROG ? Int32(GSL_SUCCESS) : status
    }
    try GSL.check(status, "gsl_multifit_nlinear")
    try GSL.check(
      gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(workspace), 1e-12, covariance),
      "gsl_multifit_nlinear_covar")
    let found = gsl_multifit_nlinear_position(workspace)!
    let rest = gsl_multifit_nlinear_residual(workspace)!
    parameters = guess.indices.map { gsl_vector_get(found, $0) }
    squares = (0..<count).reduce(0) { $0 + gsl_vector_get(rest, $1) * gsl_vector_get(rest, $1) }
    spread = guess.indices.map { row in
      guess.indices.map { gsl_matrix_get(covariance, row, $0) }
    }
  }

  /// What the C callback sees.
  private final class Problem {
    private var parameters: [Double]
    private var values: [Double]
    private let residuals: ([Double], inout [Double]) -> Void

    init(count: Int, size: Int, residuals: @escaping ([Double], inout [Double]) -> Void) {
      parameters = Array(repeating: 0, count: size)
      values = Array(repeating: 0, count: count)
      self.residuals = residuals
    }

    func evaluate(_ x: UnsafePointer<gsl_vector>, into f: UnsafeMutablePointer<gsl_vector>) -> Int32
    {
      for index in parameters.indices { parameters[index] = gsl_vector_get(x, index) }
      residuals(parameters, &values)
      for (index, value) in values.enumerated() {
        guard value.isFinite else { return Int32(GSL_EBADFUNC) }
        gsl_vector_set(f, index, value)
      }
      return Int32(GSL_SUCCESS)
    }
  }
}

/// Student's t beyond which a share `(1 - level) / 2` lies on either side.
///
/// - Precondition: `level` is between 0 and 1, `degrees` positive.
public func studentQuantile(level: Double, degrees: Double) -> Double {
  precondition(level > 0 && level < 1 && degrees > 0)
  return gsl_cdf_tdist_Pinv((1 + level) / 2, degrees)
}

/// The number below which a normal number of mean 0 and deviation 1 lies with some probability.
///
/// - Precondition: the probability is between 0 and 1.
public func normalQuantile(_ probability: Double) -> Double {
  precondition(probability > 0 && probability < 1)
  return gsl_cdf_ugaussian_Pinv(probability)
}
