package math

func Floor(x float64) float64

func Ceil(x float64) float64

func Trunc(x float64) float64

//line $GOROOT/src/math/floor.go:64
func Round(x float64) float64 {
//line $GOROOT/src/math/floor.go:74
	bits := Float64bits(x)
	e := uint(bits>>shift) & mask
	if e < bias {
//line $GOROOT/src/math/floor.go:78
		bits &= signMask
		if e == bias-1 {
			bits |= uvone
		}
	} else if e < bias+shift {
//line $GOROOT/src/math/floor.go:87
		const half = 1 << (shift - 1)
		e -= bias
		bits += half >> e
		bits &^= fracMask >> e
	}
	return Float64frombits(bits)
}

func RoundToEven(x float64) float64
