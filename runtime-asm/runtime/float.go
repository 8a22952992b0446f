// Properties of floating-point numbers, by their bits (IEEE 754 double: sign, 11 bits of exponent, 52 of
// fraction).
package runtime

import "unsafe"

func float64bits(f float64) uint64     { return *(*uint64)(unsafe.Pointer(&f)) }
func float64frombits(b uint64) float64 { return *(*float64)(unsafe.Pointer(&b)) }

func isNaN(f float64) bool    { return f != f }
func isFinite(f float64) bool { return f-f == 0 }
func isInf(f float64) bool    { return !isNaN(f) && !isFinite(f) }
func infinity() float64       { return float64frombits(0x7FF0000000000000) }

func abs(f float64) float64 {
	return float64frombits(float64bits(f) &^ (1 << 63))
}

func copysign(f, sign float64) float64 {
	const bit = 1 << 63
	return float64frombits(float64bits(f)&^bit | float64bits(sign)&bit)
}
