import Foundation

/// A number with so many significant digits.
func digits(_ number: Double, _ count: Int) -> String { String(format: "%.\(count)g", number) }

/// A number with so many digits after the point; nothing is not below zero.
func fixed(_ number: Double, _ count: Int) -> String {
  let text = String(format: "%.\(count)f", number)
  return Double(text) == 0 ? String(format: "%.\(count)f", 0.0) : text
}
