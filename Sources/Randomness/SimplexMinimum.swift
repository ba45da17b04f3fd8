internal import CGSL

/// The least value that a simplex finds of a function of several parameters, without derivatives.
///
/// By GSL's `nmsimplex2`, the simplex algorithm of Nelder and Mead (Computer Journal 7, 1965). The
/// function may be rough, as the score of a simulation is; what is found is a local minimum.
public struct SimplexMinimum: Sendable {
  /// The parameters found.
  public let parameters: [Double]
  /// The function's value there.
  public let value: Double
  /// How often the function was asked.
  public let evaluations: Int

  /// Minimises a function.
  ///
  /// - Parameters:
  ///   - guess: where the search begins.
  ///   - steps: how far the first simplex reaches along each parameter.
  ///   - tolerance: a simplex of this size is small enough.
  ///   - limit: how often the function may be asked, a few more times aside.
  ///   - function: must be finite everywhere.
  /// - Throws: `GSLError` if the function is not finite.
  /// - Precondition: there is a parameter, and a step for each.
  public init(
    from guess: [Double], steps: [Double], tolerance: Double = 1e-3, limit: Int = 400,
    of function: @escaping ([Double]) -> Double
  ) throws(GSLError) {
    precondition(!guess.isEmpty && guess.count == steps.count)
    precondition(GSL.handlerIsOff)
    let problem = Problem(size: guess.count, function: function)
    let start = gsl_vector_alloc(guess.count)!
    let reach = gsl_vector_alloc(guess.count)!
    let simplex = gsl_multimin_fminimizer_alloc(apus_multimin_simplex(), guess.count)!
    defer {
      gsl_multimin_fminimizer_free(simplex)
      gsl_vector_free(reach)
      gsl_vector_free(start)
    }
    for index in guess.indices {
      gsl_vector_set(start, index, guess[index])
      gsl_vector_set(reach, index, steps[index])
    }
    var target = gsl_multimin_function(
      f: { x, context in
        Unmanaged<Problem>.fromOpaque(context!).takeUnretainedValue().evaluate(x!)
      }, n: guess.count, params: Unmanaged.passUnretained(problem).toOpaque())
    let status = withExtendedLifetime(problem) {
      var status = gsl_multimin_fminimizer_set(simplex, &target, start, reach)
      // One step at least: before it GSL knows of no least value.
      while Int(status) == GSL_SUCCESS {
        status = gsl_multimin_fminimizer_iterate(simplex)
        guard Int(status) == GSL_SUCCESS, problem.evaluations < limit else { break }
        let size = gsl_multimin_fminimizer_size(simplex)
        if Int(gsl_multimin_test_size(size, tolerance)) == GSL_SUCCESS { break }
      }
      return Int(status) == GSL_ENOPROG ? Int32(GSL_SUCCESS) : status
    }
    try GSL.check(status, "gsl_multimin_fminimizer")
    let found = gsl_multimin_fminimizer_x(simplex)!
    parameters = guess.indices.map { gsl_vector_get(found, $0) }
    value = gsl_multimin_fminimizer_minimum(simplex)
    evaluations = problem.evaluations
  }

  /// What the C callback sees.
  private final class Problem {
    private var parameters: [Double]
    private let function: ([Double]) -> Double
    private(set) var evaluations = 0

    init(size: Int, function: @escaping ([Double]) -> Double) {
      parameters = Array(repeating: 0, count: size)
      self.function = function
    }

    func evaluate(_ x: UnsafePointer<gsl_vector>) -> Double {
      for index in parameters.indices { parameters[index] = gsl_vector_get(x, index) }
      evaluations += 1
      return function(parameters)
    }
  }
}
