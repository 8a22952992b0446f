package math

//line $GOROOT/src/math/abs.go:12
func Abs(x float64) float64 {
	return Float64frombits(Float64bits(x) &^ (1 << 63))
}
