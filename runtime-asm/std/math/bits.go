package math

const (
//line $GOROOT/src/math/bits.go:8
	uvnan    = 0x7FF8000000000001
	uvinf    = 0x7FF0000000000000
	uvneginf = 0xFFF0000000000000
	uvone    = 0x3FF0000000000000
	mask     = 0x7FF
	shift    = 64 - 11 - 1
	bias     = 1023
	signMask = 1 << 63
	fracMask = 1<<shift - 1
)

//line $GOROOT/src/math/bits.go:20
func Inf(sign int) float64 {
	var v uint64
	if sign >= 0 {
		v = uvinf
	} else {
		v = uvneginf
	}
	return Float64frombits(v)
}

//line $GOROOT/src/math/bits.go:31
func NaN() float64 { return Float64frombits(uvnan) }

//line $GOROOT/src/math/bits.go:34
func IsNaN(f float64) (is bool) {
//line $GOROOT/src/math/bits.go:39
	return f != f
}

//line $GOROOT/src/math/bits.go:46
func IsInf(f float64, sign int) bool {
//line $GOROOT/src/math/bits.go:51
	return sign >= 0 && f > MaxFloat64 || sign <= 0 && f < -MaxFloat64
}
