package math

//line $GOROOT/src/math/signbit.go:8
func Signbit(x float64) bool {
	return Float64bits(x)&(1<<63) != 0
}
