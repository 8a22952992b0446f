package math

//line $GOROOT/src/math/dim.go:13
func Dim(x, y float64) float64 {
//line $GOROOT/src/math/dim.go:20
	v := x - y
	if v <= 0 {
//line $GOROOT/src/math/dim.go:23
		return 0
	}
//line $GOROOT/src/math/dim.go:26
	return v
}

func Max(x, y float64) float64

func Min(x, y float64) float64
